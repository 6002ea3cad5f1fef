/** How an item is linked to others, from either side (FR-003): duplicates, merges, dependencies. */
import type { ItemState } from '../state/state.ts';

export interface Relation {
  readonly kind: 'blocked-by' | 'relates' | 'duplicates' | 'linked' | 'merged';
  /** The other item. */
  readonly item: string;
  /** `to`: this item names the other one; `from`: the other one names this item. */
  readonly direction: 'to' | 'from';
  /** Of a review: who decided, and why. */
  readonly by?: string;
  readonly reason?: string;
}

/** What the item itself says of others. */
export function relationsOf({ registration, reviews }: ItemState): readonly Relation[] {
  const links = registration.record.links.flatMap((link): Relation[] => {
    const match = /^(blocked-by|relates|duplicates):(.+)$/.exec(link);
    const kind = match?.[1] as Relation['kind'] | undefined;
    return match?.[2] === undefined || kind === undefined
      ? []
      : [{ kind, item: match[2], direction: 'to' }];
  });
  const reviewed = reviews.flatMap(({ record }, place): Relation[] => {
    if (!('target' in record)) return [];
    const { target: item, actor: by, reason, decision } = record;
    if (decision === 'link') return [{ kind: 'linked', item, direction: 'to', by, reason }];
    // A merge that was overruled is a thing of the past; the reviews still tell of it.
    return place < reviews.length - 1
      ? []
      : [{ kind: 'merged', item, direction: 'to', by, reason }];
  });
  return [...links, ...reviewed];
}

/** What another item says of this one, as this one shows it. */
export const relationsFrom = (other: ItemState, item: string): readonly Relation[] =>
  relationsOf(other).flatMap((relation) =>
    relation.item === item ? [{ ...relation, item: other.item, direction: 'from' as const }] : [],
  );
