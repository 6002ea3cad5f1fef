/** Records whose causes are not all there are set aside, with everything that cites them (semantics §2). */
import type { AnyStored } from '../model/records.ts';

export interface Sorted {
  /** With all their causes. */
  readonly kept: readonly AnyStored[];
  /** A cause of each of these is missing. */
  readonly orphans: readonly AnyStored[];
  /** The orphans, and whatever cites one of them, directly or not. */
  readonly setAside: readonly AnyStored[];
}

export function setAsideOrphans(records: readonly AnyStored[]): Sorted {
  const ids = new Set(records.map((stored) => stored.id));
  const isOrphan = ({ record }: AnyStored): boolean =>
    record.causes.some((cause) => !ids.has(cause));
  const orphans = records.filter(isOrphan);
  if (orphans.length === 0) return { kept: records, orphans, setAside: orphans };
  const aside = new Set(orphans.map(({ id }) => id));
  spread(records, aside);
  return {
    kept: records.filter(({ id }) => !aside.has(id)),
    orphans,
    setAside: records.filter(({ id }) => aside.has(id)),
  };
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
