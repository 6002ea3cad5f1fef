/**
 * The item as it was under each version that it was bound to. A record is checked against the version that it was made
 * under, whatever the item was migrated to since (protocol.md, Migration).
 */
import type { AnyStored, Stored } from '../model/records.ts';
import type { Ids } from '../ports.ts';
import { fold } from '../state/fold.ts';
import { allAttempts, attemptName, type ItemState } from '../state/state.ts';
import { linksOf, type Links } from './links.ts';

export interface Versions {
  /** As it is now. */
  readonly latest: Links;
  /** Under the version that the attempt of this record was launched under. */
  readonly of: (stored: Stored<'launch'> | Stored<'claim'> | Stored<'handoff'>) => Links;
  /** What is wrong with a record under each of the bindings to the version that it names; one that fits is enough. */
  readonly any: (
    stored: { readonly record: { readonly workflow: { readonly version: string } } },
    check: (links: Links) => string | undefined,
  ) => string | undefined;
}

export function createVersions(state: ItemState, ids: Pick<Ids, 'sha256'>): Versions {
  const latest = linksOf(state, ids);
  const known = new Map<number, Links>([[state.bindings.length - 1, latest]]);
  const at = (binding: number): Links => {
    const links = known.get(binding) ?? {
      ...linksOf(stateAt(state, binding, ids), ids),
      ...alike(latest),
    };
    known.set(binding, links);
    return links;
  };
  return {
    latest,
    of: (stored) => at(bindingOf(stored, latest)),
    any: ({ record }, check) => {
      const places = state.bindings.flatMap(({ plan }, place) =>
        plan.workflow.version === record.workflow.version ? [place] : [],
      );
      const problems = places.map((place) => check(at(place)));
      if (problems.length === 0) return 'It names a version that the item was never bound to.';
      return problems.includes(undefined) ? undefined : problems.at(-1);
    },
  };
}

/** What is the same under every version. */
const alike = ({ byId, labels }: Links): Pick<Links, 'byId' | 'labels'> => ({ byId, labels });

function bindingOf(
  stored: Stored<'launch'> | Stored<'claim'> | Stored<'handoff'>,
  { byName, byHandoff }: Links,
): number {
  const attempt =
    stored.kind === 'handoff'
      ? byHandoff.get(stored.id)
      : byName.get(attemptName(stored.record.step, stored.record.k));
  return attempt?.binding ?? 0;
}

/** The item without what was launched under later versions. */
function stateAt(state: ItemState, binding: number, ids: Pick<Ids, 'sha256'>): ItemState {
  const later = new Set(
    allAttempts(state).flatMap((attempt) => (attempt.binding > binding ? [attempt.launch.id] : [])),
  );
  const isEarlier = (stored: AnyStored): boolean =>
    stored.kind === 'migration' ? stored.record.n <= binding : !later.has(stored.id);
  const records = state.records.filter(isEarlier);
  const plans = state.bindings.slice(0, binding + 1).map(({ plan }) => plan);
  const { item, registration, damages } = state;
  return fold({ item, registration, damages, records }, plans, ids);
}
