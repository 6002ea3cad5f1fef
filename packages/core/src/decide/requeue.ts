/** Requeueing: a person lets a step that did not succeed be tried again, as a new attempt (FR-027). */
import { requeueSlot } from '../bytes/slots.ts';
import { samePerson } from '../model/ids.ts';
import type { Requeue } from '../model/attempt.ts';
import { endedBadly, isCoveredByPolicy, requeueAfter } from '../schedule/rules.ts';
import { decided, draft, repeated, type Context, type Decision } from './decision.ts';
import { findStep } from './find.ts';
import { itemEnded } from './ended.ts';
import { refuse } from './refusal.ts';

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
    return refuse(
      'requeue-not-needed',
      `The last attempt of ${command.step} did not fail; there is nothing to requeue.`,
      `See where it stands: orchestrator explain --work-item ${state.item} --step ${command.step}`,
    );
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
