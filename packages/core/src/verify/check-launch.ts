/** A launch is a function of what it cites: it is computed again and compared. */
import { laterTime, timeOf, type Stored } from '../model/records.ts';
import type { Gate } from '../model/workflow.ts';
import {
  coveredSteps,
  predecessorKeys,
  sharesWith,
  tiedWith,
  type PlannedStep,
} from '../schedule/plan.ts';
import { gateDigest } from '../state/gate-state.ts';
import { attemptName, type Attempt } from '../state/state.ts';
import { sameJson } from '../bytes/canonical-json.ts';
import { cited, hasExactly, type Links } from './links.ts';

export function checkLaunch(launch: Stored<'launch'>, links: Links): string | undefined {
  const { record } = launch;
  const planned = links.state.plan.byKey.get(record.step);
  if (planned === undefined) return `The workflow has no step ${record.step}.`;
  return (
    checkPredecessors(launch, planned, links) ??
    checkEarlier(launch, links) ??
    checkCauses(launch, planned, links) ??
    checkDerived(launch, planned, links)
  );
}

function checkPredecessors(
  { record }: Stored<'launch'>,
  planned: PlannedStep,
  links: Links,
): string | undefined {
  const keys = predecessorKeys(links.state.plan, planned);
  if (
    !sameJson(
      record.predecessors.map(([key]) => key),
      keys,
    )
  ) {
    return `Its predecessors are not those of the definition: ${keys.join(', ') || 'none'}.`;
  }
  const bad = predecessorsOf(record, links).find(
    (attempt) =>
      attempt?.handoff?.record.status !== 'completed' ||
      !record.causes.includes(attempt.handoff.id),
  );
  const unknown = predecessorsOf(record, links).some((attempt) => attempt === undefined);
  return bad !== undefined || unknown
    ? 'It does not cite a completion of each of its predecessors.'
    : undefined;
}

const predecessorsOf = (
  record: Stored<'launch'>['record'],
  { byName }: Links,
): readonly (Attempt | undefined)[] =>
  record.predecessors.map(([key, k]) => byName.get(attemptName(key, k)));

/** Attempt k > 1 needs the end of attempt k − 1: void by a cited rework, or a cited requeue, or the step's policy. */
function checkEarlier(launch: Stored<'launch'>, links: Links): string | undefined {
  const { step, k, causes, requeuedBy } = launch.record;
  if (k === 1) return undefined;
  const earlier = links.byName.get(attemptName(step, k - 1));
  if (earlier === undefined) return `There is no attempt ${k - 1} before it.`;
  if (
    earlier.claim !== undefined &&
    (earlier.handoff === undefined || !causes.includes(earlier.handoff.id))
  ) {
    return `Attempt ${k - 1} was claimed, and its end is not cited.`;
  }
  const reworked = cited(launch, 'rework', links).some(({ record }) =>
    record.voids.some(([key, n]) => key === step && n === k - 1),
  );
  if (reworked) return undefined;
  if (earlier.handoff?.record.status === 'completed')
    return `Attempt ${k - 1} was completed and no rework sent it back.`;
  const requeued = cited(launch, 'requeue', links).some(
    ({ record }) => record.step === step && record.k === k,
  );
  if (requeued)
    return requeuedBy === undefined ? undefined : 'A person requeued it, not the policy.';
  if (requeuedBy !== 'policy')
    return `Attempt ${k - 1} did not succeed and nobody requeued the step.`;
  return k <= maxByPolicy(step, k, links) ? undefined : 'The retry policy does not cover it.';
}

/** The highest attempt that the policy may launch: it counts from the last void attempt before this one. */
function maxByPolicy(step: string, k: number, { state, byName }: Links): number {
  const allowed = state.plan.byKey.get(step)?.step.retry.maxAttempts ?? 1;
  const voids = state.reworks.flatMap(({ record }) =>
    record.voids.filter(([key, n]) => key === step && n < k),
  );
  const last = Math.max(
    0,
    ...voids.map(([, n]) => n).filter((n) => byName.get(attemptName(step, n + 1)) !== undefined),
  );
  return last + allowed;
}

/** Every cause has its place, and none is missing: binding, predecessors, gates in front, the end of attempt k − 1. */
function checkCauses(
  launch: Stored<'launch'>,
  planned: PlannedStep,
  links: Links,
): string | undefined {
  const { record } = launch;
  const binding = links.state.binding.id;
  if (!record.causes.includes(binding)) return 'It does not cite the registration.';
  const outcomes = predecessorsOf(record, links).flatMap((attempt) => attempt?.handoff?.id ?? []);
  const votes: string[] = [];
  for (const gate of planned.gates) {
    const found = citedVotes(launch, gate, links);
    const people = new Set(found.map((vote) => vote.record.actor.toLowerCase()));
    if (people.size < gate.approvals) {
      return `The gate ${gate.key} in front had ${people.size} of ${gate.approvals} approvals.`;
    }
    votes.push(...found.map(({ id }) => id));
  }
  const expected = [binding, ...outcomes, ...votes, ...endsCited(launch, links)];
  return hasExactly(launch, expected)
    ? undefined
    : 'It cites records that have nothing to do with it.';
}

function citedVotes(
  launch: Stored<'launch'>,
  gate: Gate,
  links: Links,
): readonly Stored<'approval'>[] {
  const covered = coveredSteps(links.state.plan, gate).flatMap(({ step }) => {
    const ref = launch.record.predecessors.find(([key]) => key === step.key);
    return ref === undefined ? [] : (links.byName.get(attemptName(...ref)) ?? []);
  });
  const digest = gateDigest(gate, covered, links.ids);
  return cited(launch, 'approval', links).filter(
    ({ record }) => record.gate === gate.key && record.state === digest,
  );
}

function endsCited(launch: Stored<'launch'>, links: Links): readonly string[] {
  const { step, k } = launch.record;
  const earlier = links.byName.get(attemptName(step, k - 1));
  const reworks = cited(launch, 'rework', links).filter(({ record }) =>
    record.voids.some(([key, n]) => key === step && n === k - 1),
  );
  const requeues = cited(launch, 'requeue', links).filter(
    ({ record }) => record.step === step && record.k === k,
  );
  return [earlier?.handoff, ...reworks, ...requeues].flatMap((it) => it?.id ?? []);
}

function checkDerived(
  launch: Stored<'launch'>,
  planned: PlannedStep,
  links: Links,
): string | undefined {
  const { record } = launch;
  const { plan } = links.state;
  const causes = record.causes.flatMap((id) => links.byId.get(id) ?? []);
  const at = causes.map((it) => timeOf(it.record)).reduce(laterTime, '0000');
  if (record.at !== at) return `Its time is not the latest of its causes (${at}).`;
  if (record.rank !== planned.index + 1)
    return `Its rank is ${planned.index + 1}, not ${record.rank}.`;
  if (!sameJson(record.tiedWith, tiedWith(plan, planned)))
    return 'tiedWith is not what the definition says.';
  if (!sameJson(record.sharesWith, sharesWith(plan, planned)))
    return 'sharesWith is not what the definition says.';
  return undefined;
}
