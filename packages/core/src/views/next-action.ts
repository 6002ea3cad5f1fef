/** The one sentence that says who must do what now. There is no state without one. */
import { mayBeTriedAgain, shortList } from '../schedule/rules.ts';
import { walk, type Standing } from '../schedule/walk.ts';
import { isRunning } from '../state/attempt-life.ts';
import {
  isDone,
  stepOf,
  type BlockerState,
  type GateState,
  type ItemState,
} from '../state/state.ts';

export const nextActionNow = (state: ItemState): string =>
  nextActionOf(state, walk(state).standings);

/** @param standings of the same state, where the caller has them already */
export function nextActionOf(state: ItemState, standings: readonly Standing[]): string {
  if (state.damages.length > 0) return `Mend the history: ${state.damages[0]?.hint ?? ''}`;
  const keys = (kind: Standing['kind']): string[] =>
    standings.flatMap((standing, index) =>
      standing.kind === kind ? (state.steps[index]?.planned.step.key ?? []) : [],
    );
  const running = [...keys('running'), ...state.dropped.filter(isRunning).map(({ step }) => step)];
  const complete = running.length > 0 && `Complete ${shortList(running)}`;
  if (state.ended !== undefined) return afterTheEnd(state.ended, complete);
  const ready = keys('ready');
  const pending = [...state.gates.values()].filter(({ phase }) => phase === 'pending');
  const open = isDone(state) ? [] : state.blockers.filter((it) => it.open && isInTheWay(state, it));
  const failed = state.steps.filter((step) => !mayBeTriedAgain(state, step));
  const parts = [
    ready.length > 0 && `Claim ${shortList(ready)}`,
    complete,
    pending.length > 0 && `Decide ${shortList(pending.map(gateAndDeciders))}`,
    open.length > 0 && shortList(open.map(howToResolve)),
    failed.length > 0 &&
      `Requeue ${shortList(failed.map(({ planned }) => planned.step.key))} (retry)`,
    rejectionDue(state),
  ].filter((part) => typeof part === 'string');
  if (parts.length > 0) return parts.join('; ');
  return isDone(state) ? 'Nothing: every step is done' : 'See explain: nothing can start';
}

/** A revert undoes nothing by itself: as long as what it opened still counts, somebody has to send it back. */
function rejectionDue({ baselines, steps }: ItemState): string | undefined {
  const last = baselines.at(-1)?.record;
  if (last?.decision !== 'reverted') return undefined;
  const step = steps.find(({ planned }) => planned.step.key === last.step.key);
  const isOpened = last.covers.some(
    ([key, k]) => step?.counting?.step === key && step.counting.k === k,
  );
  return isOpened ? `Reject ${last.step.key} at a gate, or integrate again (reverted)` : undefined;
}

function afterTheEnd(ended: NonNullable<ItemState['ended']>, complete: string | false): string {
  const nothing = `Nothing: ${howItEnded(ended)}`;
  return complete === false ? nothing : `${complete}. Then: ${nothing}`;
}

function howItEnded(ended: NonNullable<ItemState['ended']>): string {
  if (ended.kind === 'finish') return `ended by ${ended.record.actor} as ${ended.record.status}`;
  const { record } = ended;
  return record.decision === 'merge'
    ? `merged into ${record.target}; go on there`
    : `closed by ${record.actor}`;
}

/** A blocker of a step that is done holds up nothing: whoever declared it resolves it, and nobody waits. */
const isInTheWay = (state: ItemState, { step }: BlockerState): boolean =>
  step === undefined || stepOf(state, step)?.counting === undefined;

function gateAndDeciders({ gate }: GateState): string {
  const who = [...gate.users, ...gate.roles];
  return who.length === 0 ? gate.key : `${gate.key} (${shortList(who)})`;
}

function howToResolve({ id, owner, item, reason }: BlockerState): string {
  if (item === undefined) return `Resolve ${id} (${owner})`;
  return `Finish ${item} first, or unblock (${reason})`;
}
