/** Ending an attempt: completed, failed or released by its owner, or abandoned by somebody who knows that it is dead. */
import { handoffSlotOf } from '../bytes/slot-of.ts';
import type { CheckResult, Handoff, Outcome, Output } from '../model/handoff.ts';
import type { Stored } from '../model/records.ts';
import type { Step } from '../model/workflow.ts';
import type { Plan } from '../schedule/plan.ts';
import { isRunning } from '../state/attempt-life.ts';
import {
  allAttempts,
  placesOfAttempts,
  attemptName,
  stepOf,
  type Attempt,
  type ItemState,
} from '../state/state.ts';
import { defaultNextAction, priorArtifacts, stepRef, workflowRef } from './artifact.ts';
import { decided, draft, repeated, type Context, type Decision } from './decision.ts';
import { findClaimed } from './find.ts';
import { howToRedo } from './redo.ts';
import { refuse, type Refused } from './refusal.ts';

export interface EndAttempt {
  readonly step: string;
  readonly attempt?: string;
  readonly status: Outcome;
  readonly actor: string;
  /** Whose attempt it is said to be; not needed to abandon one. */
  readonly executor?: string;
  /** Nonces that the caller holds for this attempt. */
  readonly nonces: readonly string[];
  readonly outcome?: string;
  readonly nextAction?: string;
  readonly baseline?: 'pre' | 'post';
  readonly commit?: string;
  readonly outputs?: readonly Output[];
  readonly checks?: readonly CheckResult[];
  /** Id of the earlier outcome that stands in for this one. */
  readonly reusedFrom?: string;
}

type Owned =
  | {
      readonly ok: true;
      readonly attempt: Attempt;
      /** The step as the attempt was launched under it. */
      readonly step: Step;
      readonly claim: Stored<'claim'>;
    }
  | Refused;

/** Finds the attempt and makes sure that the caller owns it and that it is still open, or was ended just so. */
export function findOwned(context: Context, command: EndAttempt): Owned {
  const claimed = findClaimed(
    context.state,
    command.step,
    command.attempt,
    ({ claim }) => claim !== undefined && owns(claim, command),
    command.status,
  );
  if (!claimed.ok) return claimed;
  const { attempt } = claimed;
  const { claim, planned } = attempt;
  if (claim === undefined || planned === undefined)
    return notOwner(context.state, attempt, command);
  const owned = { ok: true as const, attempt, step: planned.step, claim };
  if (!isRunning(attempt)) return owned;
  if (command.status === 'abandoned' || owns(claim, command)) return owned;
  return notOwner(context.state, attempt, command);
}

/** Owning: the stored claim has my executor id and my nonce, never less (semantics R7). */
const owns = ({ record }: Stored<'claim'>, { executor, nonces }: EndAttempt): boolean =>
  record.executor.id === executor && nonces.includes(record.executor.nonce);

function notOwner(state: ItemState, attempt: Attempt, { step, executor }: EndAttempt): Refused {
  const claim = attempt.claim?.record;
  const holder = claim?.executor.id ?? 'somebody';
  const earlier = holder === executor ? undefined : endedByOthers(state, step, executor);
  if (earlier !== undefined) return isOver(attempt, earlier, holder);
  const elsewhere =
    holder === executor
      ? `It was claimed as ${holder} by another process or in another clone: the nonce of that claim is not here.`
      : `It is assigned to ${holder}, not to ${executor ?? 'you'}.`;
  return refuse(
    'not-owner',
    `Attempt ${attempt.k} of ${attempt.step} is not yours to end. ${elsewhere}`,
    `Let ${holder} end it where it was claimed. If ${claim?.actor ?? holder} will not: orchestrator abandon --work-item ${state.item} --step ${attempt.step} --attempt ${claim?.attemptId ?? String(attempt.k)} --reason "…"`,
    { holder },
  );
}

/** The last attempt of the step that this executor had, when it was ended while it was away. */
const endedByOthers = (
  state: ItemState,
  step: string,
  executor: string | undefined,
): Attempt | undefined =>
  stepOf(state, step)?.attempts.findLast(
    ({ claim, handoff }) =>
      handoff?.record.status === 'abandoned' && claim?.record.executor.id === executor,
  );

/** Whoever comes back late must not be told to end what others do now. */
function isOver(present: Attempt, earlier: Attempt, holder: string): Refused {
  const end = earlier.handoff?.record;
  return refuse(
    'not-owner',
    `Attempt ${present.k} of ${present.step} is ${holder}'s. Yours, attempt ${earlier.k}, was ended by ${end?.actor ?? 'somebody'}: ${end?.outcome ?? ''}`,
    `Nothing more is to be recorded for it; go on with what is ready: orchestrator next --work-item ${present.launch.record.workItemId}`,
    { holder },
  );
}

export function endAttempt(context: Context, command: EndAttempt): Decision<'handoff'> {
  const owned = findOwned(context, command);
  if (!owned.ok) return saidBefore(context, command) ?? owned;
  const { step, attempt, claim } = owned;
  const record = endRecord(context, step, attempt, claim, command);
  if (attempt.handoff !== undefined) {
    const isMine = claim.record.executor.id === command.executor;
    const said = isMine ? undefined : saidBefore(context, command);
    return said ?? alreadyEnded(context.state, attempt, attempt.handoff, record, command);
  }
  return decided(draft('handoff', handoffSlotOf(claim.record), record, context.ids));
}

/** The same words about the same executor's own attempt, though somebody else works on a later one: on record already. */
function saidBefore(context: Context, command: EndAttempt): Decision<'handoff'> | undefined {
  const { step: key, attempt: name, status, executor } = command;
  if (name !== undefined || status === 'abandoned') return undefined;
  const now = stepOf(context.state, key)?.attempts ?? [];
  const mine = allAttempts(context.state).findLast(
    (it) => (now.includes(it) || it.step === key) && it.claim?.record.executor.id === executor,
  );
  const { claim, handoff, planned } = mine ?? {};
  if (mine === undefined || claim === undefined || handoff === undefined || !planned)
    return undefined;
  const wanted = endRecord(context, planned.step, mine, claim, command);
  const isSame = words(handoff.record) === words(wanted);
  return isSame && handoff.record.status !== 'abandoned' ? repeated(handoff) : undefined;
}

const words = ({ status, outcome, nextAction }: Handoff): string =>
  JSON.stringify([status, outcome, nextAction]);

function alreadyEnded(
  state: ItemState,
  attempt: Attempt,
  earlier: Stored<'handoff'>,
  wanted: Handoff,
  command: EndAttempt,
): Decision<'handoff'> {
  const { record } = earlier;
  const isOwner =
    command.status === 'abandoned'
      ? record.actor === command.actor
      : record.executor.id === command.executor && record.status !== 'abandoned';
  if (isOwner && words(record) === words(wanted)) return repeated(earlier);
  if (!isOwner && command.status !== 'abandoned' && record.executor.id !== command.executor) {
    return refuse(
      'not-owner',
      `Attempt ${record.attemptId} was ${record.executor.id}'s and has ended: ${record.status}.`,
      'Go on with what is ready: orchestrator next --work-item ' + record.workItemId,
      { holder: record.executor.id },
    );
  }
  return refuse(
    'attempt-closed',
    `Attempt ${record.attemptId} has ended already: ${record.status} at ${record.timestamp} by ${record.actor}. What it recorded stays as it is.`,
    `Look at ${earlier.path}. ${howToGoOn(state, attempt, record)}`,
  );
}

/** What may be done about a step of which an attempt has ended. */
function howToGoOn(state: ItemState, attempt: Attempt, { status }: Handoff): string {
  const { item } = state;
  const key = placesOfAttempts(state).get(attemptName(attempt.step, attempt.k))?.key;
  const step = key === undefined ? undefined : stepOf(state, key);
  if (key === undefined || attempt.void || step?.last !== attempt) {
    return `Where the item stands now: orchestrator status --work-item ${item}`;
  }
  if (status === 'completed') return howToRedo(state, key);
  return `To do the step again, requeue it: orchestrator retry --work-item ${item} --step ${key} --reason "…"`;
}

function endRecord(
  { state, now }: Context,
  step: Step,
  attempt: Attempt,
  claim: Stored<'claim'>,
  command: EndAttempt,
): Handoff {
  const { status } = command;
  const plan = state.bindings[attempt.binding]?.plan ?? state.plan;
  return {
    schemaVersion: '1.0',
    workItemId: state.item,
    workflow: workflowRef(plan),
    step: stepRef(step),
    eventType: status === 'completed' ? 'attempt-completed' : 'attempt-failed',
    attemptId: claim.record.attemptId,
    timestamp: now,
    actor: command.actor,
    outcome: command.outcome ?? `${step.title}: ${status}`,
    nextAction: command.nextAction ?? nextActionAfter(plan, step, status),
    baselineIntegration: command.baseline ?? 'pre',
    links: [...priorArtifacts(state, attempt.launch)],
    causes: [claim.id],
    status,
    executor: claim.record.executor,
    ...(command.commit !== undefined && { commit: command.commit }),
    outputs: [...(command.outputs ?? [])],
    checks: [...(command.checks ?? [])],
    attested: status === 'completed' ? attestedCriteria(step) : [],
    ...(command.reusedFrom !== undefined && { reusedFrom: command.reusedFrom }),
  };
}

function nextActionAfter(plan: Plan, step: Step, status: Outcome): string {
  if (status === 'completed') return defaultNextAction(plan, step);
  return `Requeue ${step.key} (retry)`;
}

/** Exit criteria in plain words and the definition of done: the actor vouches for them by completing. */
function attestedCriteria(step: Step): string[] {
  const plain = step.exitCriteria.filter(({ check }) => !check).map(({ id }) => id);
  return step.definitionOfDone === '' ? plain : [...plain, 'definition-of-done'];
}
