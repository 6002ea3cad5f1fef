/** The life of attempts, put together from their records (semantics §4). */
import type { AttemptRef } from '../model/attempt.ts';
import type { AnyStored, Stored } from '../model/records.ts';
import { keyNow, migrationsOf } from './bindings.ts';
import {
  attemptName,
  type Attempt,
  type Binding,
  type ItemState,
  type StepState,
} from './state.ts';

/** Every step of the version in force with its attempts, in `(order, key)` order; and the attempts of no step any more. */
export function foldAttempts(
  bindings: readonly Binding[],
  records: readonly AnyStored[],
  reworks: readonly Stored<'rework'>[],
): Pick<ItemState, 'steps' | 'dropped'> {
  const migrations = migrationsOf(bindings);
  const byStep = new Map<string, Attempt[]>();
  const dropped: Attempt[] = [];
  const numbers = new Map<string, number>();
  for (const attempt of attemptsOf(bindings, records, reworks)) {
    numbers.set(attempt.step, Math.max(numbers.get(attempt.step) ?? 0, attempt.k));
    const key = keyNow(migrations, attempt.binding, attempt.step);
    const list = key === undefined ? dropped : byStep.get(key);
    if (list !== undefined) list.push(attempt);
    else if (key !== undefined) byStep.set(key, [attempt]);
  }
  const steps = (bindings.at(-1)?.plan.steps ?? []).map((planned): StepState => {
    const { key } = planned.step;
    const nextNumber = (numbers.get(key) ?? 0) + 1;
    const attempts = byStep.get(key);
    if (attempts === undefined) return { planned, attempts: noAttempts, nextNumber };
    if (attempts.length > 1) attempts.sort(byAge);
    return { ...stepState(planned, attempts), nextNumber };
  });
  return { steps, dropped };
}

const noAttempts: readonly Attempt[] = [];

const byAge = (one: Attempt, other: Attempt): number =>
  one.binding - other.binding || one.k - other.k;

function attemptsOf(
  bindings: readonly Binding[],
  records: readonly AnyStored[],
  reworks: readonly Stored<'rework'>[],
): readonly Attempt[] {
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
  const places = new Map(bindings.map(({ stored }, place) => [stored.id, place]));
  return launches.map((launch): Attempt => {
    const { step, k } = launch.record;
    const claim = claims.get(launch.id);
    const handoff = claim && handoffs.get(claim.id);
    const binding = bindings.length === 1 ? 0 : bindingOf(launch, places);
    const planned = bindings[binding]?.plan.byKey.get(step);
    return {
      step,
      k,
      binding,
      ...(planned && { planned }),
      launch,
      ...(claim && { claim }),
      ...(handoff && { handoff }),
      void: voids.has(attemptName(step, k)),
    };
  });
}

/** Place of the binding that a launch cites; a launch that cites none was never legal, and is read as the first. */
function bindingOf({ record }: Stored<'launch'>, places: ReadonlyMap<string, number>): number {
  for (const cause of record.causes) {
    const place = places.get(cause);
    if (place !== undefined) return place;
  }
  return 0;
}

function stepState(
  planned: StepState['planned'],
  attempts: readonly Attempt[],
): Omit<StepState, 'nextNumber'> {
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
