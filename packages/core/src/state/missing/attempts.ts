/** The slots of an attempt, as far as what is left of it tells them. */
import { claimSlot, compactTime, handoffSlot, launchSlot } from '../../bytes/slots.ts';
import type { AttemptRef } from '../../model/attempt.ts';
import type { Stored } from '../../model/records.ts';
import { bindingCitedBy, isLoose, versionOf, type Around } from './around.ts';

/** The handoff of an attempt; its name is known only through the claim, so where that is gone, the claim. */
export function endOf(item: string, [step, k]: AttemptRef, { byPath }: Around): string {
  const path = claimSlot(item, step, k);
  const claim = byPath.get(path);
  if (claim?.kind !== 'claim') return path;
  return handoffSlot(item, step, claim.record.attemptId, claim.record.at);
}

/** The record of how an attempt ended, if it is there. */
export function outcomeOf(
  item: string,
  ref: AttemptRef,
  around: Around,
): Stored<'handoff'> | undefined {
  const there = around.byPath.get(endOf(item, ref, around));
  return there?.kind === 'handoff' ? there : undefined;
}

/** The claim of an outcome: the one with its label; else of the attempts without a claim the likeliest. */
export function* claimsOf(
  handoff: Stored<'handoff'>,
  around: Around,
): Generator<readonly string[]> {
  const { workItemId: item, attemptId, step } = handoff.record;
  const slotOf = ({ record }: Stored<'launch'>): string => claimSlot(item, step.key, record.k);
  const open = around.unclaimed.get(step.key) ?? [];
  const labelled = open.find((launch) => {
    const claim = around.byPath.get(slotOf(launch));
    return claim?.kind === 'claim' && claim.record.attemptId === attemptId;
  });
  if (labelled !== undefined) yield [slotOf(labelled)];
  const alike = open.filter((launch) => isOfSameVersion(launch, handoff, around));
  // Labels that are taken get the number of the attempt; after a rollback an older launch may be claimed.
  const numbered = alike.find(({ record }) => attemptId.endsWith(`-${record.k}`));
  if (numbered !== undefined && around.migrations.length > 0) yield [slotOf(numbered)];
  const name = handoff.path.slice(handoff.path.lastIndexOf('/') + 1);
  const claimedAt = name.slice(0, name.indexOf('-'));
  const last = alike.findLast(({ record }) => compactTime(record.at) <= claimedAt);
  if (last !== undefined) yield [slotOf(last)];
  yield open.map(slotOf);
}

function isOfSameVersion(
  { record }: Stored<'launch'>,
  { record: { workflow } }: Stored<'handoff'>,
  around: Around,
): boolean {
  const binding = bindingCitedBy(record.causes, around);
  return binding === undefined || versionOf(binding) === workflow.version;
}

/** The latest record of an attempt when somebody cited that; nothing where one of its records is cited. */
export function* latestOf(
  item: string,
  [step, k]: AttemptRef,
  causes: ReadonlySet<string>,
  around: Around,
): Generator<readonly string[]> {
  const { byPath } = around;
  const [launch, claim] = [launchSlot(item, step, k), claimSlot(item, step, k)];
  const end = endOf(item, [step, k], around);
  const isCited = (slot: string): boolean => causes.has(byPath.get(slot)?.id ?? '');
  if ([end, claim, launch].some(isCited)) return;
  const loose = (slot: string): readonly string[] => (isLoose(slot, around) ? [slot] : []);
  if (byPath.has(end)) yield [...loose(end), ...loose(claim)];
  else if (!byPath.has(launch) && !byPath.has(claim)) yield [launch];
  else if (!byPath.has(claim)) yield [claim, ...loose(launch)];
  // Nobody starts a step again while an attempt of it runs: this one had ended.
  else yield byPath.has(launchSlot(item, step, k + 1)) ? [end] : [end, ...loose(claim)];
}
