/** Which attempt a rejection sent back that is not there, as those say who were launched after it. */
import { launchSlot } from '../../bytes/slots.ts';
import type { AttemptRef } from '../../model/attempt.ts';
import type { AnyStored } from '../../model/records.ts';
import { attemptName } from '../state.ts';
import type { Around } from './around.ts';
import { attemptBefore } from './before.ts';

/** Of the attempts that it made void the one that the others were built on; or, after a migration, what that was built on. */
export function sentBackAmong(citing: readonly AnyStored[], around: Around): readonly AttemptRef[] {
  const voided = new Map<string, AttemptRef>();
  const again = new Map<string, AttemptRef>();
  for (const stored of citing) {
    const before = stored.kind === 'launch' ? attemptBefore(stored, around) : undefined;
    if (stored.kind !== 'launch' || before === undefined) continue;
    voided.set(attemptName(...before), before);
    again.set(attemptName(...before), [stored.record.step, stored.record.k]);
  }
  const item = citing[0]?.record.workItemId ?? '';
  const [first] = voided.values();
  let found = first;
  for (let next = first; next !== undefined;) {
    found = next;
    voided.delete(attemptName(...next));
    next = builtOn(item, next, around).find((ref) => voided.has(attemptName(...ref)));
  }
  if (found === undefined) return [];
  const after = again.get(attemptName(...found));
  if (after === undefined || around.migrations.length === 0) return [found];
  return [found, ...leftBehind(item, found, after, around)];
}

function builtOn(item: string, ref: AttemptRef, { byPath }: Around): readonly AttemptRef[] {
  const launch = byPath.get(launchSlot(item, ...ref));
  return launch?.kind === 'launch' ? launch.record.predecessors : [];
}

/** What an attempt was built on and the one after it was not: under another version the step may start without it. */
function leftBehind(
  item: string,
  before: AttemptRef,
  after: AttemptRef,
  around: Around,
): readonly AttemptRef[] {
  const counting = allBehind(item, after, around);
  return [...allBehind(item, before, around)].flatMap(([name, ref]) =>
    counting.has(name) || around.reworks.has(name) ? [] : [ref],
  );
}

function allBehind(
  item: string,
  start: AttemptRef,
  around: Around,
): ReadonlyMap<string, AttemptRef> {
  const seen = new Map<string, AttemptRef>();
  const open = [...builtOn(item, start, around)];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (seen.has(attemptName(...ref))) continue;
    seen.set(attemptName(...ref), ref);
    for (const next of builtOn(item, ref, around)) open.push(next);
  }
  return seen;
}
