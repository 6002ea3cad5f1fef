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
  const built = record.predecessors.map((ref) => links.places.get(attemptName(...ref))?.key ?? '');
  if (!sameJson(built, keys)) {
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

/** The attempt of the same step before this one, under whatever key it was launched. */
function earlierAttempt(
  { record }: Stored<'launch'>,
  { places, state }: Links,
): { readonly earlier?: Attempt; readonly before: readonly Attempt[] } {
  const place = places.get(attemptName(record.step, record.k))?.index;
  const attempts = place === undefined ? [] : (state.steps[place]?.attempts ?? []);
  const index = attempts.findIndex(({ step, k }) => step === record.step && k === record.k);
  const before = attempts.slice(0, Math.max(0, index));
  const earlier = before.at(-1);
  return { ...(earlier && { earlier }), before };
}

const isListed = ({ step, k }: Attempt, { record }: Stored<'rework'>): boolean =>
  record.voids.some(([key, n]) => key === step && n === k);

/** A further attempt needs the end of the one before: void by a cited rework, or a cited requeue, or the step's policy. */
function checkEarlier(launch: Stored<'launch'>, links: Links): string | undefined {
  const { step, k, causes, requeuedBy } = launch.record;
  if (k > 1 && !links.byName.has(attemptName(step, k - 1)))
    return `There is no attempt ${k - 1} before it.`;
  const { earlier, before } = earlierAttempt(launch, links);
  if (earlier === undefined) return undefined;
  const name = attemptName(earlier.step, earlier.k);
  if (
    earlier.claim !== undefined &&
    (earlier.handoff === undefined || !causes.includes(earlier.handoff.id))
  ) {
    return `Attempt ${name} was claimed, and its end is not cited.`;
  }
  if (cited(launch, 'rework', links).some((rework) => isListed(earlier, rework))) return undefined;
  if (earlier.handoff?.record.status === 'completed')
    return `Attempt ${name} was completed and no rework sent it back.`;
  if (requeuesCited(launch, earlier, links).length > 0)
    return requeuedBy === undefined ? undefined : 'A person requeued it, not the policy.';
  if (requeuedBy !== 'policy')
    return `Attempt ${name} did not succeed and nobody requeued the step.`;
  return isWithinPolicy(launch, before, links) ? undefined : 'The retry policy does not cover it.';
}

const requeuesCited = (
  launch: Stored<'launch'>,
  { handoff }: Attempt,
  links: Links,
): readonly Stored<'requeue'>[] =>
  cited(launch, 'requeue', links).filter(
    ({ record }) => handoff !== undefined && record.causes.includes(handoff.id),
  );

/** The policy counts the attempts since the last one that a rework made void. */
function isWithinPolicy(
  { record }: Stored<'launch'>,
  before: readonly Attempt[],
  { state }: Links,
): boolean {
  const allowed = state.plan.byKey.get(record.step)?.step.retry.maxAttempts ?? 1;
  const since = before.findLastIndex((it) => state.reworks.some((rework) => isListed(it, rework)));
  return before.length - since - 1 < allowed;
}

/** Every cause has its place, and none is missing: binding, predecessors, gates in front, the end of attempt k − 1. */
function checkCauses(
  launch: Stored<'launch'>,
  planned: PlannedStep,
  links: Links,
): string | undefined {
  const { record } = launch;
  const binding = links.state.binding.id;
  if (!record.causes.includes(binding))
    return 'It does not cite the registration or migration in force.';
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
): readonly (Stored<'approval'> | Stored<'review'>)[] {
  const built = launch.record.predecessors.flatMap(
    (ref) => links.places.get(attemptName(...ref)) ?? [],
  );
  const covered = coveredSteps(links.state.plan, gate).flatMap(({ step }) =>
    built.flatMap(({ key, attempt }) => (key === step.key ? [attempt] : [])),
  );
  const digest = gateDigest(gate, covered, links.ids);
  const votes = [
    ...cited(launch, 'approval', links),
    ...cited(launch, 'review', links).filter(({ record }) => record.eventType === 'gate-approved'),
  ];
  return votes.filter(({ record }) => record.gate === gate.key && record.state === digest);
}

function endsCited(launch: Stored<'launch'>, links: Links): readonly string[] {
  const { earlier } = earlierAttempt(launch, links);
  if (earlier === undefined) return [];
  const reworks = cited(launch, 'rework', links).filter((rework) => isListed(earlier, rework));
  const requeues = requeuesCited(launch, earlier, links);
  return [earlier.handoff, ...reworks, ...requeues].flatMap((it) => it?.id ?? []);
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
