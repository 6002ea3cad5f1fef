/** The baseline records of an item are one series without gaps; each cites the one before and what it covers. */
import type { Stored } from '../model/records.ts';
import { attemptName } from '../state/state.ts';
import { hasExactly, type Links } from './links.ts';

export function checkBaseline(baseline: Stored<'baseline'>, links: Links): string | undefined {
  const { record } = baseline;
  const before = links.state.baselines.find((it) => it.record.n === record.n - 1);
  if (record.n > 1 && before === undefined)
    return `There is no baseline record ${record.n - 1} before it.`;
  const attempts = record.covers.map((ref) => links.byName.get(attemptName(...ref)));
  if (
    record.covers.length === 0 ||
    attempts.some((it) => it?.handoff?.record.status !== 'completed')
  ) {
    return 'It covers attempts that were not completed.';
  }
  const handoffs =
    record.decision === 'integrated' ? attempts.flatMap((it) => it?.handoff?.id ?? []) : [];
  const previous = before?.id ?? links.state.registration.id;
  return hasExactly(baseline, [previous, ...handoffs])
    ? undefined
    : 'It does not cite the record before it and what it covers, and only that.';
}
