/** Requeueing: a person lets a step that did not succeed be tried again, as a new attempt (FR-027). */
import { requeueSlot } from '../bytes/slots.ts';
import { samePerson } from '../model/ids.ts';
import type { Requeue } from '../model/attempt.ts';
import { endedBadly, isCoveredByPolicy, requeueAfter } from '../schedule/rules.ts';
import { isRunning } from '../state/attempt-life.ts';
import type { Attempt, ItemState, StepState } from '../state/state.ts';
import { decided, draft, repeated, type Context, type Decision } from './decision.ts';
import { findStep } from './find.ts';
import { itemEnded } from './ended.ts';
import { howToRedo } from './redo.ts';
import { refuse, type Refused } from './refusal.ts';

export interface RequeueStep {
  readonly step: string;
  readonly actor: string;
  readonly reason: string;
}

export function requeueStep(
  { state, ids, now }: Context,
  command: RequeueStep,
): Decision<'requeue'> {
  const found = findStep(state, command.step);
  if (!found.ok) return found;
  const { step } = found;
  if (state.ended !== undefined) return itemEnded(state, state.ended);
  const { last } = step;
  const earlier = last && requeueAfter(state, last);
  if (earlier !== undefined) {
    if (samePerson(earlier.record.actor, command.actor)) return repeated(earlier);
    return refuse(
      'already-requeued',
      `${earlier.record.actor} has requeued ${command.step} already, as attempt ${step.nextNumber}.`,
      `Claim it: orchestrator claim --work-item ${state.item} --step ${command.step}`,
      { holder: earlier.record.actor },
    );
  }
  if (last?.handoff === undefined || last.void || !endedBadly(last)) {
    return notNeeded(state, step);
  }
  if (isCoveredByPolicy(step)) {
    return refuse(
      'requeue-not-needed',
      `The retry policy of ${command.step} covers attempt ${step.nextNumber} (maxAttempts ${step.planned.step.retry.maxAttempts}).`,
      `Claim it: orchestrator claim --work-item ${state.item} --step ${command.step}`,
    );
  }
  const record: Requeue = {
    schemaVersion: '1.0',
    type: 'attempt.requeued',
    workItemId: state.item,
    at: now,
    actor: command.actor,
    causes: [last.handoff.id],
    // Named by the attempt that ended, so that it has a slot of its own whatever the step is called by now.
    step: last.step,
    k: last.k + 1,
    reason: command.reason,
  };
  return decided(draft('requeue', requeueSlot(state.item, record.step, record.k), record, ids));
}

/** What did not end badly is not requeued: it is worked on, it is done, or it may be claimed anyway. */
function notNeeded(state: ItemState, { planned, open, counting }: StepState): Refused {
  const { item } = state;
  const { key } = planned.step;
  if (open !== undefined && isRunning(open)) return isClaimed(item, key, open);
  return refuse(
    'requeue-not-needed',
    counting === undefined
      ? `The last attempt of ${key} did not fail; there is nothing to requeue.`
      : `The step ${key} is done (attempt ${counting.k}); there is nothing to requeue.`,
    counting === undefined
      ? `See where it stands: orchestrator explain --work-item ${item} --step ${key}`
      : howToRedo(state, key),
  );
}

function isClaimed(item: string, key: string, { claim, k }: Attempt): Refused {
  const { executor, actor, attemptId } = claim?.record ?? {};
  return refuse(
    'requeue-not-needed',
    `Attempt ${k} of ${key} is still claimed by ${executor?.id ?? 'somebody'} (${actor ?? 'unknown'}).`,
    `If it is dead, end it first: orchestrator abandon --work-item ${item} --step ${key} --attempt ${attemptId ?? String(k)} --reason "…"`,
    { ...(executor && { holder: executor.id }) },
  );
}
