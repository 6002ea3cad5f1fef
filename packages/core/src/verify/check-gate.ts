/** An approval and a rejection are about one state of a gate: the outcomes that they cite. */
import { sameJson } from '../bytes/canonical-json.ts';
import { gateArtifact } from '../decide/gate.ts';
import { samePerson } from '../model/ids.ts';
import type { Stored } from '../model/records.ts';
import type { Gate } from '../model/workflow.ts';
import { coveredSteps } from '../schedule/plan.ts';
import { attemptsBuiltOn } from '../state/built-on.ts';
import { gateDigest } from '../state/gate-state.ts';
import { attemptName, byStepAndNumber, type Attempt } from '../state/state.ts';
import { cited, hasExactly, hasFields, type Links } from './links.ts';

type Covered = { readonly gate: Gate; readonly covered: readonly Attempt[] } | string;

/** The covered attempts that a decision cites, if they make up the state that it names. */
export function coveredBy(
  decision: Stored<'approval'> | Stored<'rework'> | Stored<'review'>,
  links: Links,
): Covered {
  const gate = links.state.plan.gates.get(decision.record.gate);
  if (gate === undefined) return `The workflow has no gate ${decision.record.gate}.`;
  const steps = coveredSteps(links.state.plan, gate);
  const completions = decision.record.causes.flatMap((id) => {
    const attempt = links.byHandoff.get(id);
    return attempt?.handoff?.record.status === 'completed' ? [attempt] : [];
  });
  const covered = steps.flatMap(({ step }) =>
    completions.filter((attempt) => keyOf(attempt, links) === step.key).slice(-1),
  );
  if (covered.length < steps.length)
    return 'It does not cite a completion of every step that the gate covers.';
  if (gateDigest(gate, covered, links.ids) !== decision.record.state)
    return 'The state it names is not that of the outcomes it cites.';
  return { gate, covered };
}

const keyOf = ({ step, k }: Attempt, { places }: Links): string | undefined =>
  places.get(attemptName(step, k))?.key;

/** Nobody approves their own work where the gate forbids it; named people are the only ones who may. */
export function mayDecide(
  gate: Gate,
  covered: readonly Attempt[],
  actor: string,
): string | undefined {
  const own = covered.some(({ claim, handoff }) =>
    [claim?.record.actor, handoff?.record.actor].some(
      (it) => it !== undefined && samePerson(it, actor),
    ),
  );
  if (gate.preventSelfApproval && own) return `${actor} approved their own work.`;
  const named = gate.users.some((user) => samePerson(user, actor));
  return gate.users.length > 0 && gate.roles.length === 0 && !named
    ? `${actor} may not decide at ${gate.key}.`
    : undefined;
}

/** Have more people spoken for one state of a gate than it asks for? The votes that a launch cites are fixed. */
export function isBeyondQuorum(gate: Gate, state: string, { state: item }: Links): boolean {
  const people = item.records.flatMap((it) => {
    const isVote =
      it.kind === 'approval' || (it.kind === 'review' && it.record.eventType === 'gate-approved');
    return isVote && it.record.gate === gate.key && it.record.state === state
      ? [it.record.actor.toLowerCase()]
      : [];
  });
  return new Set(people).size > gate.approvals;
}

export function checkApproval(approval: Stored<'approval'>, links: Links): string | undefined {
  const found = coveredBy(approval, links);
  if (typeof found === 'string') return found;
  const { gate, covered } = found;
  const expected = covered.flatMap(({ handoff }) => handoff?.id ?? []);
  if (!hasExactly(approval, expected.length > 0 ? expected : [links.state.registration.id])) {
    return 'It cites records that the gate does not cover.';
  }
  const derived = gateArtifact(links.state, { gate, covered });
  if (!hasFields(approval.record, derived))
    return 'Its fields are not those of the gate and the outcomes it cites.';
  const barred = mayDecide(gate, covered, approval.record.actor);
  if (barred !== undefined) return barred;
  return isBeyondQuorum(gate, approval.record.state, links)
    ? 'More approvals than the gate asks for.'
    : undefined;
}

export function checkRework(rework: Stored<'rework'>, links: Links): string | undefined {
  const found = coveredBy(rework, links);
  if (typeof found === 'string') return found;
  const { rejected, voids } = rework.record;
  const names = new Set(voids.map(([step, k]) => attemptName(step, k)));
  if (!names.has(attemptName(...rejected))) return 'It does not list the attempt that it rejects.';
  if (!isBehind(rejected, found.covered, links))
    return `${attemptName(...rejected)} does not lie behind the gate.`;
  const attempts = voids.map(([step, k]) => links.byName.get(attemptName(step, k)));
  if (attempts.some((it) => it === undefined)) return 'It lists attempts that there are not.';
  return (
    checkVoids(rework, links) ??
    checkCited(rework, found.covered, links) ??
    checkFields(rework, found, links) ??
    checkLine(rework, names, links)
  );
}

/** All attempts of the rejected step up to the rejected one and all that was built on them, less what was void before. */
function checkVoids({ id, record }: Stored<'rework'>, links: Links): string | undefined {
  const [step, last] = record.rejected;
  const before = new Set(
    links.state.reworks
      .filter((it) => it.id !== id)
      .flatMap((it) => it.record.voids.map((ref) => attemptName(...ref))),
  );
  const attempts = [...links.byName.values()];
  const place = links.places.get(attemptName(step, last))?.index;
  const own = place === undefined ? [] : (links.state.steps[place]?.attempts ?? []);
  const until = own.findIndex((it) => it.step === step && it.k === last);
  const wanted = new Set(own.slice(0, until + 1).map((it) => attemptName(it.step, it.k)));
  for (let size = -1; size !== wanted.size;) {
    size = wanted.size;
    for (const { step: key, k, launch } of attempts) {
      if (launch.record.predecessors.some((ref) => wanted.has(attemptName(...ref))))
        wanted.add(attemptName(key, k));
    }
  }
  const isNew = ({ step: key, k }: Attempt): boolean => !before.has(attemptName(key, k));
  const built = attempts.filter((it) => isNew(it) && wanted.has(attemptName(it.step, it.k)));
  const listed = new Set(record.voids.map((ref) => attemptName(...ref)));
  const isSorted = sameJson(record.voids, [...record.voids].sort(byStepAndNumber));
  // After a migration a step may depend on the rejected one without being built on it: listed or not, that is fine.
  const isMigrated = place !== undefined && links.state.migrations.length > 0;
  const all = isMigrated ? attemptsBuiltOn(links.state, place) : [];
  const may = new Set([...wanted, ...all.map((it) => attemptName(it.step, it.k))]);
  return isSorted &&
    listed.size === record.voids.length &&
    built.every(({ step: key, k }) => listed.has(attemptName(key, k))) &&
    [...listed].every((name) => !before.has(name) && may.has(name))
    ? undefined
    : 'Its list of void attempts is not what was built on the rejected one.';
}

/** One record of every void attempt, the covered outcomes, at most one baseline record, and nothing else. */
function checkCited(
  rework: Stored<'rework'>,
  covered: readonly Attempt[],
  links: Links,
): string | undefined {
  const { causes, voids } = rework.record;
  const latest = voids.flatMap((ref) => {
    const attempt = links.byName.get(attemptName(...ref));
    const ids = [attempt?.handoff, attempt?.claim, attempt?.launch].flatMap((it) => it?.id ?? []);
    return ids.filter((it) => causes.includes(it)).slice(0, 1);
  });
  if (latest.length < voids.length)
    return 'It does not cite a record of every attempt that it makes void.';
  const baselines = cited(rework, 'baseline', links).slice(-1);
  const outcomes = covered.flatMap(({ handoff }) => handoff?.id ?? []);
  return hasExactly(rework, [...latest, ...outcomes, ...baselines.map((it) => it.id)])
    ? undefined
    : 'It cites records that have nothing to do with it.';
}

function checkFields(
  { record }: Stored<'rework'>,
  found: { readonly gate: Gate; readonly covered: readonly Attempt[] },
  { state, byName }: Links,
): string | undefined {
  const rejected = byName.get(attemptName(...record.rejected));
  const derived = {
    ...gateArtifact(state, found),
    step: { key: record.rejected[0], order: rejected?.planned?.step.order ?? 1 },
    attemptId: rejected?.claim?.record.attemptId ?? record.rejected[0],
  };
  return hasFields(record, derived)
    ? undefined
    : 'Its fields are not those of the gate and of the attempt it rejects.';
}

/** Is the rejected attempt covered, or one that a covered attempt was built on? */
function isBehind(
  [step, k]: readonly [string, number],
  covered: readonly Attempt[],
  { byName }: Links,
): boolean {
  const seen = new Set<string>();
  const open = covered.map((attempt) => attemptName(attempt.step, attempt.k));
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(
      ...(byName.get(name)?.launch.record.predecessors ?? []).map((ref) => attemptName(...ref)),
    );
  }
  return seen.has(attemptName(step, k));
}

/** Nothing that was integrated as of the baseline record it cites may become void. */
function checkLine(
  rework: Stored<'rework'>,
  names: ReadonlySet<string>,
  links: Links,
): string | undefined {
  const last = cited(rework, 'baseline', links).at(-1)?.record.n ?? 0;
  const integrated = new Set<string>();
  for (const { record } of links.state.baselines.filter(({ record: { n } }) => n <= last)) {
    for (const ref of record.covers) {
      if (record.decision === 'integrated') integrated.add(attemptName(...ref));
      else integrated.delete(attemptName(...ref));
    }
  }
  const beyond = [...names].find((name) => integrated.has(name));
  return beyond === undefined ? undefined : `${beyond} had been integrated and not reverted.`;
}
