/** Rejecting at a gate: one attempt is sent back, and everything that was built on it becomes void (FR-021). */
import { reworkSlot } from '../bytes/slots.ts';
import type { AttemptRef } from '../model/attempt.ts';
import { byCodeUnit } from '../bytes/json.ts';
import type { Rework } from '../model/gate-records.ts';
import { samePerson } from '../model/ids.ts';
import type { AnyStored, Stored } from '../model/records.ts';
import { attemptsBuiltOn } from '../state/built-on.ts';
import {
  attemptName,
  attemptRef,
  placesOfAttempts,
  type Attempt,
  type GateState,
  type ItemState,
} from '../state/state.ts';
import { decided, draft, repeated, type Context, type Decision } from './decision.ts';
import { findStep } from './find.ts';
import {
  checkApprover,
  findReached,
  gateArtifact,
  type GateDecision,
  type PolicyInForce,
} from './gate.ts';
import { beyondTheLine, byPlace } from './redo.ts';
import { refuse, type Refused } from './refusal.ts';

export { howToReject, howToRedo } from './redo.ts';

export interface RejectGate extends GateDecision {
  /** The step to go back to; absent: the gate's `returnTo`, else the step that it stands after. */
  readonly returnTo?: string;
}

export function rejectGate(
  context: Context,
  command: RejectGate,
  inForce: PolicyInForce,
): Decision<'rework'> {
  const { state, ids } = context;
  const earlier = command.shown === '' ? undefined : rejectionOfShown(state, command);
  if (earlier !== undefined) return alreadyRejected(state, earlier, command);
  const reached = findReached(state, command);
  if (!reached.ok) {
    const again = command.shown === undefined ? lastRejection(state, command) : undefined;
    return again ? repeated(again) : reached;
  }
  const barred = checkDecider(reached.gate, command, inForce);
  if (barred !== undefined) return barred;
  const target = findTarget(state, reached.gate, command);
  if (!target.ok) return target;
  const voids = attemptsToVoid(state, target.attempt);
  const integrated = voids.filter(({ step, k }) => state.integrated.has(attemptName(step, k)));
  if (integrated.length > 0) return beyondTheLine(state, integrated, target.attempt);
  const record = reworkRecord(
    context,
    reached.gate,
    reached.state,
    target.attempt,
    voids,
    command,
    inForce,
  );
  return decided(draft('rework', reworkSlot(state.item, ...record.rejected), record, ids));
}

/** The rejection that the state which this person was shown has had already. An attempt is sent back once. */
const rejectionOfShown = (
  state: ItemState,
  { gate, shown }: RejectGate,
): Stored<'rework'> | undefined =>
  state.reworks.findLast(
    ({ record }) => shown !== undefined && record.gate === gate && record.state.startsWith(shown),
  );

/** The same words by the same person about a gate that waits since: they are on record already. */
const lastRejection = (state: ItemState, command: RejectGate): Stored<'rework'> | undefined =>
  state.reworks.findLast(
    (rework) => rework.record.gate === command.gate && saysTheSame(state, rework, command),
  );

/** The same person, the same reason, and back to the same step, if one is named. */
function saysTheSame(
  state: ItemState,
  { record: { actor, reason, rejected } }: Stored<'rework'>,
  command: RejectGate,
): boolean {
  const key = placesOfAttempts(state).get(attemptName(...rejected))?.key;
  return (
    samePerson(actor, command.actor) &&
    reason === command.reason &&
    (command.returnTo === undefined || command.returnTo === key)
  );
}

function alreadyRejected(
  state: ItemState,
  earlier: Stored<'rework'>,
  command: RejectGate,
): Decision<'rework'> {
  const { actor, reason, gate, workItemId } = earlier.record;
  if (saysTheSame(state, earlier, command)) return repeated(earlier);
  return refuse(
    'already-rejected',
    `${actor} has rejected this state of ${gate} already: ${reason}`,
    `See where it stands: orchestrator status --work-item ${workItemId}`,
    { holder: actor },
  );
}

function checkDecider(
  gate: GateState,
  command: RejectGate,
  inForce: PolicyInForce,
): Refused | undefined {
  if (command.reason.trim() === '') {
    return refuse(
      'reason-missing',
      `A rejection at ${command.gate} needs a reason.`,
      'Say why: --reason "…"; whoever does the work again will read it.',
    );
  }
  // Whoever did the work may take it back; only approving it is barred.
  const open = { ...gate, gate: { ...gate.gate, preventSelfApproval: false } };
  return checkApprover(open, command.actor, inForce);
}

type Target = { readonly ok: true; readonly attempt: Attempt } | Refused;

function findTarget(state: ItemState, gateState: GateState, { returnTo }: RejectGate): Target {
  const { gate, covered } = gateState;
  const key = returnTo ?? gate.returnTo ?? gate.after;
  const behind = lineage(state, covered);
  const keys = [...behind.keys()].sort(byPlace(state));
  if (key === undefined) {
    if (behind.size === 0) return coversNothing(state, gateState);
    return refuse(
      'return-to-missing',
      `The gate ${gate.key} does not say where a rejection goes.`,
      `Name the step: --return-to STEP (one of ${keys.join(', ')}).`,
    );
  }
  const found = findStep(state, key);
  if (!found.ok) return found;
  const attempt = behind.get(key);
  if (attempt !== undefined) return { ok: true, attempt };
  if (behind.size === 0) return coversNothing(state, gateState);
  return refuse(
    'return-not-behind',
    `The gate ${gate.key} covers neither the step ${key} nor anything that was built on it.`,
    `Name one of: ${keys.join(', ')}.`,
  );
}

/** Before any work there is nothing to send back; whoever does not want the item ends it, or holds it up. */
const coversNothing = ({ item }: ItemState, { gate, phase }: GateState): Refused =>
  refuse(
    'return-not-behind',
    `The gate ${gate.key} covers no work yet, so there is nothing to send back.`,
    gate.kind === 'handoff' && phase !== 'approved'
      ? `End the item: orchestrator gate --work-item ${item} --gate ${gate.key} --decision close --reason "…"; or --decision merge or link, with --target ITEM.`
      : `Hold the item up: orchestrator block --work-item ${item} --type decision --reason "…"`,
  );

/** The covered attempts and those they were built on, directly or not, by the key of their step now. */
function lineage(state: ItemState, covered: readonly Attempt[]): ReadonlyMap<string, Attempt> {
  const places = placesOfAttempts(state);
  const seen = new Set<string>();
  const found = new Map<string, Attempt>();
  const open = [...covered];
  for (let attempt = open.pop(); attempt !== undefined; attempt = open.pop()) {
    const name = attemptName(attempt.step, attempt.k);
    if (seen.has(name)) continue;
    seen.add(name);
    const key = places.get(name)?.key;
    if (key !== undefined && !found.has(key)) found.set(key, attempt);
    for (const ref of attempt.launch.record.predecessors) {
      const before = places.get(attemptName(...ref))?.attempt;
      if (before !== undefined) open.push(before);
    }
  }
  return found;
}

/** The attempt sent back, all attempts of steps that depend on its step, and whatever was built on any of them. */
function attemptsToVoid(state: ItemState, rejected: Attempt): readonly Attempt[] {
  const place = placesOfAttempts(state).get(attemptName(rejected.step, rejected.k))?.index;
  const all = place === undefined ? [rejected] : attemptsBuiltOn(state, place);
  return all
    .filter((attempt) => !attempt.void)
    .sort((one, other) => byCodeUnit(one.step, other.step) || one.k - other.k);
}

function reworkRecord(
  { state, now }: Context,
  gate: GateState,
  digest: string,
  rejected: Attempt,
  voids: readonly Attempt[],
  command: RejectGate,
  { digest: policy }: PolicyInForce,
): Rework {
  const step = rejected.planned?.step;
  const latest = voids.map(
    (attempt): AnyStored => attempt.handoff ?? attempt.claim ?? attempt.launch,
  );
  const covered = gate.covered.flatMap(({ handoff }) => handoff ?? []);
  const baseline = state.baselines.slice(-1);
  const causes = new Set([...covered, ...latest, ...baseline].map(({ id }) => id));
  const ref: AttemptRef = attemptRef(rejected);
  return {
    ...gateArtifact(state, gate),
    step: { key: rejected.step, order: step?.order ?? 1 },
    attemptId: rejected.claim?.record.attemptId ?? rejected.step,
    eventType: 'attempt-rejected',
    timestamp: now,
    actor: command.actor,
    outcome: command.reason,
    nextAction: command.nextAction ?? `Do ${step?.title ?? rejected.step} again`,
    causes: [...causes].sort(),
    state: digest,
    reason: command.reason,
    followUps: [...command.followUps],
    ...(policy !== undefined && { policy }),
    ...(command.commit !== undefined && { commit: command.commit }),
    rejected: ref,
    voids: voids.map(attemptRef),
  };
}
