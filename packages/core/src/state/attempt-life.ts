/** The life of attempts, put together from their records (semantics §4). */
import type { AttemptRef } from '../model/attempt.ts';
import type { AnyStored, Stored } from '../model/records.ts';
import type { Plan } from '../schedule/plan.ts';
import { attemptName, type Attempt, type StepState } from './state.ts';

/** Every step with its attempts, in `(order, key)` order. */
export function foldAttempts(
  plan: Plan,
  records: readonly AnyStored[],
  reworks: readonly Stored<'rework'>[],
): readonly StepState[] {
  const claims = new Map<string, Stored<'claim'>>();
  const handoffs = new Map<string, Stored<'handoff'>>();
  for (const stored of records) {
    const cause = stored.record.causes[0];
    if (cause === undefined) continue;
    if (stored.kind === 'claim') claims.set(cause, stored);
    else if (stored.kind === 'handoff') handoffs.set(cause, stored);
  }
  const launches = records.filter((stored) => stored.kind === 'launch');
  const voids = voidAttempts(launches, reworks);
  const byStep = new Map<string, Attempt[]>();
  for (const launch of launches) {
    const { step, k } = launch.record;
    const claim = claims.get(launch.id);
    const handoff = claim && handoffs.get(claim.id);
    const attempt: Attempt = {
      step,
      k,
      launch,
      ...(claim && { claim }),
      ...(handoff && { handoff }),
      void: voids.has(attemptName(step, k)),
    };
    const list = byStep.get(step);
    if (list === undefined) byStep.set(step, [attempt]);
    else list.push(attempt);
  }
  return plan.steps.map((planned) => {
    const attempts = byStep.get(planned.step.key);
    if (attempts === undefined) return { planned, attempts: noAttempts };
    if (attempts.length > 1) attempts.sort((one, other) => one.k - other.k);
    return stepState(planned, attempts);
  });
}

const noAttempts: readonly Attempt[] = [];

function stepState(planned: StepState['planned'], attempts: readonly Attempt[]): StepState {
  const counting = attempts.findLast((attempt) => isCompleted(attempt) && !attempt.void);
  const open = attempts.findLast(isOpen);
  const last = attempts.at(-1);
  return {
    planned,
    attempts,
    ...(counting && { counting }),
    ...(open && { open }),
    ...(last && { last }),
  };
}

/** Did it end well? */
const isCompleted = (attempt: Attempt): boolean => attempt.handoff?.record.status === 'completed';

/** Launched or claimed, and not ended. A void launch that nobody claimed is not waited for. */
const isOpen = (attempt: Attempt): boolean =>
  attempt.handoff === undefined && (attempt.claim !== undefined || !attempt.void);

/** Somebody works on it. */
export const isRunning = (attempt: Attempt): boolean =>
  attempt.claim !== undefined && attempt.handoff === undefined;

/** Attempts that a rework lists, and all that were launched on those: void is void, listed or not. */
function voidAttempts(
  launches: readonly Stored<'launch'>[],
  reworks: readonly Stored<'rework'>[],
): ReadonlySet<string> {
  const voids = new Set<string>();
  if (reworks.length === 0) return voids;
  const name = ([step, k]: AttemptRef): string => attemptName(step, k);
  const builtOn = new Map<string, string[]>();
  for (const { record } of launches) {
    for (const predecessor of record.predecessors) {
      const list = builtOn.get(name(predecessor)) ?? [];
      builtOn.set(name(predecessor), list);
      list.push(attemptName(record.step, record.k));
    }
  }
  const open = reworks.flatMap(({ record }) => record.voids.map(name));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (voids.has(next)) continue;
    voids.add(next);
    open.push(...(builtOn.get(next) ?? []));
  }
  return voids;
}
