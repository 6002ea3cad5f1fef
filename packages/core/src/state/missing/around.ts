/** What lies around records that miss a cause, sorted once, so that looking at each of them costs no more than its size. */
import { claimSlot } from '../../bytes/slots.ts';
import type { AnyStored, Stored } from '../../model/records.ts';
import type { Plan } from '../../schedule/plan.ts';
import { sortedBy } from '../accountability.ts';
import { attemptName } from '../state.ts';

export type Vote = Stored<'approval'> | Stored<'review'>;

export interface Around {
  readonly byPath: ReadonlyMap<string, AnyStored>;
  readonly byId: ReadonlyMap<string, AnyStored>;
  /** Ids that some record cites: such a record is as it was. */
  readonly cited: ReadonlySet<string>;
  /** By the id of the registration or migration that names the definition. */
  readonly plans: ReadonlyMap<string, Plan>;
  /** By n, as are baselines and reviews. */
  readonly migrations: readonly Stored<'migration'>[];
  /** By the id of the migration, from the new key of each step to its old key. */
  readonly oldKeys: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly baselines: readonly Stored<'baseline'>[];
  readonly reviews: readonly Stored<'review'>[];
  /** By step, launches by k whose claim is not there, or is one that nothing cites. */
  readonly unclaimed: ReadonlyMap<string, readonly Stored<'launch'>[]>;
  /** By gate, approvals and reviews that let the item proceed. */
  readonly votes: ReadonlyMap<string, readonly Vote[]>;
  /** By the name of each attempt that they make void. */
  readonly reworks: ReadonlyMap<string, readonly Stored<'rework'>[]>;
  /** By the id of the binding and the key, the number of the last launch. */
  readonly lastNumbers: ReadonlyMap<string, number>;
}

/** @param plans by the id of the registration or migration that names each */
export function lookAround(all: readonly AnyStored[], plans: ReadonlyMap<string, Plan>): Around {
  const byPath = new Map(all.map((stored) => [stored.path, stored]));
  const byId = new Map(all.map((stored) => [stored.id, stored]));
  const cited = citedIds(all);
  const launches = all.filter((it) => it.kind === 'launch');
  const isUnclaimed = ({ record }: Stored<'launch'>): boolean => {
    const claim = byPath.get(claimSlot(record.workItemId, record.step, record.k));
    return claim === undefined || !cited.has(claim.id);
  };
  const byNumber = [...launches].sort((one, other) => one.record.k - other.record.k);
  const migrations = sortedBy(all, 'migration');
  return {
    ...{ byPath, byId, cited, plans, migrations },
    oldKeys: new Map(migrations.map(({ id, record }) => [id, oldKeysOf(record.mapping)])),
    baselines: sortedBy(all, 'baseline'),
    reviews: sortedBy(all, 'review'),
    unclaimed: grouped(byNumber.filter(isUnclaimed), ({ record }) => [record.step]),
    votes: grouped(all.filter(isVote), ({ record }) => [record.gate]),
    reworks: grouped(
      all.filter((it) => it.kind === 'rework'),
      ({ record }) => record.voids.map(([step, k]) => attemptName(step, k)),
    ),
    lastNumbers: migrations.length === 0 ? new Map() : lastNumbers(byNumber, byId),
  };
}

const oldKeysOf = (mapping: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(mapping).map(([before, after]) => [after, before]));

function citedIds(all: readonly AnyStored[]): ReadonlySet<string> {
  const cited = new Set<string>();
  for (const { record } of all) {
    for (const id of record.causes) cited.add(id);
    if ('binding' in record && record.binding !== undefined) cited.add(record.binding);
  }
  return cited;
}

const isVote = (it: AnyStored): it is AnyStored & Vote =>
  it.kind === 'approval' || (it.kind === 'review' && it.record.eventType === 'gate-approved');

function grouped<Value>(
  values: readonly Value[],
  keysOf: (value: Value) => readonly string[],
): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    for (const key of keysOf(value)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [value]);
      else group.push(value);
    }
  }
  return groups;
}

function lastNumbers(
  launches: readonly Stored<'launch'>[],
  byId: Around['byId'],
): Around['lastNumbers'] {
  const numbers = new Map<string, number>();
  for (const launch of launches) {
    const binding = bindingCitedBy(launch.record.causes, { byId });
    if (binding !== undefined)
      numbers.set(keyUnder(binding.id, launch.record.step), launch.record.k);
  }
  return numbers;
}

/** How `lastNumbers` names a step under a binding. */
export const keyUnder = (binding: string, step: string): string => `${binding} ${step}`;

/** The registration or migration among the causes of a launch, if it is there. */
export function bindingCitedBy(
  causes: readonly string[],
  { byId }: Pick<Around, 'byId'>,
): Stored<'registration'> | Stored<'migration'> | undefined {
  for (const id of causes) {
    const there = byId.get(id);
    if (there?.kind === 'registration' || there?.kind === 'migration') return there;
  }
  return undefined;
}

/** The version that something is bound to from then on. */
export const versionOf = (binding: Stored<'registration'> | Stored<'migration'>): string =>
  binding.kind === 'migration' ? binding.record.to.version : binding.record.workflow.version;

/** Is the record in this slot there, and cited by nobody as it is? Then it may have been changed. */
export function isLoose(slot: string, { byPath, cited }: Around): boolean {
  const there = byPath.get(slot);
  return there !== undefined && !cited.has(there.id);
}
