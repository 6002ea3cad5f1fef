/** The schedule of an item: what may be claimed, what runs, what waits and why. A view, computed from the records. */
import type {
  BlockedStep,
  GateView,
  ReadyStep,
  RunningStep,
  ScheduleView,
} from '../model/schedule-view.ts';
import { shortList } from '../schedule/rules.ts';
import { walk, type Standing, type Wait } from '../schedule/walk.ts';
import { byCodeUnit } from '../bytes/json.ts';
import { isRunning } from '../state/attempt-life.ts';
import {
  isDone,
  type Attempt,
  type GateState,
  type ItemState,
  type StepState,
} from '../state/state.ts';
import { nextActionOf } from './next-action.ts';

/** Of a step with more predecessors than this, the first ones are listed and `detail` says how many there are. */
const mostBlockers = 100;

/** @param executors as given to the scheduler; unlimited when absent. */
export function scheduleView(state: ItemState, executors?: number, prompt?: string): ScheduleView {
  const { standings } = walk(state, executors);
  const rows = state.steps.map((step, index) => ({ step, standing: standings[index] }));
  const { workflow, digest } = state.plan;
  return {
    schema: 'orchestrator.schedule/1',
    schemaVersion: '1.0',
    workItemId: state.item,
    workflow: { id: workflow.id, version: workflow.version, digest },
    basedOn: state.records.map(({ id }) => id).sort(),
    readySteps: readySteps(rows),
    runningSteps: [
      ...rows.flatMap(({ step, standing }) => runningStep(step, standing)),
      ...state.dropped.filter(isRunning).flatMap(droppedStep),
    ].sort((one, other) => one.order - other.order || byCodeUnit(one.key, other.key)),
    blockedSteps: rows.flatMap(({ step, standing }) => blockedStep(step, standing)),
    completedSteps: rows.flatMap(({ step, standing }) =>
      standing?.kind === 'completed' ? [{ ...keyAndOrder(step), attempt: standing.attempt.k }] : [],
    ),
    gates: [...state.gates.values()].map(gateView),
    done: isDone(state),
    nextAction: nextActionOf(state, standings),
    ...(prompt !== undefined && { prompt }),
  };
}

interface Row {
  readonly step: StepState;
  readonly standing: Standing | undefined;
}

const keyAndOrder = ({ planned }: StepState): { key: string; order: number } => ({
  key: planned.step.key,
  order: planned.step.order,
});

function readySteps(rows: readonly Row[]): ReadyStep[] {
  const ready = rows.flatMap(({ step, standing }) =>
    standing?.kind === 'ready' ? [{ step, k: standing.k }] : [],
  );
  return ready.map(({ step, k }, index) => ({
    ...keyAndOrder(step),
    attempt: k,
    launchIndex: index + 1,
    parallelizable: step.planned.step.parallelizable,
    reason: readyReason(step, k),
  }));
}

function readyReason({ planned }: StepState, k: number): string {
  const gates = planned.gates.map(({ key }) => key);
  const base = 'everything it builds on is done';
  const approved = gates.length > 0 ? `; approved: ${shortList(gates)}` : '';
  return `${base}${approved}${k > 1 ? `; attempt ${k}` : ''}`;
}

function runningStep(step: StepState, standing: Row['standing']): RunningStep[] {
  if (standing?.kind !== 'running') return [];
  const { attempt } = standing;
  const claim = attempt.claim?.record;
  if (claim === undefined) return [];
  return [
    {
      ...keyAndOrder(step),
      attempt: attempt.k,
      attemptId: claim.attemptId,
      executor: claim.executor.id,
      since: claim.at,
      ...(attempt.void && { void: true as const }),
    },
  ];
}

/** Somebody still works on a step that did not go on to the present version. */
function droppedStep({ step, k, planned, claim, void: isVoid }: Attempt): RunningStep[] {
  if (claim === undefined) return [];
  const { attemptId, executor, at } = claim.record;
  return [
    {
      ...{ key: step, order: planned?.step.order ?? 1, attempt: k, attemptId },
      ...{ executor: executor.id, since: at, dropped: true as const },
      ...(isVoid && { void: true as const }),
    },
  ];
}

function blockedStep(step: StepState, standing: Row['standing']): BlockedStep[] {
  if (standing?.kind !== 'blocked') return [];
  const waits = standing.waits();
  return [
    {
      ...keyAndOrder(step),
      blockedBy: blockers(waits),
      reasons: waits.map(({ code, detail }) => ({ code, detail })),
    },
  ];
}

const blockers = (waits: readonly Wait[]): string[] =>
  [...new Set(waits.flatMap(({ waitsFor }) => waitsFor))].slice(0, mostBlockers);

export function gateView({ gate, phase, state, votes }: GateState): GateView {
  return {
    key: gate.key,
    kind: gate.kind,
    state: phase,
    ...(state !== undefined && { digest: state.slice(0, 8) }),
    approvals: gate.approvals,
    approvedBy: votes.map(({ record }) => record.actor),
    roles: [...gate.roles],
    users: [...gate.users],
  };
}
