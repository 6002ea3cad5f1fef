/**
 * The same numbers, found another way: by looking at the item between any two of its moments, each time with nothing but the
 * records until then, and adding up how long it looked how. Slow, and without a line in common with what it checks.
 */
import { blockersOf } from '../../src/state/accountability.ts';
import {
  allAttempts,
  fold,
  isDone,
  isRunning,
  timeOf,
  type AnyStored,
  type ItemState,
} from '../../src/index.ts';
import { eachPredecessor } from '../../src/schedule/predecessors.ts';
import { ids } from '../forge.ts';

export interface Looked {
  leadTimeMs?: number;
  activeMs: number;
  wip: boolean;
  workMs: number;
  impededMs: number;
  stalledMs: number;
  gateMs: number;
  /** Step → how long it was visited. */
  readonly visitedMs: Record<string, number>;
  effortMs: number;
}

/** When a record happened: never before what it builds on. */
function momentOf(stored: AnyStored, byId: ReadonlyMap<string, AnyStored>): number {
  const { record } = stored;
  const named = 'binding' in record && record.binding !== undefined ? [record.binding] : [];
  const causes = [...record.causes, ...named].flatMap((id) => byId.get(id) ?? []);
  const before = causes.map((cause) => momentOf(cause, byId));
  return Math.max(
    ...before,
    ...(stored.kind === 'launch' ? [] : [Date.parse(timeOf(stored.record))]),
  );
}

/** @param asOf milliseconds since 1970 */
export function lookAt(state: ItemState, asOf: number): Looked {
  const byId = new Map(state.records.map((stored) => [stored.id, stored]));
  const moments = new Map(state.records.map((it) => [it.id, momentOf(it, byId)]));
  const times = [...new Set([...moments.values(), asOf])]
    .filter((at) => at <= asOf)
    .sort((a, b) => a - b);
  const found: Looked = {
    ...{ activeMs: 0, wip: false, workMs: 0, impededMs: 0, stalledMs: 0, gateMs: 0 },
    ...{ visitedMs: {}, effortMs: 0 },
  };
  let leftAt: number | undefined;
  for (const [place, time] of times.entries()) {
    const then = stateThen(state, (id) => (moments.get(id) ?? Infinity) <= time);
    const isOut = isDone(then) || then.ended !== undefined;
    if (!isOut) leftAt = undefined;
    else leftAt ??= time;
    found.wip = hasBegun(then) && !isOut;
    addUp(found, then, (times[place + 1] ?? asOf) - time, isOut);
    delete found.leadTimeMs;
    if (isDone(then)) found.leadTimeMs = (leftAt ?? time) - (times[0] ?? 0);
  }
  return found;
}

function stateThen(state: ItemState, isThere: (id: string) => boolean): ItemState {
  const { item, registration, bindings } = state;
  const records = state.records.filter(({ id }) => isThere(id));
  const plans = bindings.map(({ plan }) => plan);
  return fold({ item, registration, damages: [], records }, plans, ids);
}

const hasBegun = (state: ItemState): boolean => state.records.some(({ kind }) => kind === 'claim');

function addUp(found: Looked, state: ItemState, ms: number, isOut: boolean): void {
  const running = allAttempts(state).filter(isRunning);
  if (!isOut) found.effortMs += running.length * ms;
  for (const step of isOut ? [] : visitedSteps(state)) {
    found.visitedMs[step] = (found.visitedMs[step] ?? 0) + ms;
  }
  if (isOut || !hasBegun(state)) return;
  found.activeMs += ms;
  const standing = state.blockers.some(({ open, isGone }) => open && isGone !== true);
  const works = running.some((it) => blockersOf(state, keyOf(state, it)).length === 0);
  if (standing) found.impededMs += ms;
  if (works) found.workMs += ms;
  else if (standing) found.stalledMs += ms;
  else if ([...state.gates.values()].some(({ phase }) => phase === 'pending')) found.gateMs += ms;
}

const keyOf = (state: ItemState, attempt: ReturnType<typeof allAttempts>[number]): string =>
  state.steps.find(({ attempts }) => attempts.includes(attempt))?.planned.step.key ?? attempt.step;

/** Steps that are not done, whose predecessors are, with every gate in front open and no void work under way. */
function visitedSteps(state: ItemState): readonly string[] {
  const isDoneStep = (place: number): boolean => state.steps[place]?.counting !== undefined;
  return state.steps
    .filter(
      ({ planned, counting, attempts }) =>
        counting === undefined &&
        [...eachPredecessor(planned.predecessors)].every(isDoneStep) &&
        planned.gates.every(({ key }) => state.gates.get(key)?.phase === 'approved') &&
        !attempts.some((it) => it.void && isRunning(it)),
    )
    .map(({ planned }) => planned.step.key);
}
