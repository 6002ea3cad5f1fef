/** Records whose causes are not all there are set aside, with everything that cites them (semantics §2). */
import type { Damage } from '../bytes/read-record.ts';
import { restoreHint } from '../bytes/read-record.ts';
import { claimSlot, handoffSlot, launchSlot, registrationSlot } from '../bytes/slots.ts';
import type { AnyStored } from '../model/records.ts';

export interface Sorted {
  readonly kept: readonly AnyStored[];
  readonly damages: readonly Damage[];
}

/** Splits records into those with all their causes, and a damage for each of the others. */
export function setAsideOrphans(records: readonly AnyStored[]): Sorted {
  const ids = new Set(records.map((stored) => stored.id));
  const orphans = new Set<string>();
  for (const stored of records) {
    if (stored.record.causes.some((cause) => !ids.has(cause))) orphans.add(stored.id);
  }
  if (orphans.size === 0) return { kept: records, damages: [] };
  const first = [...orphans];
  spread(records, orphans);
  const byId = new Map(records.map((stored) => [stored.id, stored]));
  const missing = first.flatMap((id) => {
    const stored = byId.get(id);
    return stored === undefined ? [] : [missingCause(stored, records, ids)];
  });
  return { kept: records.filter((stored) => !orphans.has(stored.id)), damages: missing };
}

/** Adds to `orphans` whatever cites one of them, directly or not. */
function spread(records: readonly AnyStored[], orphans: Set<string>): void {
  const citing = new Map<string, AnyStored[]>();
  for (const stored of records) {
    for (const cause of stored.record.causes) {
      const list = citing.get(cause);
      if (list === undefined) citing.set(cause, [stored]);
      else list.push(stored);
    }
  }
  const open = [...orphans];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const { id: next } of citing.get(id) ?? []) {
      if (!orphans.has(next)) {
        orphans.add(next);
        open.push(next);
      }
    }
  }
}

function missingCause(
  stored: AnyStored,
  records: readonly AnyStored[],
  ids: ReadonlySet<string>,
): Damage {
  const paths = missingSlots(stored, records);
  const count = stored.record.causes.filter((cause) => !ids.has(cause)).length;
  const names = paths.length > 0 ? paths.join(', ') : `${count} record(s) that it cites`;
  return {
    code: 'missing-cause',
    path: paths[0] ?? stored.path,
    detail: `${stored.path} builds on ${names}, which is not there or not as it was.`,
    hint:
      paths[0] === undefined ? 'Restore it: git checkout HEAD -- artifacts' : restoreHint(paths[0]),
  };
}

/** The slots that the missing causes had, as far as the record itself and its neighbours tell. */
function missingSlots(stored: AnyStored, records: readonly AnyStored[]): readonly string[] {
  const there = new Set(records.map(({ path }) => path));
  const item = stored.record.workItemId;
  return expectedCauses(stored, records, item).filter((path) => !there.has(path));
}

function expectedCauses(
  stored: AnyStored,
  records: readonly AnyStored[],
  item: string,
): readonly string[] {
  switch (stored.kind) {
    case 'claim':
      return [launchSlot(item, stored.record.step, stored.record.k)];
    case 'launch': {
      const { step, k, predecessors } = stored.record;
      const before = predecessors.flatMap(([key, n]) => slotsOfAttempt(records, item, key, n));
      return [
        registrationSlot(item),
        ...before,
        ...(k > 1 ? slotsOfAttempt(records, item, step, k - 1) : []),
      ];
    }
    case 'requeue':
      return slotsOfAttempt(records, item, stored.record.step, stored.record.k - 1);
    case 'handoff': {
      const { step } = stored.record;
      const launches = records.filter((it) => it.kind === 'launch' && it.record.step === step.key);
      return launches.map((launch) =>
        claimSlot(item, step.key, launch.kind === 'launch' ? launch.record.k : 0),
      );
    }
    default:
      return [registrationSlot(item)];
  }
}

/** The claim and the handoff of an attempt; the handoff's name is known only through the claim. */
function slotsOfAttempt(
  records: readonly AnyStored[],
  item: string,
  step: string,
  k: number,
): readonly string[] {
  const path = claimSlot(item, step, k);
  const claim = records.find((stored) => stored.path === path);
  if (claim?.kind !== 'claim') return [path];
  return [handoffSlot(item, step, claim.record.attemptId, claim.record.at)];
}
