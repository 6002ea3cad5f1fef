/** What a launch was decided on: its version, its predecessors' outcomes, the votes in front, what ended the attempt before. */
import { claimSlot, launchSlot, requeueSlot, reworkSlot } from '../../bytes/slots.ts';
import type { AttemptRef } from '../../model/attempt.ts';
import type { AnyStored, Stored } from '../../model/records.ts';
import { attemptName } from '../state.ts';
import { bindingCitedBy, isLoose, type Around } from './around.ts';
import { endOf, outcomeOf } from './attempts.ts';
import { attemptBefore } from './before.ts';
import { bindingsOf } from './binding.ts';
import type { Guess, Missed } from './guesses.ts';
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
  { citing, sentBack }: Missed,
  causes: ReadonlySet<string>,
  around: Around,
): Generator<Guess> {
  const [step, k] = before;
  const requeue = requeueSlot(item, step, k + 1);
  const reworks = around.reworks.get(attemptName(step, k)) ?? [];
  const known = [around.byPath.get(requeue), ...reworks];
  if (known.some((it) => it !== undefined && causes.has(it.id))) return;
  const outcome = outcomeOf(item, before, around);
  const endedBadly = outcome !== undefined && outcome.record.status !== 'completed';
  // A requeue lets one attempt start.
  const launches = citing.filter(({ kind }) => kind === 'launch');
  if (endedBadly && launches.length === 1) yield [requeue];
  const changed = reworks.filter(({ path }) => isLoose(path, around)).map(({ path }) => path);
  yield changed.length > 0 ? changed : [reworkSlot(item, ...(sentBack() ?? before))];
}

/**
 * Of the attempts that were made void together, as those who were launched after them say: the one that the others were
 * built on, for that was sent back.
 */
export function sentBackAmong(
  citing: readonly AnyStored[],
  around: Around,
): AttemptRef | undefined {
  const voided = new Map<string, AttemptRef>();
  for (const stored of citing) {
    const before = stored.kind === 'launch' ? attemptBefore(stored, around) : undefined;
    if (before !== undefined) voided.set(attemptName(...before), before);
  }
  const [first] = voided.values();
  const item = citing[0]?.record.workItemId ?? '';
  let found = first;
  for (let next = first; next !== undefined;) {
    found = next;
    voided.delete(attemptName(...next));
    const launch = around.byPath.get(launchSlot(item, ...next));
    const predecessors = launch?.kind === 'launch' ? launch.record.predecessors : [];
    next = predecessors.find((ref) => voided.has(attemptName(...ref)));
  }
  return found;
}
