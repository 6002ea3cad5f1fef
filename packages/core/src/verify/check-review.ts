/** A review is about one state of a handoff gate; each names the one before. */
import { gateArtifact } from '../decide/gate.ts';
import type { Stored } from '../model/records.ts';
import type { Gate } from '../model/workflow.ts';
import { coveredBy, isBeyondQuorum, mayDecide } from './check-gate.ts';
import { cited, hasExactly, hasFields, type Links } from './links.ts';

export function checkReview(review: Stored<'review'>, links: Links): string | undefined {
  const { record } = review;
  const found = coveredBy(review, links);
  if (typeof found === 'string') return found;
  const { gate, covered } = found;
  if (gate.kind !== 'handoff') return `${gate.key} is not a gate for duplicate reviews.`;
  const before = links.state.reviews.filter(({ record: { n } }) => n < record.n);
  if (before.length !== record.n - 1) return `There is no review ${record.n - 1} before it.`;
  if (wasDecided(gate, review, before)) return 'The gate was decided already.';
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
  // Whoever did the work may end the item, as they may take the work back.
  const opens = record.eventType === 'gate-approved';
  if (opens && isBeyondQuorum(gate, record.state, links))
    return 'More approvals than the gate asks for.';
  return mayDecide(gate, opens ? covered : [], record.actor);
}

/** Had enough people let the item proceed in this very state? Then there was nothing to review any more. */
function wasDecided(
  gate: Gate,
  { record }: Stored<'review'>,
  before: readonly Stored<'review'>[],
): boolean {
  const people = before.flatMap((it) => {
    const opens = it.record.eventType === 'gate-approved' && it.record.gate === gate.key;
    return opens && it.record.state === record.state ? [it.record.actor.toLowerCase()] : [];
  });
  return new Set(people).size >= gate.approvals;
}
