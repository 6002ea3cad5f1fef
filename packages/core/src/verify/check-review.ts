/** A review is about one state of a handoff gate; each names the one before. */
import { gateArtifact } from '../decide/gate.ts';
import type { Stored } from '../model/records.ts';
import { coveredBy, mayDecide } from './check-gate.ts';
import { cited, hasExactly, hasFields, type Links } from './links.ts';

export function checkReview(review: Stored<'review'>, links: Links): string | undefined {
  const { record } = review;
  const found = coveredBy(review, links);
  if (typeof found === 'string') return found;
  const { gate, covered } = found;
  if (gate.kind !== 'handoff') return `${gate.key} is not a gate for duplicate reviews.`;
  const before = links.state.reviews.filter(({ record: { n } }) => n < record.n);
  if (before.length !== record.n - 1) return `There is no review ${record.n - 1} before it.`;
  const last = cited(review, 'review', links);
  if (last.length !== Math.min(1, before.length) || last[0]?.id !== before.at(-1)?.id)
    return 'It does not cite the review before it.';
  const handoffs = covered.flatMap(({ handoff }) => handoff?.id ?? []);
  const about = handoffs.length > 0 ? handoffs : [links.state.registration.id];
  if (!hasExactly(review, [...about, ...last.map(({ id }) => id)]))
    return 'It cites records that the gate does not cover.';
  if (!hasFields(record, gateArtifact(links.state, { gate, covered })))
    return 'Its fields are not those of the gate and the outcomes it cites.';
  if ('target' in record && record.target === record.workItemId) return 'It names itself.';
  return mayDecide(gate, covered, record.actor);
}
