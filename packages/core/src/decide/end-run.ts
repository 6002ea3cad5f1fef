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

/** May it be said that the run has passed? Approvals count as the gates do that they stand at. */
export function mayPass({ steps, gates, registration }: ItemState): boolean {
  const passed = steps.filter(({ counting }) => counting !== undefined).length;
  const approvals = [...gates.values()].map(({ phase }) => phase);
  if (registration.record.run?.mode !== 'manual')
    return passed === steps.length && approvals.every((phase) => phase === 'approved');
  const isOpen = ({ counting, attempts }: StepState): boolean =>
    counting === undefined && attempts.some(({ claim }) => claim !== undefined);
  return passed > 0 && !steps.some(isOpen) && !approvals.includes('pending');
}

function impliedEnd(state: ItemState): RunEnd | undefined {
  if (mayPass(state)) return 'PASSED';
  return state.steps.some(hasFailed) ? 'FAILED' : undefined;
}

function notPassed(state: ItemState, wanted: RunEnd | undefined): Refused {
  const { title, run } = state.registration.record;
  const counts = ({ counting, last }: StepState): boolean =>
    counting === undefined && (run?.mode !== 'manual' || last !== undefined);
  const open = state.steps.filter(counts).map(({ planned }) => gateNameOf(planned.step));
  const pending = [...state.gates.values()].find(({ phase }) => phase === 'pending')?.gate.key;
  const why =
    open.length > 0
      ? `${shortList(open)} did not pass`
      : pending === undefined
        ? 'no gate was started'
        : `the approval ${pending} is not decided`;
  const [first = gateNameOf(state.steps[0]?.planned.step ?? { key: 'G1' })] = open;
  const goOn =
    open.length === 0 && pending !== undefined
      ? `orchestrator gate --work-item ${state.item} --gate ${pending} --decision approve`
      : `orchestrator gate start --run ${title} --gate ${first} --agent NAME`;
  return refuse(
    'gates-not-passed',
    wanted === undefined
      ? `The gates of ${title} do not say how it ended: ${why}.`
      : `${title} has not passed: ${why}.`,
    `Go on: ${goOn}. Or end it otherwise: orchestrator run complete --run ${title} --status FAILED (or CANCELED)`,
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
  const claimed = found.step.attempts.findLast(({ claim }) => claim !== undefined);
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
