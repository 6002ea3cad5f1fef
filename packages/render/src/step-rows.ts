/** Where each step stands, as a reader needs it: what is near with its reasons, what is far as a number. */
import {
  isRunning,
  timeOf,
  walk,
  type Attempt,
  type BlockerState,
  type ItemState,
  type Standing,
  type StatusView,
  type StepState,
} from '@orchestrator/core';
import { frontier, type Place, type StepRow, type WaitModel } from './status-model.ts';
import { elapsed } from './time.ts';

/** One row for each step, in `(order, key)` order. */
export function stepRows(state: ItemState, view: StatusView, asOf: string): readonly StepRow[] {
  const failed = new Map(view.failures.map((failure) => [failure.step, failure]));
  const { standings } = walk(state);
  const open = openBefore(state.steps.map(({ counting }) => counting === undefined));
  const found = state.steps.map((step, index) => {
    const isReached = open.count(step.planned.predecessors) === 0;
    const standing = standings[index];
    const place = placeOf(state, step, standing, isReached, failed);
    return { step, standing, place };
  });
  const far = openBefore(found.map(({ place }) => place !== 'done' && !frontier.has(place)));
  return found.map(({ step, standing, place }) => {
    const { planned, last } = step;
    const isFrontier = frontier.has(place);
    const isNear =
      isFrontier ||
      (place === 'waiting' &&
        state.ended === undefined &&
        far.count(planned.predecessors) === 0 &&
        planned.gates.every(({ key }) => state.gates.get(key)?.phase !== 'waiting'));
    const since = sinceWhen(state, step, standing, place);
    return {
      kind: 'step',
      ...{ key: planned.step.key, order: planned.step.order, state: place, isNear },
      waits: isNear ? waitsOf(state, step, standing, place, failed) : [],
      owners: ownersOf(state, step, place),
      ...attemptOf(standing, last),
      ...(since !== undefined && { sinceMs: elapsed(since, asOf) }),
      predecessors: planned.predecessors,
      gates: planned.gates.map(({ key }) => key),
      ...(step.open?.void === true && place === 'running' && { uncounted: 'void' as const }),
    };
  });
}

/** Work under way on steps that the present version does not have: it ends by its owner and counts for nothing. */
export const droppedRows = ({ dropped }: ItemState, asOf: string): readonly StepRow[] =>
  dropped.filter(isRunning).flatMap(({ step, k, planned, claim }) =>
    claim === undefined
      ? []
      : [
          {
            kind: 'step',
            ...{ key: step, order: planned?.step.order ?? 1, state: 'running', isNear: true },
            ...{ waits: [], owners: [claim.record.executor.id], attempt: k },
            ...{ sinceMs: elapsed(claim.record.at, asOf), uncounted: 'dropped' },
            ...{ predecessors: { kind: 'listed', indexes: [] }, gates: [] },
          },
        ],
  );

type Predecessors = StepRow['predecessors'];

/** Counts marked steps among predecessors; an implicit list may be as long as the workflow, so it is never walked. */
function openBefore(marks: readonly boolean[]): {
  readonly count: (predecessors: Predecessors) => number;
} {
  const before = [0];
  for (const mark of marks) before.push((before.at(-1) ?? 0) + Number(mark));
  return {
    count: (predecessors) =>
      predecessors.kind === 'all'
        ? (before[predecessors.end] ?? 0)
        : predecessors.indexes.filter((index) => marks[index] === true).length,
  };
}

type Failures = ReadonlyMap<string, StatusView['failures'][number]>;

function placeOf(
  state: ItemState,
  { planned }: StepState,
  standing: Standing | undefined,
  isReached: boolean,
  failed: Failures,
): Place {
  if (standing?.kind === 'completed') return 'done';
  if (standing?.kind === 'running' || standing?.kind === 'ready') return standing.kind;
  if (state.ended !== undefined) return 'waiting';
  const { key } = planned.step;
  if (failed.has(key)) return 'failed';
  const isBlocked = blockersOf(state, key).some(({ step }) => isReached || step !== undefined);
  return isBlocked ? 'blocked' : 'waiting';
}

/** Its own, and those of the whole item. */
const blockersOf = ({ blockers }: ItemState, key: string): readonly BlockerState[] =>
  blockers.filter(
    ({ open, isGone, step }) => open && isGone !== true && (step === undefined || step === key),
  );

function waitsOf(
  state: ItemState,
  { planned, counting, open }: StepState,
  standing: Standing | undefined,
  place: Place,
  failed: Failures,
): readonly WaitModel[] {
  if (counting !== undefined || standing?.kind !== 'blocked' || state.ended !== undefined)
    return [];
  const { key } = planned.step;
  const waits = standing.waits();
  const gates = planned.gates.filter((gate) => state.gates.get(gate.key)?.phase !== 'approved');
  const failure = place === 'failed' ? failed.get(key) : undefined;
  return [
    ...(failure === undefined
      ? []
      : [{ code: 'requeue' as const, names: [failure.status], text: failure.outcome }]),
    // One of the whole item has a row of its own, which says why.
    ...blockersOf(state, key).flatMap(({ id, step, classification, reason }) =>
      step === undefined && place === 'waiting'
        ? []
        : [
            {
              code: 'blocker' as const,
              names: [id, classification],
              ...(step !== undefined && { text: reason }),
            },
          ],
    ),
    ...waits.flatMap(({ code, waitsFor }) =>
      code === 'gate' || code === 'blocker' || code === 'requeue'
        ? []
        : [{ code, names: waitsFor }],
    ),
    ...(gates.length > 0 && open === undefined
      ? [{ code: 'gate' as const, names: gates.map((gate) => gate.key) }]
      : []),
  ];
}

function attemptOf(
  standing: Standing | undefined,
  last: Attempt | undefined,
): Pick<StepRow, 'attempt'> {
  if (standing?.kind === 'ready') return { attempt: standing.k };
  if (standing?.kind === 'completed' || standing?.kind === 'running')
    return { attempt: standing.attempt.k };
  return last === undefined ? {} : { attempt: last.k };
}

function sinceWhen(
  state: ItemState,
  { planned, open, last }: StepState,
  standing: Standing | undefined,
  place: Place,
): string | undefined {
  if (place === 'failed') return last?.handoff?.record.timestamp;
  if (place === 'blocked') return blockersOf(state, planned.step.key)[0]?.since;
  if (standing?.kind === 'running') return standing.attempt.claim?.record.at;
  return standing?.kind === 'ready' && open !== undefined ? timeOf(open.launch.record) : undefined;
}

function ownersOf(state: ItemState, { planned, open }: StepState, place: Place): readonly string[] {
  const { key, role } = planned.step;
  const own = state.stepOwners.get(key);
  if (place === 'running' && open?.claim !== undefined) return [open.claim.record.executor.id];
  if (place === 'blocked') return [...new Set(blockersOf(state, key).map(({ owner }) => owner))];
  if (place === 'failed') return [own ?? state.owner];
  const responsible = own ?? role;
  return responsible === undefined || place === 'done' ? [] : [responsible];
}
