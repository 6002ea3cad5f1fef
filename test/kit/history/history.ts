/**
 * What processes saw of write-once registers: each call with the time before and after it. An attempt is such a register
 * (whoever claims it first has it for ever), and so is a version of an item (at most one append comes after it).
 */

export interface Claim {
  readonly kind: 'claim';
  /** The claimant: `<name>/<nonce>`. A process that is started again goes on under the same one. */
  readonly who: string;
  /**
   * `ok`: it is told that it owns. `lost`: that somebody else does. `refused`: that nothing was stored, whoever owns.
   * `unknown`: it was told nothing that counts, or never came back.
   */
  readonly result: 'ok' | 'lost' | 'refused' | 'unknown';
  /** The name of the owner, where the refusal says it. */
  readonly holder?: string | undefined;
}

export interface Look {
  readonly kind: 'look';
  /** The owner that was seen, as `who`; `undefined`: none. */
  readonly owner: string | undefined;
}

export type Call = (Claim | Look) & {
  readonly register: string;
  /** In nanoseconds, by a clock that all processes share. */
  readonly start: number;
  /** `Infinity`: it never came back. */
  readonly end: number;
  /** What was said besides, for people. */
  readonly note?: string | undefined;
};

/** The part of `who` that a refusal names. */
export const nameOf = (who: string): string => who.slice(0, who.indexOf('/'));

/** The calls of each register. */
export function byRegister(calls: readonly Call[]): ReadonlyMap<string, readonly Call[]> {
  const registers = new Map<string, Call[]>();
  for (const call of calls) {
    const known = registers.get(call.register);
    if (known) known.push(call);
    else registers.set(call.register, [call]);
  }
  return registers;
}
