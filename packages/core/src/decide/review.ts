/** The duplicate review (FR-003): at a handoff gate a person lets the item proceed, links it, or ends it. */
import { reviewSlot } from '../bytes/slots.ts';
import { samePerson } from '../model/ids.ts';
import type { Stored } from '../model/records.ts';
import type { Review, ReviewDecision } from '../model/review.ts';
import type { GateState, ItemState } from '../state/state.ts';
import { decided, draft, repeated, type Context, type Decision } from './decision.ts';
import { findGate } from './find.ts';
import {
  checkApprover,
  gateArtifact,
  gateIsApproved,
  isAsShown,
  type GateDecision,
  type PolicyInForce,
} from './gate.ts';
import { itemEnded } from './ended.ts';
import { refuse, type Refused } from './refusal.ts';
import { checkRationale, sayWhy } from './suspicion.ts';

export interface ReviewItem extends GateDecision {
  readonly decision: ReviewDecision;
  /** The other item, of `merge` and `link`; whoever calls has made sure that it exists. */
  readonly target?: string;
  /** How many reviews there were when the person looked; absent: as many as there are. */
  readonly reviewsShown?: number;
}

export function reviewItem(
  context: Context,
  command: ReviewItem,
  inForce: PolicyInForce,
): Decision<'review' | 'approval'> {
  const { state, ids } = context;
  const found = findGate(state, command.gate);
  if (!found.ok) return found;
  const { gate } = found;
  if (state.ended?.kind === 'finish') return itemEnded(state, state.ended);
  const problem = checkWords(state, gate, command);
  if (problem !== undefined) return problem;
  const last = state.reviews.at(-1);
  if (last !== undefined && saysTheSame(last, command)) return repeated(last);
  const reached = isAsShown(state, gate, command.shown);
  if (!reached.ok) return reached;
  if (command.reviewsShown !== undefined && command.reviewsShown !== state.reviews.length) {
    return reviewedMeanwhile(state, command.gate);
  }
  const mine = gate.votes.find(({ record }) => samePerson(record.actor, command.actor));
  if (mine !== undefined && command.decision === 'proceed' && state.ended === undefined)
    return repeated(mine);
  if (gate.phase === 'approved') return reviewIsOver(state, gate, command);
  const barred = checkReviewer(gate, command, inForce);
  if (barred !== undefined) return barred;
  const record = reviewRecord(context, gate, reached.state, command, inForce);
  return decided(draft('review', reviewSlot(state.item, record.n), record, ids));
}

function checkWords(
  state: ItemState,
  { gate }: GateState,
  { decision, target, reason }: ReviewItem,
): Refused | undefined {
  if (gate.kind !== 'handoff') {
    return refuse(
      'invalid-input',
      `${decision} decides a duplicate review; ${gate.key} is a ${gate.kind} gate.`,
      reviewElsewhere(state, { decision, ...(target !== undefined && { target }) }),
    );
  }
  const needsTarget = decision === 'merge' || decision === 'link';
  if (needsTarget && target === undefined) {
    return refuse(
      'target-missing',
      `To ${decision} needs the other item.`,
      'Name it: --target ITEM',
    );
  }
  if (!needsTarget && target !== undefined) {
    return refuse(
      'invalid-input',
      `--target goes with merge and link, not with ${decision}.`,
      'Leave --target out.',
    );
  }
  if (target === state.item) {
    return refuse(
      'invalid-input',
      `${state.item} can't be a duplicate of itself.`,
      'Name another item: --target ITEM',
    );
  }
  if (decision === 'proceed') return checkRationale(state, reason);
  if (reason.trim() !== '') return undefined;
  return refuse('reason-missing', `To ${decision} needs a reason.`, sayWhy);
}

type Wanted = Pick<ReviewItem, 'decision' | 'target'>;

/** Where the question can be decided, and what to do in a workflow that does not ask it. */
function reviewElsewhere(state: ItemState, wanted: Wanted): string {
  const { decision, target } = wanted;
  const handoff = [...state.gates.values()].find(({ gate }) => gate.kind === 'handoff');
  if (handoff !== undefined) {
    const other = target === undefined ? '' : ` --target ${target}`;
    return `Decide it at ${handoff.gate.key}: orchestrator gate --work-item ${state.item} --gate ${handoff.gate.key} --decision ${decision}${other} --reason "…"`;
  }
  if (decision === 'proceed') return 'Decide it with --decision approve or reject.';
  return `This workflow has no duplicate review: add a gate (- {key: intake, kind: handoff}) in a new version and migrate, or ${holdUp(state, wanted)}`;
}

/** What can still be done about an item that nobody can end any more. */
const holdUp = ({ item }: ItemState, { decision, target }: Wanted): string =>
  `hold the item up: orchestrator block --work-item ${item} --type other --reason "${target === undefined ? '…' : decision === 'merge' ? `The same as ${target}` : `See ${target}`}"`;

/** An item that was let through is not ended any more. */
function reviewIsOver(state: ItemState, gate: GateState, wanted: Wanted): Refused {
  const { ok, refusal } = gateIsApproved(state, gate);
  if (wanted.decision !== 'merge' && wanted.decision !== 'close') return { ok, refusal };
  const hint = `It can't be merged or closed any more; ${holdUp(state, wanted)}`;
  return { ok, refusal: { ...refusal, hint } };
}

/** Letting work proceed is an approval; whoever did the work may end it, as they may take it back. */
function checkReviewer(
  gate: GateState,
  { decision, actor }: ReviewItem,
  inForce: PolicyInForce,
): Refused | undefined {
  const opens = decision === 'proceed' || decision === 'link';
  const own = { ...gate, gate: { ...gate.gate, preventSelfApproval: false } };
  return checkApprover(opens ? gate : own, actor, inForce);
}

const targetOf = (review: Review): string | undefined =>
  'target' in review ? review.target : undefined;

const saysTheSame = ({ record }: Stored<'review'>, command: ReviewItem): boolean =>
  record.gate === command.gate &&
  record.decision === command.decision &&
  targetOf(record) === command.target &&
  record.reason === command.reason &&
  samePerson(record.actor, command.actor);

function reviewedMeanwhile({ item, reviews }: ItemState, gate: string): Refused {
  const last = reviews.at(-1)?.record;
  return refuse(
    'gate-moved',
    `${last?.actor ?? 'Somebody'} reviewed ${item} meanwhile (${last?.decision ?? 'unknown'}: ${last?.reason ?? ''}).`,
    `Look at it again (orchestrator status --work-item ${item}), then decide at ${gate}.`,
    { ...(last && { holder: last.actor }) },
  );
}

const whatNext: Readonly<Record<ReviewDecision, (target: string) => string>> = {
  proceed: () => 'Go on behind the review',
  link: (target) => `Go on, with an eye on ${target}`,
  merge: (target) => `Go on with ${target}`,
  close: () => 'Nothing: the item is closed',
};

function reviewRecord(
  { state, now }: Context,
  gate: GateState,
  digest: string,
  command: ReviewItem,
  { digest: policy }: PolicyInForce,
): Review {
  const { decision, target = '', reason } = command;
  const last = state.reviews.at(-1);
  const shared = {
    ...gateArtifact(state, gate),
    timestamp: now,
    actor: command.actor,
    outcome: reason.trim() === '' ? `${gate.gate.key}: ${decision}` : reason,
    nextAction: command.nextAction ?? whatNext[decision](target),
    causes: reviewCauses(state, gate, last),
    state: digest,
    followUps: [...command.followUps],
    ...(policy !== undefined && { policy }),
    n: (last?.record.n ?? 0) + 1,
    reason,
  };
  switch (decision) {
    case 'proceed':
      return { ...shared, eventType: 'gate-approved', decision };
    case 'link':
      return { ...shared, eventType: 'gate-approved', decision, target };
    case 'merge':
      return { ...shared, eventType: 'gate-rejected', decision, target };
    case 'close':
      return { ...shared, eventType: 'gate-rejected', decision };
  }
}

/** What the gate covers (none: the registration), and the review before. */
function reviewCauses(
  state: ItemState,
  { covered }: GateState,
  last: Stored<'review'> | undefined,
): string[] {
  const handoffs = covered.flatMap(({ handoff }) => handoff?.id ?? []);
  const about = handoffs.length > 0 ? handoffs : [state.registration.id];
  return [...about, ...(last ? [last.id] : [])].sort();
}
