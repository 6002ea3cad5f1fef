/** The launch record of an attempt: why it may start, made of its causes and the definition, nothing else (R4). */
import { laterTime, timeOf } from '../model/records.ts';
import type { Launch } from '../model/attempt.ts';
import type { AnyStored } from '../model/records.ts';
import {
  attemptName,
  attemptRef,
  type Attempt,
  type ItemState,
  type StepState,
} from '../state/state.ts';
import { eachPredecessor } from './predecessors.ts';
import { sharesWith, tiedWith } from './plan.ts';
import { endedBadly } from './rules.ts';

/** The launch of attempt `k` of a step that the walk found launchable. */
export function launchRecord(state: ItemState, step: StepState, k: number): Launch {
  const predecessors = countingPredecessors(state, step);
  const causes = launchCauses(state, step, k, predecessors);
  return {
    schemaVersion: '1.0',
    type: 'attempt.launched',
    workItemId: state.item,
    at: causes.map(({ record }) => timeOf(record)).reduce(laterTime),
    actor: 'scheduler',
    causes: causes.map(({ id }) => id).sort(),
    step: step.planned.step.key,
    k,
    predecessors: predecessors.map(attemptRef),
    rank: step.planned.index + 1,
    tiedWith: [...tiedWith(state.plan, step.planned)],
    sharesWith: [...sharesWith(state.plan, step.planned)],
    ...(isRequeuedByPolicy(state, step, k) && { requeuedBy: 'policy' as const }),
  };
}

function countingPredecessors(state: ItemState, step: StepState): readonly Attempt[] {
  return [...eachPredecessor(step.planned.predecessors)].flatMap(
    (index) => state.steps[index]?.counting ?? [],
  );
}

/** The binding, the predecessors' outcomes, the approvals in front, and what ended attempt k − 1. */
function launchCauses(
  state: ItemState,
  step: StepState,
  k: number,
  predecessors: readonly Attempt[],
): readonly AnyStored[] {
  const votes = step.planned.gates.flatMap(({ key }) => state.gates.get(key)?.votes ?? []);
  const causes: AnyStored[] = [
    state.binding,
    ...predecessors.flatMap((attempt) => attempt.handoff ?? []),
    ...votes,
    ...endOfEarlier(state, step, k),
  ];
  return [...new Map(causes.map((stored) => [stored.id, stored])).values()];
}

/** What ended attempt k − 1: its handoff if it was claimed, the rework that lists it, the requeue. */
function endOfEarlier(state: ItemState, step: StepState, k: number): readonly AnyStored[] {
  const earlier = step.attempts.find((attempt) => attempt.k === k - 1);
  if (earlier === undefined) return [];
  const lists = ({ step: key, k: n }: Attempt): readonly AnyStored[] =>
    state.reworks.filter(({ record }) => record.voids.some(([s, m]) => s === key && m === n));
  const requeue = state.requeues.get(attemptName(earlier.step, k));
  return [earlier.handoff, ...lists(earlier), requeue].filter((stored) => stored !== undefined);
}

function isRequeuedByPolicy(state: ItemState, step: StepState, k: number): boolean {
  const earlier = step.attempts.find((attempt) => attempt.k === k - 1);
  if (earlier === undefined || earlier.void || !endedBadly(earlier)) return false;
  return !state.requeues.has(attemptName(earlier.step, k));
}
