/** How a command ends when it does not succeed: a refusal on its way to the edge, where it is shown once. */
import type { Refusal, RefusalCode, Refused } from '@orchestrator/core';

export class CommandRefused extends Error {
  override readonly name = 'CommandRefused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** The result, or out with the refusal. */
export function orRefuse<Result extends { readonly ok: true }>(result: Result | Refused): Result {
  if (result.ok) return result;
  throw new CommandRefused(result.refusal);
}

export function usage(
  message: string,
  hint: string,
  code: RefusalCode = 'invalid-input',
): CommandRefused {
  return new CommandRefused({ code, message, hint });
}
