/** What a decision leads to, as it is printed below it: what the state asks for now, not what the record says for ever. */
import {
  nextActionNow,
  stateWith,
  statusView,
  type Decided,
  type ItemState,
} from '@orchestrator/core';
import type { Context } from '../context.ts';

/** What was decided, and the state that it was decided on. */
interface Amended {
  readonly state: ItemState;
  readonly decision: Decided;
}

/** The state once the decision is stored; a repeated one is in it already. */
export const stateAfter = ({ deps }: Context, { state, decision }: Amended): ItemState =>
  stateWith(state, decision.records, deps.ids);

/**
 * Who must do what now, and below it a command to begin with.
 * @param after as `stateAfter` says
 * @param command absent: the one that shows what whoever goes on needs to know
 */
export function whatNext(after: ItemState, command?: string): string {
  const action = nextActionNow(after);
  if (action.startsWith('Nothing')) return action;
  return `${action}\n        ${command ?? `orchestrator next --work-item ${after.item}`}`;
}

/** What may be done about a step whose attempt ended without success. */
export function retryOf(after: ItemState, step: string): string | undefined {
  const waits = statusView(after).failures.some((it) => it.step === step);
  return waits
    ? `orchestrator retry --work-item ${after.item} --step ${step} --reason "…"`
    : undefined;
}
