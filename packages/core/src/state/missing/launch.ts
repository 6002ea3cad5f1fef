/** What a launch was decided on: its version, its predecessors' outcomes, the votes in front, what ended the attempt before. */
import { claimSlot, requeueSlot, reworkSlot } from '../../bytes/slots.ts';
import type { AttemptRef } from '../../model/attempt.ts';
import type { AnyStored, Stored } from '../../model/records.ts';
import { attemptName } from '../state.ts';
import { bindingCitedBy, isLoose, type Around } from './around.ts';
import { endOf, outcomeOf } from './attempts.ts';
import { attemptBefore } from './before.ts';
import { bindingsOf } from './binding.ts';
import type { Guess, Missed } from './guess.ts';
import { votesInFront } from './votes.ts';

export function* causesOfLaunch(
  launch: Stored<'launch'>,
  missed: Missed,
  causes: ReadonlySet<string>,
  around: Around,
): Generator<Guess> {
  const { workItemId: item, predecessors, requeuedBy } = launch.record;
  if (bindingCitedBy(launch.record.causes, around) === undefined) yield* bindingsOf(launch, around);
  for (const ref of predecessors) yield [endOf(item, ref, around)];
  const before = attemptBefore(launch, around);
  if (before !== undefined && around.byPath.has(claimSlot(item, ...before)))
    yield [endOf(item, before, around)];
  yield* votesInFront(launch, true, around);
  if (before !== undefined && requeuedBy === undefined)
    yield* whatLetItStart(item, before, missed, causes, around);
  yield* votesInFront(launch, false, around);
}

/** What let a step be tried again: a requeue after a bad end, a rework after a good one. */
function* whatLetItStart(
  item: string,
  before: AttemptRef,
  { launches, sentBack }: Missed,
  causes: ReadonlySet<string>,
  around: Around,
): Generator<Guess> {
  const [step, k] = before;
  const requeue = requeueSlot(item, step, k + 1);
  const reworks = around.reworks.get(attemptName(step, k)) ?? [];
  const isCited = (it: AnyStored | undefined): boolean => it !== undefined && causes.has(it.id);
  const outcome = outcomeOf(item, before, around);
  const endedBadly = outcome !== undefined && outcome.record.status !== 'completed';
  // A requeue lets one attempt start.
  if (endedBadly && launches === 1) yield [requeue];
  if (reworks.some(isCited) || (!endedBadly && isCited(around.byPath.get(requeue)))) return;
  const changed = reworks.filter(({ path }) => isLoose(path, around)).map(({ path }) => path);
  const rejected = sentBack();
  const slots = (rejected.length > 0 ? rejected : [before]).map((ref) => reworkSlot(item, ...ref));
  yield changed.length > 0 ? changed : slots;
}
