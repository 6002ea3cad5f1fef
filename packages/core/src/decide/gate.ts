/** Decisions at a gate (FR-006): who may decide what, about which state; approving. Rejecting is in rework.ts. */
import { approvalSlot } from '../bytes/slots.ts';
import { personInSlot, samePerson } from '../model/ids.ts';
import type { Policy } from '../model/policy.ts';
import type { Approval } from '../model/gate-records.ts';
import type { Gate } from '../model/workflow.ts';
import { coveredSteps } from '../schedule/plan.ts';
import { shortList } from '../schedule/rules.ts';
import { stepOf, type GateState, type ItemState } from '../state/state.ts';
import { handoffPaths, stepRef, workflowRef } from './artifact.ts';
import { decided, draft, recordIn, repeated, type Context, type Decision } from './decision.ts';
import { itemEnded } from './ended.ts';
import { findGate } from './find.ts';
import { refuse, type Refused } from './refusal.ts';
import { checkRationale } from './suspicion.ts';

export interface GateDecision {
  readonly gate: string;
  readonly actor: string;
  readonly reason: string;
  readonly followUps: readonly string[];
  /** The state that the person was shown: its digest or the first digits of it. Absent: the present one. */
  readonly shown?: string;
  readonly nextAction?: string;
  /** The commit that the person looked at: the head of the pull request. */
  readonly commit?: string;
  /** When the person decided, RFC 3339: what was handed over later they can't have seen. Absent: now. */
  readonly seenAt?: string;
  /** People who did the work beside those on record: the author of the pull request. */
  readonly authors?: readonly string[];
}

/** Who holds which role, and under which bytes of the policy file that was read. */
export interface PolicyInForce {
  readonly policy: Policy;
  readonly digest?: string;
}

export type Reached =
  { readonly ok: true; readonly gate: GateState; readonly state: string } | Refused;

/** The gate, if it has been reached and is still in the state that the person was shown. */
export function findReached(state: ItemState, { gate: key, shown, seenAt }: GateDecision): Reached {
  const found = findGate(state, key);
  if (!found.ok) return found;
  const { gate } = found;
  if (state.ended !== undefined) return itemEnded(state, state.ended);
  const reached = isAsShown(state, gate, shown);
  return reached.ok ? (refuseUnseen(reached.gate, seenAt) ?? reached) : reached;
}

/** A decision takes its way; work that was handed over meanwhile is not what it was about. */
function refuseUnseen({ gate, covered, state }: GateState, seenAt?: string): Refused | undefined {
  if (seenAt === undefined) return undefined;
  const later = covered.find(
    ({ handoff }) =>
      handoff !== undefined && Date.parse(handoff.record.timestamp) > Date.parse(seenAt),
  );
  if (later === undefined) return undefined;
  return refuse(
    'gate-moved',
    `${later.step} (attempt ${later.k}) was handed over after this decision was made, at ${later.handoff?.record.timestamp ?? ''}; the gate ${gate.key} is now in the state ${state?.slice(0, 8) ?? ''}.`,
    'Look at it, and decide again.',
  );
}

/** The same, whether or not a review has ended the item. */
export function isAsShown(state: ItemState, gate: GateState, shown: string | undefined): Reached {
  const { key } = gate.gate;
  if (shown !== undefined && !/^[0-9a-f]{8,64}$/.test(shown)) {
    return refuse(
      'invalid-input',
      'The state of a gate is named by at least 8 digits of its digest.',
      `Copy them from: orchestrator status --work-item ${state.item}`,
    );
  }
  if (gate.state === undefined && shown !== undefined) {
    return refuse(
      'gate-moved',
      `The gate ${key} is not in the state ${shown.slice(0, 8)} any more; it waits for ${shortList(missingAt(state, gate))} to be done again.`,
      `See where it stands: orchestrator status --work-item ${state.item}`,
    );
  }
  if (gate.state === undefined) {
    const missing = missingAt(state, gate);
    return refuse(
      'gate-not-pending',
      `The gate ${key} has not been reached: it still waits for ${shortList(missing)}.`,
      `See why: orchestrator explain --work-item ${state.item} --step ${missing[0] ?? 'STEP'}`,
    );
  }
  if (shown !== undefined && !gate.state.startsWith(shown)) {
    return refuse(
      'gate-moved',
      `The gate ${key} is not in the state ${shown.slice(0, 8)} any more; it is now ${gate.state.slice(0, 8)}.`,
      `Look at it again, then decide with --state ${gate.state.slice(0, 8)}.`,
      { details: [{ state: gate.state }] },
    );
  }
  return { ok: true, gate, state: gate.state };
}

/** Keys of the steps that a gate covers and that are not done. */
const missingAt = (state: ItemState, { gate }: GateState): readonly string[] =>
  coveredSteps(state.plan, gate).flatMap(({ step: { key } }) =>
    stepOf(state, key)?.counting === undefined ? [key] : [],
  );

/** May this person decide at this gate? */
export function checkApprover(
  { gate, covered }: GateState,
  actor: string,
  { policy }: PolicyInForce,
  authors: readonly string[] = [],
): Refused | undefined {
  const named = gate.users.some((user) => samePerson(user, actor));
  const holds = gate.roles.some((role) =>
    holdersOf(policy, role).some((person) => samePerson(person, actor)),
  );
  if ((gate.users.length > 0 || gate.roles.length > 0) && !named && !holds) {
    return notAnApprover(gate.key, gate.roles, gate.users, actor, policy);
  }
  const own = covered.find((attempt) =>
    [attempt.claim?.record.actor, attempt.handoff?.record.actor].some(
      (person) => person !== undefined && samePerson(person, actor),
    ),
  );
  if (gate.preventSelfApproval && own !== undefined) {
    return refuse(
      'self-approval',
      `${actor} did ${own.step} (attempt ${own.k}); nobody approves their own work at ${gate.key}.`,
      'Ask somebody else, or set preventSelfApproval: false in a new version of the workflow.',
    );
  }
  if (gate.preventSelfApproval && authors.some((author) => samePerson(author, actor))) {
    return refuse(
      'self-approval',
      `${actor} is the author of the pull request; nobody approves their own work at ${gate.key}.`,
      'Ask somebody else, or set preventSelfApproval: false in a new version of the workflow.',
    );
  }
  return undefined;
}

/** Everybody whom a gate or one of its roles names, each once. */
export function approversOf(
  { users, roles }: Pick<Gate, 'users' | 'roles'>,
  policy: Policy,
): readonly string[] {
  const named = [...users, ...roles.flatMap((role) => holdersOf(policy, role))];
  return [...new Map(named.map((person) => [person.toLowerCase(), person])).values()];
}

/** A role may be called like something that every object has. */
const holdersOf = ({ roles }: Policy, role: string): readonly string[] =>
  Object.hasOwn(roles, role) ? (roles[role] ?? []) : [];

function notAnApprover(
  gate: string,
  roles: readonly string[],
  users: readonly string[],
  actor: string,
  policy: Policy,
): Refused {
  const vacant = roles.find((role) => holdersOf(policy, role).length === 0);
  const named = (role: string): string => {
    const holders = holdersOf(policy, role);
    return `the role ${role}${holders.length === 0 ? '' : ` (${holders.join(', ')})`}`;
  };
  const who = [...users, ...roles.map(named)].join(', ');
  return refuse(
    'not-an-approver',
    `${actor} may not decide at ${gate}; it is for ${who}.`,
    vacant === undefined
      ? 'Ask one of them.'
      : `Nobody holds the role ${vacant}. ${Object.keys(policy.roles).length === 0 ? `Add to orchestrator.yml: roles: {${vacant}: [${actor}]}` : `Add below roles: in orchestrator.yml: ${vacant}: [${actor}]`}`,
  );
}

export function approveGate(
  context: Context,
  command: GateDecision,
  inForce: PolicyInForce,
): Decision<'approval' | 'review'> {
  const { state, ids } = context;
  const reached = findReached(state, command);
  if (!reached.ok) return reached;
  const { gate } = reached;
  const mine = gate.votes.find(({ record }) => samePerson(record.actor, command.actor));
  if (mine !== undefined) return repeated(mine);
  if (gate.phase === 'approved') return gateIsApproved(state, gate);
  const missing = gate.gate.kind === 'handoff' ? checkRationale(state, command.reason) : undefined;
  if (missing !== undefined) return missing;
  const barred = checkApprover(gate, command.actor, inForce, command.authors);
  if (barred !== undefined) return barred;
  const slot = approvalSlot(state.item, command.gate, reached.state, personInSlot(command.actor));
  const inTheWay = recordIn(state, slot);
  if (inTheWay !== undefined) {
    return refuse(
      'invalid-input',
      `${command.actor} is written like another person whose vote is on record (${slot}).`,
      'Vote under another spelling of the name.',
    );
  }
  const record = approvalRecord(context, gate, reached.state, command, inForce);
  return decided(draft('approval', slot, record, ids));
}

export const gateIsApproved = ({ item }: ItemState, { gate, votes }: GateState): Refused =>
  refuse(
    'gate-approved',
    `The gate ${gate.key} is approved already, by ${votes.map(({ record }) => record.actor).join(', ')}.`,
    `Go on: orchestrator next --work-item ${item}`,
  );

function approvalRecord(
  { state, now }: Context,
  gate: GateState,
  digest: string,
  command: GateDecision,
  { digest: policy }: PolicyInForce,
): Approval {
  const covered = gate.covered.flatMap(({ handoff }) => handoff?.id ?? []);
  return {
    ...gateArtifact(state, gate),
    eventType: 'gate-approved',
    timestamp: now,
    actor: command.actor,
    outcome: command.reason === '' ? `${gate.gate.key} approved` : command.reason,
    nextAction: command.nextAction ?? `Go on behind ${gate.gate.key}`,
    causes: covered.length > 0 ? covered.sort() : [state.registration.id],
    state: digest,
    reason: command.reason,
    followUps: [...command.followUps],
    ...(policy !== undefined && { policy }),
    ...(command.commit !== undefined && { commit: command.commit }),
  };
}

/** The artifact fields that approvals and rejections share: the gate's step, and the latest attempt that it covers. */
export function gateArtifact(
  state: ItemState,
  { gate, covered }: Pick<GateState, 'gate' | 'covered'>,
) {
  const key = gate.after ?? gate.before;
  const step = (key === undefined ? undefined : state.plan.byKey.get(key)) ?? state.plan.steps[0];
  const attempt = covered.at(-1)?.claim?.record.attemptId;
  return {
    schemaVersion: '1.0' as const,
    workItemId: state.item,
    workflow: workflowRef(state.plan),
    step: step ? stepRef(step.step) : { key: gate.key, order: 1 },
    attemptId: attempt ?? gate.key,
    baselineIntegration: 'pre' as const,
    links: [...handoffPaths(covered)],
    gate: gate.key,
  };
}
