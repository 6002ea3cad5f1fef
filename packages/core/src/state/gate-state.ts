/** What a gate covers, the digest that names its state, and whether enough people approved that state. */
import { canonicalJson } from '../bytes/canonical-json.ts';
import type { AnyStored, Stored } from '../model/records.ts';
import type { Gate } from '../model/workflow.ts';
import type { Ids } from '../ports.ts';
import { coveredSteps, type Plan } from '../schedule/plan.ts';
import type { Attempt, GateState, StepState } from './state.ts';

type Vote = Stored<'approval'> | Stored<'review'>;

/** An approval, or a review that lets the item proceed. */
const isVote = (stored: AnyStored): stored is AnyStored & Vote =>
  stored.kind === 'approval' ||
  (stored.kind === 'review' &&
    (stored.record.decision === 'proceed' || stored.record.decision === 'link'));

/** The state of every gate of the plan. */
export function foldGates(
  plan: Plan,
  steps: readonly StepState[],
  records: readonly AnyStored[],
  ids: Pick<Ids, 'sha256'>,
): ReadonlyMap<string, GateState> {
  if (plan.gates.size === 0) return new Map();
  const approvals = records.filter(isVote);
  return new Map(
    [...plan.gates.values()].map((gate) => [gate.key, foldGate(plan, gate, steps, approvals, ids)]),
  );
}

function foldGate(
  plan: Plan,
  gate: Gate,
  steps: readonly StepState[],
  approvals: readonly Vote[],
  ids: Pick<Ids, 'sha256'>,
): GateState {
  const behind = coveredSteps(plan, gate);
  const covered = behind.flatMap(({ index }) => steps[index]?.counting ?? []);
  if (covered.length < behind.length) return { gate, phase: 'waiting', covered, votes: [] };
  const state = gateDigest(gate, covered, ids);
  const votes = approvals.filter(
    ({ record }) => record.gate === gate.key && record.state === state,
  );
  const people = new Set(votes.map(({ record }) => record.actor.toLowerCase()));
  const phase = people.size >= gate.approvals ? 'approved' : 'pending';
  return { gate, phase, covered, state, votes };
}

/** The state of a gate: a digest of the ids of the covered handoffs and of the gate's definition. */
export function gateDigest(
  gate: Gate,
  covered: readonly Attempt[],
  ids: Pick<Ids, 'sha256'>,
): string {
  const handoffs = covered.flatMap((attempt) => attempt.handoff?.id ?? []).sort();
  return ids.sha256(canonicalJson({ covered: handoffs, gate: gateFields(gate) }));
}

function gateFields(gate: Gate) {
  return {
    key: gate.key,
    kind: gate.kind,
    before: gate.before ?? null,
    after: gate.after ?? null,
    returnTo: gate.returnTo ?? null,
    approvals: gate.approvals,
    roles: gate.roles,
    users: gate.users,
    preventSelfApproval: gate.preventSelfApproval,
  };
}
