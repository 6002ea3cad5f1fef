/** The baseline records of an item are one series without gaps; each cites the one before and what it covers. */
import { baselineArtifact, integratedFrom } from '../decide/baseline.ts';
import type { Stored } from '../model/records.ts';
import { integratedAttempts } from '../state/fold.ts';
import { attemptName, byStepAndNumber, type Attempt } from '../state/state.ts';
import { sameJson } from '../bytes/canonical-json.ts';
import { hasExactly, hasFields, type Links } from './links.ts';

export function checkBaseline(baseline: Stored<'baseline'>, links: Links): string | undefined {
  const { record } = baseline;
  const { state, byName } = links;
  const before = state.baselines.filter((it) => it.record.n < record.n);
  if (before.length !== record.n - 1)
    return `There is no baseline record ${record.n - 1} before it.`;
  const covered = record.covers.flatMap((ref) => byName.get(attemptName(...ref)) ?? []);
  if (
    covered.length < record.covers.length ||
    covered.some((it) => it.handoff?.record.status !== 'completed')
  ) {
    return 'It covers attempts that were not completed.';
  }
  const handoffs =
    record.decision === 'integrated' ? covered.flatMap((it) => it.handoff?.id ?? []) : [];
  const previous = before.at(-1)?.id ?? state.registration.id;
  if (!hasExactly(baseline, [previous, ...handoffs])) {
    return 'It does not cite the record before it and what it covers, and only that.';
  }
  return record.decision === 'integrated'
    ? checkIntegrated(baseline, covered, links)
    : checkReverted(baseline, before, links);
}

function checkIntegrated(
  { record }: Stored<'baseline'>,
  covered: readonly Attempt[],
  { state, places }: Links,
): string | undefined {
  const perStep = new Set(covered.map(({ step, k }) => places.get(attemptName(step, k))?.key));
  if (covered.length === 0 || perStep.size < covered.length)
    return 'It covers nothing, or one step twice.';
  return hasFields(record, baselineArtifact(state, covered, record.n, 'integrated'))
    ? undefined
    : 'Its fields do not follow from what it covers.';
}

/** A revert opens what was integrated of its step and of all that depends on it. */
function checkReverted(
  { record }: Stored<'baseline'>,
  before: readonly Stored<'baseline'>[],
  { state }: Links,
): string | undefined {
  const planned = state.plan.byKey.get(record.step.key);
  if (planned === undefined) return `The workflow has no step ${record.step.key}.`;
  const opened = integratedFrom(state, planned.index, integratedAttempts(before));
  const expected = opened.map(({ step, k }) => [step, k] as [string, number]).sort(byStepAndNumber);
  if (opened.length === 0 || !sameJson(record.covers, expected)) {
    return 'It does not cover what was integrated of its step and of what depends on it.';
  }
  return hasFields(record, baselineArtifact(state, opened, record.n, 'reverted', record.step.key))
    ? undefined
    : 'Its fields do not follow from what it covers.';
}
