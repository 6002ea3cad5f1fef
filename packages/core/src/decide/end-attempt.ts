/** Ending an attempt: completed, failed or released by its owner, or abandoned by somebody who knows that it is dead. */
import { handoffSlotOf } from '../bytes/slot-of.ts';
import type { CheckResult, Handoff, Outcome, Output } from '../model/handoff.ts';
import type { Stored } from '../model/records.ts';
import type { Step } from '../model/workflow.ts';
import type { Plan } from '../schedule/plan.ts';
import { isRunning } from '../state/attempt-life.ts';
import type { Attempt } from '../state/state.ts';
import { defaultNextAction, priorArtifacts, stepRef, workflowRef } from './artifact.ts';
import { decided, draft, repeated, type Context, type Decision } from './decision.ts';
import { findClaimed } from './find.ts';
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
  );
  if (!claimed.ok) return claimed;
  const { attempt } = claimed;
  const { claim, planned } = attempt;
  if (claim === undefined || planned === undefined) return notOwner(attempt, command);
  const owned = { ok: true as const, attempt, step: planned.step, claim };
  if (!isRunning(attempt)) return owned;
  if (command.status === 'abandoned' || owns(claim, command)) return owned;
  return notOwner(attempt, command);
}

/** Owning: the stored claim has my executor id and my nonce, never less (semantics R7). */
const owns = ({ record }: Stored<'claim'>, { executor, nonces }: EndAttempt): boolean =>
  record.executor.id === executor && nonces.includes(record.executor.nonce);

function notOwner(attempt: Attempt, { executor }: EndAttempt): Refused {
  const holder = attempt.claim?.record.executor.id ?? 'somebody';
  const elsewhere =
    holder === executor
      ? `It was claimed as ${holder} by another process or in another clone: the nonce of that claim is not here.`
      : `It is assigned to ${holder}, not to ${executor ?? 'you'}.`;
  return refuse(
    'not-owner',
    `Attempt ${attempt.k} of ${attempt.step} is not yours to end. ${elsewhere}`,
    `Let ${holder} end it where it was claimed. If it is known to be dead: orchestrator abandon --work-item ${attempt.launch.record.workItemId} --step ${attempt.step} --attempt ${attempt.claim?.record.attemptId ?? String(attempt.k)} --reason "…"`,
    { holder },
  );
}

export function endAttempt(context: Context, command: EndAttempt): Decision<'handoff'> {
  const owned = findOwned(context, command);
  if (!owned.ok) return owned;
  const { step, attempt, claim } = owned;
  const record = endRecord(context, step, attempt, claim, command);
  if (attempt.handoff !== undefined) return alreadyEnded(attempt.handoff, record, command);
  return decided(draft('handoff', handoffSlotOf(claim.record), record, context.ids));
}

function alreadyEnded(
  earlier: Stored<'handoff'>,
  wanted: Handoff,
  command: EndAttempt,
): Decision<'handoff'> {
  const { record } = earlier;
  const isOwner =
    command.status === 'abandoned'
      ? record.actor === command.actor
      : record.executor.id === command.executor && record.status !== 'abandoned';
  const words = ({ status, outcome, nextAction }: Handoff): string =>
    JSON.stringify([status, outcome, nextAction]);
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
    record.status === 'completed'
      ? `Look at ${earlier.path}. To have the step done again, reject it at a gate: orchestrator gate --work-item ${record.workItemId} --gate GATE --decision reject --reason "…"`
      : `Look at ${earlier.path}. To do the step again, requeue it: orchestrator retry --work-item ${record.workItemId} --step ${record.step.key} --reason "…"`,
  );
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
