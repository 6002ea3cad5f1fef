/** Runs of the gate runner: ending one, and noting that an agent was called. */
import { finishSlot, invocationSlot } from '../bytes/slots.ts';
import { gateNameOf } from '../model/bind-workflow.ts';
import type { Finish, Invocation, RunEnd } from '../model/run-records.ts';
import { isRunning } from '../state/attempt-life.ts';
import { allAttempts, attemptRef, type ItemState, type StepState } from '../state/state.ts';
import { shortList } from '../schedule/rules.ts';
import { decided, draft, repeated, type Context, type Decided, type Decision } from './decision.ts';
import { itemEnded } from './ended.ts';
import { findStep } from './find.ts';
import { refuse, type Refused } from './refusal.ts';

export interface EndRun {
  /** Absent: what the gates say, if they say anything. */
  readonly status?: RunEnd;
  readonly actor: string;
  readonly reason: string;
}

/**
 * Ends a run. PASSED needs gates that passed: all of a pipeline, all that were ever started of a manual run. Whatever
 * still runs has to be ended first, in the same commit.
 */
export function endRun({ state, ids, now }: Context, command: EndRun): Decision<'finish'> {
  const earlier = state.records.find((stored) => stored.kind === 'finish');
  if (earlier !== undefined) {
    const isSame = command.status === undefined || earlier.record.status === command.status;
    return isSame ? repeated(earlier) : itemEnded(state, earlier);
  }
  const running = allAttempts(state).filter(isRunning);
  if (running.length > 0) return stillRunning(state, running[0]?.step ?? '');
  const status = command.status ?? impliedEnd(state);
  if (status === undefined || (status === 'PASSED' && !mayPass(state)))
    return notPassed(state, command.status);
  const last = state.steps.flatMap((step) => step.last?.handoff?.id ?? []);
  const record: Finish = {
    schemaVersion: '1.0',
    type: 'run.finished',
    workItemId: state.item,
    at: now,
    actor: command.actor,
    causes: [...new Set([state.binding.id, ...last])].sort(),
    status,
    reason: command.reason,
  };
  return decided(draft('finish', finishSlot(state.item), record, ids));
}

const hasFailed = ({ last, counting }: StepState): boolean =>
  counting === undefined && last?.handoff !== undefined && !last.void;

/** May it be said that the run has passed? */
export function mayPass({ steps, registration }: ItemState): boolean {
  const passed = steps.filter(({ counting }) => counting !== undefined).length;
  if (registration.record.run?.mode !== 'manual') return passed === steps.length;
  return passed > 0 && !steps.some(hasFailed);
}

function impliedEnd(state: ItemState): RunEnd | undefined {
  if (mayPass(state)) return 'PASSED';
  return state.steps.some(hasFailed) ? 'FAILED' : undefined;
}

function notPassed(state: ItemState, wanted: RunEnd | undefined): Refused {
  const label = state.registration.record.title;
  const open = state.steps.filter(({ counting }) => counting === undefined);
  const names = shortList(open.map(({ planned }) => gateNameOf(planned.step)));
  return refuse(
    'gates-not-passed',
    wanted === undefined
      ? `No gate of ${label} has failed, and ${names} did not pass: how it ended is yours to say.`
      : `${label} has not passed: ${names} did not.`,
    `Finish the gates, or end it otherwise: orchestrator run complete --run ${label} --status FAILED (or CANCELED)`,
  );
}

function stillRunning(state: ItemState, step: string): Refused {
  const label = state.registration.record.title;
  const planned = state.plan.byKey.get(step);
  const gate = planned === undefined ? step : gateNameOf(planned.step);
  return refuse(
    'gates-not-passed',
    `${gate} of ${label} is still running.`,
    `Finish it: orchestrator gate finish --run ${label} --gate ${gate}. Or give the run up: orchestrator run complete --run ${label} --status CANCELED`,
  );
}

export type RecordInvocation = Omit<
  Invocation,
  'schemaVersion' | 'type' | 'workItemId' | 'at' | 'causes' | 'attempt'
>;

/** Notes that an agent was called for a gate: for its open attempt, else the last one. Also after the end of a run. */
export function recordInvocation(
  { state, ids, now }: Context,
  command: RecordInvocation,
): Decided<'invocation'> | Refused {
  const found = findStep(state, command.step);
  if (!found.ok) return found;
  const attempt = found.step.open?.claim === undefined ? found.step.last : found.step.open;
  const claimed = attempt?.claim === undefined ? undefined : attempt;
  const record: Invocation = {
    schemaVersion: '1.0',
    type: 'agent.invoked',
    workItemId: state.item,
    at: now,
    causes: [claimed?.claim?.id ?? state.binding.id],
    ...command,
    ...(claimed && { attempt: attemptRef(claimed) }),
  };
  const slot = invocationSlot(state.item, command.invocation);
  return decided(draft('invocation', slot, record, ids));
}
