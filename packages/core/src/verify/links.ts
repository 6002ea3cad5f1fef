/** The records of an item, ready to be followed from effect to cause. */
import { sameJson } from '../bytes/canonical-json.ts';
import type { AnyStored, RecordKind, Stored } from '../model/records.ts';
import type { Ids } from '../ports.ts';
import {
  allAttempts,
  attemptName,
  placesOfAttempts,
  type Attempt,
  type ItemState,
} from '../state/state.ts';

export interface Links {
  readonly state: ItemState;
  readonly ids: Pick<Ids, 'sha256'>;
  readonly byId: ReadonlyMap<string, AnyStored>;
  readonly byHandoff: ReadonlyMap<string, Attempt>;
  readonly byName: ReadonlyMap<string, Attempt>;
  /** The step that each attempt counts for. */
  readonly places: ReturnType<typeof placesOfAttempts>;
  /** How many attempts carry a label. */
  readonly labels: ReadonlyMap<string, number>;
}

export function linksOf(state: ItemState, ids: Pick<Ids, 'sha256'>): Links {
  const attempts = allAttempts(state);
  const labels = new Map<string, number>();
  for (const { claim } of attempts) {
    if (claim !== undefined) {
      const label = claim.record.attemptId;
      labels.set(label, (labels.get(label) ?? 0) + 1);
    }
  }
  return {
    state,
    ids,
    byId: new Map(state.records.map((stored) => [stored.id, stored])),
    byHandoff: new Map(
      attempts.flatMap((it) => (it.handoff ? [[it.handoff.id, it] as const] : [])),
    ),
    byName: new Map(attempts.map((it) => [attemptName(it.step, it.k), it])),
    places: placesOfAttempts(state),
    labels,
  };
}

/** The cited records of one kind. */
export function cited<Kind extends RecordKind>(
  stored: AnyStored,
  kind: Kind,
  { byId }: Links,
): readonly Stored<Kind>[] {
  const isOfKind = (it: AnyStored | undefined): it is Extract<AnyStored, { kind: Kind }> =>
    it?.kind === kind;
  return stored.record.causes
    .map((id) => byId.get(id))
    .filter(isOfKind) as unknown as readonly Stored<Kind>[];
}

/** Are the causes exactly these, sorted and without repetition? */
export function hasExactly(stored: AnyStored, ids: readonly string[]): boolean {
  const expected = [...new Set(ids)].sort();
  const { causes } = stored.record;
  return causes.length === expected.length && causes.every((id, index) => id === expected[index]);
}

/** Does a record have these fields with these values? */
export const hasFields = (record: object, fields: object): boolean =>
  Object.entries(fields).every(([name, value]) => {
    const found = Object.entries(record).find(([key]) => key === name)?.[1] as unknown;
    return found !== undefined && sameJson(found, value);
  });
