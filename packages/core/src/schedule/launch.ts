/** The launch record of an attempt: why it may start, made of its causes and the definition, nothing else (R4). */
import { laterTime, timeOf } from '../model/records.ts';
import type { Launch } from '../model/attempt.ts';
import type { AnyStored } from '../model/records.ts';
import { attemptRef, type Attempt, type ItemState, type StepState } from '../state/state.ts';
import { eachPredecessor } from './predecessors.ts';
import { sharesWith, tiedWith } from './plan.ts';
import { endedBadly, requeueAfter } from './rules.ts';

/** The launch of the next attempt of a step that the walk found launchable. */
export function launchRecord(state: ItemState, step: StepState): Launch {
  const predecessors = countingPredecessors(state, step);
  const causes = launchCauses(state, step, predecessors);
  return {
    schemaVersion: '1.0',
    type: 'attempt.launched',
    workItemId: state.item,
    at: causes.map(({ record }) => timeOf(record)).reduce(laterTime),
    actor: 'scheduler',
    causes: causes.map(({ id }) => id).sort(),
    step: step.planned.step.key,
    k: step.nextNumber,
    predecessors: predecessors.map(attemptRef),
    rank: step.planned.index + 1,
    tiedWith: [...tiedWith(state.plan, step.planned)],
    sharesWith: [...sharesWith(state.plan, step.planned)],
    ...(isRequeuedByPolicy(state, step) && { requeuedBy: 'policy' as const }),
  };
}

function countingPredecessors(state: ItemState, step: StepState): readonly Attempt[] {
  return [...eachPredecessor(step.planned.predecessors)].flatMap(
    (index) => state.steps[index]?.counting ?? [],
  );
}

/** The binding, the predecessors' outcomes, the votes in front, and what ended the attempt before. */
function launchCauses(
  state: ItemState,
  step: StepState,
  predecessors: readonly Attempt[],
): readonly AnyStored[] {
  const votes = step.planned.gates.flatMap(({ key }) => state.gates.get(key)?.votes ?? []);
  const causes: AnyStored[] = [
    state.binding,
    ...predecessors.flatMap((attempt) => attempt.handoff ?? []),
    ...votes,
    ...endOfEarlier(state, step),
  ];
  return [...new Map(causes.map((stored) => [stored.id, stored])).values()];
}

/** What ended the attempt before: its handoff if it was claimed, the rework that lists it, the requeue. */
function endOfEarlier(state: ItemState, { last }: StepState): readonly AnyStored[] {
  if (last === undefined) return [];
  const lists = state.reworks.filter(({ record }) =>
    record.voids.some(([step, k]) => step === last.step && k === last.k),
  );
  return [last.handoff, ...lists, requeueAfter(state, last)].filter(
    (stored) => stored !== undefined,
  );
}

function isRequeuedByPolicy(state: ItemState, { last }: StepState): boolean {
  if (last === undefined || last.void || !endedBadly(last)) return false;
  return requeueAfter(state, last) === undefined;
}
