/** What the views must show of a life, said in few words; and the same few words about what they do show. */
import type { ItemState, ScheduleView, StatusView } from '@orchestrator/core';
import { counting, isRunning, phaseOf, votesFor, type Life, type Model } from './life.ts';
import { isDone, isItemBlocked, isStepBlocked, needsRequeue, ready, waitsFor } from './readiness.ts';

/** What is compared after every action. */
export interface Shown {
  readonly version: string;
  readonly ready: readonly string[];
  readonly running: readonly string[];
  readonly completed: readonly string[];
  readonly blocked: readonly string[];
  readonly gates: readonly string[];
  readonly done: boolean;
  readonly phases: readonly string[];
  readonly openBlockers: readonly string[];
  readonly owner: string;
  readonly rework: number;
  readonly reworkedSteps: number;
  readonly integrated: readonly string[];
}

export function expected(model: Model, life: Life, executors?: number): Shown {
  const keys = life.blueprint.rows.map(({ key }) => key);
  // Who works on a step that did not go on is shown too, under the key that it had.
  const running = life.tries.filter(isRunning).map(({ step, key, k, claim, isVoid }) => {
    return `${step ?? key} ${k} ${claim?.executor ?? ''}${isVoid ? ' void' : ''}`;
  });
  const isAt = new Set(life.tries.filter(isRunning).map(({ step }) => step));
  const readyKeys = ready(model, life, executors);
  const completed = keys.filter((key) => !isAt.has(key) && counting(life, key) !== undefined);
  const rest = keys.filter(
    (key) => !isAt.has(key) && !readyKeys.includes(key) && !completed.includes(key),
  );
  return {
    version: life.blueprint.version,
    ...{ ready: readyKeys, running: running.sort(), completed, blocked: rest },
    gates: life.blueprint.gates
      .map((gate) => `${gate.key} ${phaseOf(life, gate)} ${[...votesFor(life, gate)].sort().join()}`.trim())
      .sort(),
    done: isDone(life),
    phases: phasesOf(model, life),
    openBlockers: [
      ...waitsFor(model, life),
      ...[...life.blockers].flatMap(([id, { isOpen }]) => (isOpen ? [id] : [])),
    ].sort(),
    owner: life.owner,
    rework: life.rejections.length,
    reworkedSteps: life.reworkedSteps.size,
    integrated: [
      ...new Set(life.tries.flatMap(({ isIntegrated, step }) => (isIntegrated ? (step ?? []) : []))),
    ].sort(),
  };
}

/** The states that `status` may show: the pages leave open which one, where an item waits for several things. */
function phasesOf(model: Model, life: Life): readonly string[] {
  if (life.ended !== undefined) return [life.ended];
  if (isDone(life)) return ['done'];
  if (life.tries.some(isRunning)) return ['active'];
  const begun = life.tries.some(({ claim }) => claim !== undefined);
  if (ready(model, life).length > 0) return [begun ? 'active' : 'registered'];
  const { rows, gates } = life.blueprint;
  const waits = gates.some((gate) => phaseOf(life, gate) === 'pending');
  const isBlocked =
    isItemBlocked(model, life) ||
    rows.some((row) => isStepBlocked(model, life, row.key) || needsRequeue(life, row));
  return [...(waits ? ['waiting'] : []), ...(isBlocked || !waits ? ['blocked'] : [])];
}

export function shown(state: ItemState, view: ScheduleView, status: StatusView): Omit<Shown, 'phases'> & { readonly state: string } {
  const keys = (rows: readonly { readonly key: string }[]) => rows.map(({ key }) => key);
  return {
    version: view.workflow.version,
    ready: keys(view.readySteps),
    running: view.runningSteps
      .map((it) => `${it.key} ${it.attempt} ${it.executor}${it.void === true ? ' void' : ''}`)
      .sort(),
    completed: keys(view.completedSteps),
    blocked: keys(view.blockedSteps),
    gates: view.gates
      .map(({ key, state, approvedBy }) => `${key} ${state} ${[...approvedBy].sort().join()}`.trim())
      .sort(),
    done: view.done,
    state: ({ merge: 'merged', close: 'closed', proceed: '', link: '' } as const)[state.ended?.record.decision ?? 'link'] || status.state,
    openBlockers: state.blockers.flatMap((it) => (it.open ? [it.id] : [])).sort(),
    owner: state.owner,
    rework: status.rework.times,
    reworkedSteps: status.rework.steps,
    integrated: status.baseline.steps,
  };
}
