/** The suspicion that an item is a duplicate: overruling it needs a rationale, which stays on record (FR-003). */
import type { ItemState } from '../state/state.ts';
import { refuse, type Refused } from './refusal.ts';

export const sayWhy = 'Say why: --reason "…"; it stays on record, whatever is decided later.';

/** An overruled suspicion keeps its rationale: there must be one. */
export const checkRationale = (state: ItemState, reason: string): Refused | undefined =>
  reason.trim() !== '' || !overrules(state)
    ? undefined
    : refuse(
        'reason-missing',
        `${state.item} is suspected to be a duplicate, or was ended; to let it proceed needs a reason.`,
        sayWhy,
      );

/** Would letting the item proceed overrule a suspicion that nobody has answered yet, or an end? */
function overrules({ registration, reviews, ended }: ItemState): boolean {
  if (ended !== undefined) return true;
  const isSuspected = registration.record.links.some((link) => link.startsWith('duplicates:'));
  return isSuspected && !reviews.some(({ record }) => record.eventType === 'gate-approved');
}
