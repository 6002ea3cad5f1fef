/**
 * When a step may start (semantics §3.2). Each rule can tell whether it holds, and explain itself: the scheduler, the
 * commands and `explain` all ask the same rules, so what is explained is what is enforced.
 */
import { runLabelOf } from '../bytes/run-ids.ts';
import { blockersOf } from '../state/accountability.ts';
import type { Attempt, ItemState, StepState } from '../state/state.ts';
import type { Stored } from '../model/records.ts';
import { predecessorKeys } from './plan.ts';
import type { Predecessors } from './predecessors.ts';

export const reasonCodes = [
  'predecessor',
  'gate',
  'blocker',
  'resource',
  'order',
  'executors',
  'requeue',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** Why a rule holds or not. */
export interface Explanation {
  readonly detail: string;
  /** Ids of the records that show it. */
  readonly evidence: readonly string[];
  /** Keys of the steps that are waited for. */
  readonly waitsFor: readonly string[];
}

/** The state, and what the rules need of it at hand. */
export interface Facts {
  readonly state: ItemState;
  /** How many steps from the first on are done without a gap. */
  readonly doneUntil: number;
}

export interface Rule {
  readonly code: ReasonCode;
  readonly holds: (facts: Facts, step: StepState) => boolean;
  readonly explain: (facts: Facts, step: StepState) => Explanation;
}

export function gatherFacts(state: ItemState): Facts {
  const gap = state.steps.findIndex((step) => step.counting === undefined);
  return { state, doneUntil: gap === -1 ? state.steps.length : gap };
}

const arePredecessorsDone = ({ state, doneUntil }: Facts, before: Predecessors): boolean =>
  before.kind === 'all'
    ? doneUntil >= before.end
    : before.indexes.every((index) => state.steps[index]?.counting !== undefined);

const predecessorRule: Rule = {
  code: 'predecessor',
  holds: (facts, step) => arePredecessorsDone(facts, step.planned.predecessors),
  explain: ({ state }, { planned }) => {
    const keys = predecessorKeys(state.plan, planned);
    const steps = keys.flatMap((key) => {
      const place = state.plan.byKey.get(key)?.index;
      return place === undefined ? [] : (state.steps[place] ?? []);
    });
    const missing = steps.filter((step) => step.counting === undefined);
    const names = missing.map((step) => step.planned.step.key);
    return {
      detail: detailOfPredecessors(keys, names),
      evidence: steps.flatMap((step) => step.counting?.handoff?.id ?? []),
      waitsFor: names,
    };
  },
};

function detailOfPredecessors(keys: readonly string[], missing: readonly string[]): string {
  if (keys.length === 0) return 'It builds on no other step.';
  if (missing.length === 0) return `Everything it builds on is done: ${shortList(keys)}.`;
  return `It waits for ${missing.length} of ${keys.length}: ${shortList(missing)}.`;
}

const gateRule: Rule = {
  code: 'gate',
  holds: ({ state }, { planned }) =>
    state.ended === undefined &&
    planned.gates.every((gate) => state.gates.get(gate.key)?.phase === 'approved'),
  explain: ({ state }, { planned }) => {
    if (state.ended !== undefined) {
      return { detail: endedBecause(state.ended), evidence: [state.ended.id], waitsFor: [] };
    }
    const gates = planned.gates.flatMap((gate) => state.gates.get(gate.key) ?? []);
    const closed = gates.filter(({ phase }) => phase !== 'approved');
    return {
      detail:
        gates.length === 0
          ? 'No gate stands in front.'
          : closed.length === 0
            ? `Approved: ${shortList(gates.map(({ gate }) => gate.key))}.`
            : `Not approved: ${closed.map(({ gate, phase, votes }) => `${gate.key} (${phase}, ${votes.length} of ${gate.approvals})`).join(', ')}.`,
      evidence: gates.flatMap(({ votes }) => votes.map(({ id }) => id)),
      waitsFor: [],
    };
  },
};

/** How a review ended the item, or whoever ended the run. */
export function endedBecause(ended: NonNullable<ItemState['ended']>): string {
  if (ended.kind === 'finish') {
    const { workItemId, actor, status, reason, at } = ended.record;
    const why = reason === '' ? '.' : `: ${reason}`;
    return `${runLabelOf(workItemId) ?? workItemId} was ended by ${actor} as ${status} at ${at}${why}`;
  }
  const { record } = ended;
  const into = record.decision === 'merge' ? `merged into ${record.target}` : 'closed';
  return `${record.workItemId} was ${into} by ${record.actor}: ${record.reason}`;
}

const blockerRule: Rule = {
  code: 'blocker',
  holds: ({ state }, { planned }) =>
    state.blockers.length === 0 || blockersOf(state, planned.step.key).length === 0,
  explain: ({ state }, { planned }) => {
    const open = blockersOf(state, planned.step.key);
    const names = open.map(
      ({ id, classification, owner, reason }) =>
        `${id} (${classification}, ${owner} is to resolve it): ${reason}`,
    );
    return {
      detail: open.length === 0 ? 'Nothing blocks it.' : `Blocked by ${names.join('; ')}.`,
      evidence: open.flatMap(({ declared }) => declared?.id ?? state.registration.id),
      waitsFor: [],
    };
  },
};

const requeueRule: Rule = {
  code: 'requeue',
  holds: ({ state }, step) => mayBeTriedAgain(state, step),
  explain: ({ state }, step) => {
    const { last } = step;
    const end = last?.handoff?.record.status;
    if (last === undefined || end === undefined || end === 'completed' || last.void) {
      return { detail: 'No failure stands in the way.', evidence: [], waitsFor: [] };
    }
    const again = mayBeTriedAgain(state, step);
    const requeue = requeueAfter(state, last);
    const detail = again
      ? `Attempt ${last.k} ${end}; ${requeue ? `${requeue.record.actor} requeued it` : 'the retry policy covers it'}.`
      : `Attempt ${last.k} ${end}; somebody must requeue it (retry).`;
    return {
      detail,
      evidence: [last.handoff?.id, requeue?.id].filter((id) => id !== undefined),
      waitsFor: [],
    };
  },
};

/** In the order in which reasons are given. */
export const eligibilityRules: readonly Rule[] = [
  predecessorRule,
  gateRule,
  blockerRule,
  requeueRule,
];

/** What still counts between a launch and its claim: a blocker that came since, an end of the item. */
export const claimRules: readonly Rule[] = [
  {
    ...gateRule,
    holds: ({ state }) => state.ended === undefined,
  },
  blockerRule,
];

/** After an end without completion: a requeue by a person, the step's own policy, or a rework that voided it. */
export function mayBeTriedAgain(state: ItemState, step: StepState): boolean {
  const { last } = step;
  if (last?.handoff === undefined || last.void || last.handoff.record.status === 'completed') {
    return true;
  }
  return requeueAfter(state, last) !== undefined || isCoveredByPolicy(step);
}

/** The requeue that lets a step be tried again after this attempt. */
export const requeueAfter = (
  { requeues }: Pick<ItemState, 'requeues'>,
  { handoff }: Attempt,
): Stored<'requeue'> | undefined =>
  handoff && requeues.find(({ record }) => record.causes.includes(handoff.id));

/** Does `retry.maxAttempts` allow another try? It counts the unsuccessful attempts since the last rework. */
export function isCoveredByPolicy(step: StepState): boolean {
  const { attempts, planned } = step;
  const since = attempts.findLastIndex((attempt) => attempt.void) + 1;
  return attempts.slice(since).filter(endedBadly).length < planned.step.retry.maxAttempts;
}

/** Failed, abandoned or released. */
export const endedBadly = (attempt: Attempt): boolean =>
  attempt.handoff !== undefined && attempt.handoff.record.status !== 'completed';

/** At most a few names, and how many more there are. */
export function shortList(names: readonly string[], most = 5): string {
  if (names.length <= most) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
