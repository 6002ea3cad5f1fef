/**
 * From the set of records of one item to its state. A pure function of the set: the order of the files, the clock and
 * who asks make no difference. It accepts any records that `readRecord` accepted and never throws on them.
 */
import { byCodeUnit } from '../bytes/json.ts';
import { readRecord, restoreHint, type Damage } from '../bytes/read-record.ts';
import { endsLikeItsSlot, slotOf } from '../bytes/slot-of.ts';
import { registrationSlot } from '../bytes/slots.ts';
import type { AnyStored, Stored } from '../model/records.ts';
import type { Ids, StoredFile } from '../ports.ts';
import type { Plan } from '../schedule/plan.ts';
import { foldBlockers, foldCorrections, foldOwners, sortedBy } from './accountability.ts';
import { foldAttempts } from './attempt-life.ts';
import { migrationsOf } from './bindings.ts';
import { setAsideOrphans } from './causes.ts';
import { describeMissing } from './missing.ts';
import { foldGates } from './gate-state.ts';
import { attemptName, type Binding, type Dependency, type ItemState } from './state.ts';

/** The records of an item before they are put together. */
export interface ItemRecords {
  readonly item: string;
  readonly records: readonly AnyStored[];
  /** Files that are no records. */
  readonly damages: readonly Damage[];
  /** Records of which a cause is missing. */
  readonly orphans?: readonly AnyStored[];
  /** The orphans, and whatever was built on them. */
  readonly setAside?: readonly AnyStored[];
  /** Absent: the item is not registered, or its registration can't be read. */
  readonly registration?: Stored<'registration'>;
}

/** Reads the files of an item: records that are whole, and the damages of the others. */
export function readItem(item: string, files: readonly StoredFile[]): ItemRecords {
  const records: AnyStored[] = [];
  const damages: Damage[] = [];
  for (const file of files) {
    const read = readRecord(file);
    if (!read.ok) damages.push(read.damage);
    else if (read.stored.record.workItemId !== item) damages.push(foreign(read.stored, item));
    else if (file.checked !== true && isMisplaced(read.stored))
      damages.push(misplaced(read.stored));
    else records.push(read.stored);
  }
  if (!isSorted(records)) records.sort((one, other) => byCodeUnit(one.path, other.path));
  const sorted = setAsideOrphans(records);
  const first = sorted.kept.find((stored) => stored.path === registrationSlot(item));
  return {
    item,
    records: sorted.kept,
    damages,
    orphans: sorted.orphans,
    setAside: sorted.setAside,
    ...(first?.kind === 'registration' && { registration: first }),
  };
}

const foreign = (stored: AnyStored, item: string): Damage => ({
  code: 'invalid-record',
  path: stored.path,
  detail: `It belongs to ${stored.record.workItemId}, but lies among the records of ${item}.`,
  hint: `Move ${stored.path} out of the folder.`,
});

/**
 * What is wrong with an item: files that are no records, and records that are missing. One for each path.
 * @param plans definitions, by the id of the registration or migration that names each
 */
export function damagesOf(
  { damages, records, orphans = [], setAside = [] }: ItemRecords,
  plans?: ReadonlyMap<string, Plan>,
): readonly Damage[] {
  if (damages.length === 0 && orphans.length === 0) return damages;
  const unreadable = damages.map(({ path }) => path);
  const missing = describeMissing(orphans, [...records, ...setAside], plans, unreadable);
  const byPath = new Map([...missing, ...damages].map((damage) => [damage.path, damage]));
  return [...byPath.values()].sort((one, other) => byCodeUnit(one.path, other.path));
}

const isSorted = (records: readonly AnyStored[]): boolean =>
  records.every(({ path }, index) => index === 0 || (records[index - 1]?.path ?? '') < path);

function isMisplaced(stored: AnyStored): boolean {
  if (stored.kind === 'handoff') return !endsLikeItsSlot(stored.path, stored.record);
  return slotOf(stored) !== stored.path;
}

const misplaced = (stored: AnyStored): Damage => ({
  code: 'invalid-record',
  path: stored.path,
  detail: `Its contents belong in ${slotOf(stored) ?? 'another slot'}: it was renamed or its fields were changed.`,
  hint: restoreHint(stored.path),
});

type Registered = Pick<ItemRecords, 'item' | 'records' | 'damages' | 'orphans' | 'setAside'> & {
  readonly registration: Stored<'registration'>;
};

/**
 * @param plans the definitions that the registration and each migration name, by their digests and in this order.
 * @param dependencies the items that links make this one wait for, as they stand.
 */
export function fold(
  read: Registered,
  plans: readonly Plan[],
  ids: Pick<Ids, 'sha256'>,
  dependencies: readonly Dependency[] = [],
): ItemState {
  const { records } = read;
  const bindings = bindingsOf(read, plans);
  const present = bindings.at(-1);
  if (present === undefined) throw new TypeError('fold needs the definition of the registration');
  const { plan } = present;
  const reworks = records.filter((stored) => stored.kind === 'rework');
  const baselines = sortedBy(records, 'baseline');
  const { steps, dropped } = foldAttempts(bindings, records, reworks);
  const reviews = sortedBy(records, 'review');
  const review = reviews.at(-1);
  const ended =
    records.find((stored) => stored.kind === 'finish') ??
    (review && isEnding(review) ? review : undefined);
  return {
    item: read.item,
    registration: read.registration,
    ...{ binding: present.stored, bindings, plan, steps, dropped, reworks, baselines, reviews },
    gates: foldGates(plan, steps, records, ids),
    requeues: records.filter((stored) => stored.kind === 'requeue'),
    integrated: integratedAttempts(baselines),
    ...(ended && { ended }),
    blockers: foldBlockers(bindings, records, dependencies),
    dependencies,
    ...foldOwners(bindings, records),
    migrations: migrationsOf(bindings),
    corrections: foldCorrections(records),
    records,
    damages: damagesOf(read, new Map(bindings.map(({ stored, plan: it }) => [stored.id, it]))),
  };
}

/** The registration and the migrations in their order, each with its definition. */
function bindingsOf({ registration, records }: Registered, plans: readonly Plan[]): Binding[] {
  const stored = [registration, ...sortedBy(records, 'migration')];
  return stored.flatMap((it, place) => {
    const plan = plans[place];
    return plan === undefined ? [] : [{ stored: it, plan }];
  });
}

const isEnding = ({ record }: Stored<'review'>): boolean =>
  record.decision === 'merge' || record.decision === 'close';

/** The state with more records. @param plans the definitions of migrations among them */
export function foldWith(
  state: ItemState,
  more: readonly AnyStored[],
  ids: Pick<Ids, 'sha256'>,
  plans: readonly Plan[] = [],
): ItemState {
  if (more.length === 0) return state;
  const records = [...state.records, ...more].sort((one, other) =>
    byCodeUnit(one.path, other.path),
  );
  const { item, registration, damages, bindings, dependencies } = state;
  const all = [...bindings.map(({ plan }) => plan), ...plans];
  return fold({ item, registration, damages, records }, all, ids, dependencies);
}

/** Attempts (`step.k`) beyond the line after these baseline records, in the order of their numbers. */
export function integratedAttempts(baselines: readonly Stored<'baseline'>[]): ReadonlySet<string> {
  const covered = new Set<string>();
  for (const { record } of baselines) {
    for (const [step, k] of record.covers) {
      if (record.decision === 'integrated') covered.add(attemptName(step, k));
      else covered.delete(attemptName(step, k));
    }
  }
  return covered;
}
