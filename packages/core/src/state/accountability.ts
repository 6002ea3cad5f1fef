/** Who answers for an item and its steps, what stands in their way, and what was corrected. */
import type { AnyStored, Stored } from '../model/records.ts';
import { keyNow, migrationsOf, placeOfBinding } from './bindings.ts';
import type { Binding, BlockerState, Dependency, ItemState } from './state.ts';

type Owners = Pick<ItemState, 'owner' | 'stepOwners' | 'transfers'>;

/** The owners of the item and of single steps: the last transfer of each series holds. */
export function foldOwners(bindings: readonly Binding[], records: readonly AnyStored[]): Owners {
  const migrations = migrationsOf(bindings);
  const place = ({ record }: Stored<'transfer'>): number =>
    placeOfBinding(migrations, record.binding);
  const transfers = [...sortedBy(records, 'transfer')].sort(
    (one, other) => place(one) - place(other) || one.record.n - other.record.n,
  );
  const stepOwners = new Map<string, string>();
  let owner = registrationOf(bindings)?.record.owner ?? '';
  for (const { record } of transfers) {
    const key = keyOfStep(migrations, record);
    if (record.step === undefined) owner = record.to;
    else if (key !== undefined) stepOwners.set(key, record.to);
  }
  return { owner, stepOwners, transfers };
}

/** Blockers that were declared, and those that come from links, the oldest first. */
export function foldBlockers(
  bindings: readonly Binding[],
  records: readonly AnyStored[],
  dependencies: readonly Dependency[],
): readonly BlockerState[] {
  const resolutions = new Map(
    records.flatMap((it) => (it.kind === 'resolution' ? [[it.record.blocker, it] as const] : [])),
  );
  const declared = records
    .filter((stored) => stored.kind === 'blocker')
    .map((stored): BlockerState => {
      const { blocker: id, classification, step, reason, at, owner } = stored.record;
      const key = keyOfStep(migrationsOf(bindings), stored.record);
      const resolved = resolutions.get(id);
      return {
        ...{ id, classification, reason, since: at, owner, declared: stored },
        ...(step !== undefined && {
          step: key ?? step,
          ...(key === undefined && { isGone: true }),
        }),
        ...(resolved && { resolved }),
        open: resolved === undefined,
      };
    });
  const registration = registrationOf(bindings);
  const linked = dependencies.flatMap((dependency) =>
    registration === undefined
      ? []
      : [blockerOfLink(dependency, registration, resolutions.get(dependency.item))],
  );
  return [
    ...linked,
    ...declared.sort((one, other) => Date.parse(one.since) - Date.parse(other.since)),
  ];
}

function blockerOfLink(
  dependency: Dependency,
  { record }: Stored<'registration'>,
  resolved: Stored<'resolution'> | undefined,
): BlockerState {
  const { item, standing, mergedInto } = dependency;
  const merged = mergedInto === undefined ? '' : ` (merged into ${mergedInto})`;
  const why: Record<Dependency['standing'], string> = {
    unknown: `${item} is not registered yet`,
    open: `${item}${merged} is not done`,
    done: `${item}${merged} is done`,
    closed: `${item}${merged} was closed without being done`,
  };
  return {
    ...{ id: item, item, classification: 'dependency', reason: why[standing] },
    ...{ since: record.at, owner: record.owner },
    ...(resolved && { resolved }),
    open: resolved === undefined && standing !== 'done',
  };
}

/** Corrections by the record that they are about. */
export function foldCorrections(records: readonly AnyStored[]): ItemState['corrections'] {
  const byRecord = new Map<string, Stored<'correction'>[]>();
  for (const correction of sortedBy(records, 'correction')) {
    const list = byRecord.get(correction.record.corrects);
    if (list === undefined) byRecord.set(correction.record.corrects, [correction]);
    else list.push(correction);
  }
  return byRecord;
}

type Numbered = 'transfer' | 'correction' | 'review' | 'baseline' | 'migration';

/** The records of a kind that comes in series, by their numbers. */
export function sortedBy<Kind extends Numbered>(
  records: readonly AnyStored[],
  kind: Kind,
): readonly Stored<Kind>[] {
  const isOfKind = (it: AnyStored): it is Extract<AnyStored, { kind: Kind }> => it.kind === kind;
  const found = records.filter(isOfKind) as unknown as readonly Stored<Kind>[];
  return found.length > 1 ? [...found].sort((one, other) => one.record.n - other.record.n) : found;
}

const registrationOf = ([first]: readonly Binding[]): Stored<'registration'> | undefined =>
  first?.stored.kind === 'registration' ? first.stored : undefined;

/** The key now of the step that a record names; `undefined`: it names none, or that step did not go on. */
const keyOfStep = (
  migrations: ItemState['migrations'],
  { step, binding }: { readonly step?: string | undefined; readonly binding?: string | undefined },
): string | undefined =>
  step === undefined ? undefined : keyNow(migrations, placeOfBinding(migrations, binding), step);

/** The open blockers that keep a step from starting: its own, and those of the whole item. */
export const blockersOf = (
  { blockers }: Pick<ItemState, 'blockers'>,
  step: string,
): readonly BlockerState[] =>
  blockers.filter(
    (it) => it.open && it.isGone !== true && (it.step === undefined || it.step === step),
  );
