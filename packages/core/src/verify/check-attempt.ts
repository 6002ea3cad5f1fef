/** A claim belongs to its launch, an outcome to its claim, a requeue to a failure. */
import { handoffSlotOf } from '../bytes/slot-of.ts';
import { requiredOutputs, type Criterion } from '../model/criterion.ts';
import type { Stored } from '../model/records.ts';
import type { Step } from '../model/workflow.ts';
import { sameJson } from '../bytes/canonical-json.ts';
import { attemptName } from '../state/state.ts';
import { cited, hasExactly, type Links } from './links.ts';

export function checkClaim(claim: Stored<'claim'>, links: Links): string | undefined {
  const { record } = claim;
  const [launch] = cited(claim, 'launch', links);
  if (launch === undefined || !hasExactly(claim, [launch.id]))
    return 'It does not cite its launch, and only that.';
  if (launch.record.step !== record.step || launch.record.k !== record.k)
    return 'It cites the launch of another attempt.';
  if ((links.labels.get(record.attemptId) ?? 0) > 1)
    return `Two attempts are called ${record.attemptId}.`;
  const step = links.state.plan.byKey.get(record.step)?.step;
  if (step === undefined) return `The workflow has no step ${record.step}.`;
  return checkCriteria(step.entryCriteria, record.checks, record.attested);
}

export function checkHandoff(handoff: Stored<'handoff'>, links: Links): string | undefined {
  const { record } = handoff;
  const [claim] = cited(handoff, 'claim', links);
  if (claim === undefined || !hasExactly(handoff, [claim.id]))
    return 'It does not cite its claim, and only that.';
  if (handoff.path !== handoffSlotOf(claim.record))
    return `Its slot is ${handoffSlotOf(claim.record)}.`;
  if (record.attemptId !== claim.record.attemptId)
    return 'It names another attempt than its claim.';
  if (!sameJson(record.executor, claim.record.executor))
    return 'Its executor or nonce is not that of the claim.';
  const step = links.state.plan.byKey.get(claim.record.step)?.step;
  if (step === undefined) return `The workflow has no step ${claim.record.step}.`;
  return (
    checkCopies(handoff, claim, step, links) ??
    checkOutcome(handoff, step) ??
    checkReuse(handoff, claim, links)
  );
}

function checkCopies(
  { record }: Stored<'handoff'>,
  claim: Stored<'claim'>,
  step: Step,
  links: Links,
): string | undefined {
  const { workflow } = links.state.plan;
  if (!sameJson(record.workflow, { name: workflow.id, version: workflow.version }))
    return 'It names another workflow.';
  if (!sameJson(record.step, { key: step.key, order: step.order })) return 'It names another step.';
  const [launch] = cited(claim, 'launch', links);
  const prior =
    launch === undefined
      ? []
      : cited(launch, 'handoff', links)
          .map(({ path }) => path)
          .sort();
  return sameJson(record.links, prior)
    ? undefined
    : 'Its links are not the artifacts that it was built on.';
}

function checkOutcome({ record }: Stored<'handoff'>, step: Step): string | undefined {
  const completed = record.status === 'completed';
  if (completed !== (record.eventType === 'attempt-completed'))
    return 'Its event and its status contradict each other.';
  if (!completed) return undefined;
  const attested = record.attested.filter((id) => id !== 'definition-of-done');
  const hashed = new Set(record.outputs.map(({ path }) => path));
  const missing = requiredOutputs(step.exitCriteria).find((path) => !hashed.has(path));
  if (missing !== undefined) return `The required output ${missing} has no sha256.`;
  return checkCriteria(step.exitCriteria, record.checks, attested);
}

function checkCriteria(
  criteria: readonly Criterion[],
  checks: readonly { readonly id: string; readonly ok: boolean }[],
  attested: readonly string[],
): string | undefined {
  for (const { id, check } of criteria) {
    if (check === undefined && !attested.includes(id))
      return `Nobody vouched for the criterion ${id}.`;
    if (check !== undefined && !checks.some((result) => result.id === id && result.ok)) {
      return `The criterion ${id} was not checked, or failed.`;
    }
  }
  return undefined;
}

export function checkRequeue(requeue: Stored<'requeue'>, links: Links): string | undefined {
  const { record } = requeue;
  const [handoff] = cited(requeue, 'handoff', links);
  if (handoff === undefined || !hasExactly(requeue, [handoff.id]))
    return 'It does not cite the end of one attempt, and only that.';
  const attempt = links.byHandoff.get(handoff.id);
  if (attempt?.step !== record.step || attempt.k !== record.k - 1)
    return 'It cites the end of another attempt.';
  return handoff.record.status === 'completed' ? 'The attempt before it was completed.' : undefined;
}

/** An outcome that stands in for doing the step again: of the same step, on the same inputs, never refused. */
function checkReuse(
  handoff: Stored<'handoff'>,
  claim: Stored<'claim'>,
  links: Links,
): string | undefined {
  const { reusedFrom } = handoff.record;
  if (reusedFrom === undefined) return undefined;
  const earlier = links.byHandoff.get(reusedFrom);
  const mine = links.byHandoff.get(handoff.id);
  const step = mine && links.places.get(attemptName(mine.step, mine.k))?.index;
  const attempts = step === undefined ? [] : (links.state.steps[step]?.attempts ?? []);
  const before = attempts.slice(0, mine === undefined ? 0 : attempts.indexOf(mine));
  if (handoff.record.status !== 'completed') return 'Only a completion takes over an outcome.';
  if (earlier?.handoff?.record.status !== 'completed' || !before.includes(earlier))
    return 'The outcome that it takes over is not one of its step.';
  const digest = claim.record.inputDigest;
  if (digest === undefined || earlier.claim?.record.inputDigest !== digest)
    return 'The outcome that it takes over was made of other inputs.';
  // A rejection since refused what the same inputs lead to: of it, or of an attempt that came after it.
  const since = before.slice(before.indexOf(earlier));
  const isRefused = ({ record: { rejected } }: Stored<'rework'>): boolean =>
    since.some(({ step: key, k }) => sameJson(rejected, [key, k]));
  if (links.state.reworks.some(isRefused)) return 'The outcome that it takes over was rejected.';
  return sameJson(handoff.record.outputs, earlier.handoff.record.outputs)
    ? undefined
    : 'Its outputs are not those of the outcome that it takes over.';
}
