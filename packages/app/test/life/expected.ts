/** What the views must show of a life, said in few words; and the same few words about what they do show. */
import type { ScheduleView, StatusView } from '@orchestrator/core';
import { counting, isRunning, phaseOf, votesFor, type Life, type Model } from './life.ts';
import { isDone, isStepBlocked, needsRequeue, ready, waitsFor } from './readiness.ts';

/** What is compared after every action. */
export interface Shown {
  readonly version: string;
  readonly ready: readonly string[];
  readonly running: readonly string[];
  readonly completed: readonly string[];
  readonly blocked: readonly string[];
  readonly gates: readonly string[];
  readonly done: boolean;
  readonly state: string;
  readonly openBlockers: readonly string[];
  readonly owner: string;
  readonly stepOwners: Readonly<Record<string, string>>;
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
      .map((gate) =>
        `${gate.key} ${phaseOf(life, gate)} ${[...votesFor(life, gate)].sort().join()}`.trim(),
      )
      .sort(),
    done: isDone(life),
    state: stateOf(model, life),
    openBlockers: [
      ...waitsFor(model, life).map((id) => `${id} item`),
      ...[...life.blockers].flatMap(([id, { isOpen, isOfStep, step, said }]) =>
        isOpen ? [`${id} ${isOfStep ? (step ?? said ?? '') : 'item'}`] : [],
      ),
    ].sort(),
    owner: life.owner,
    stepOwners: Object.fromEntries(
      life.stepOwners.flatMap(({ step, owner }) => (step === undefined ? [] : [[step, owner]])),
    ),
    rework: life.rejections.length,
    reworkedSteps: life.reworkedSteps,
    integrated: [
      ...new Set(
        life.tries.flatMap(({ isIntegrated, step }) => (isIntegrated ? (step ?? []) : [])),
      ),
    ].sort(),
  };
}

/** Waiting is for gates only; blocked is what something else has to be got out of the way of. */
function stateOf(model: Model, life: Life): string {
  if (life.ended !== undefined) return life.ended;
  if (isDone(life)) return 'done';
  if (life.tries.some(isRunning)) return 'active';
  const begun = life.tries.some(({ claim }) => claim !== undefined);
  if (ready(model, life).length > 0) return begun ? 'active' : 'registered';
  const { rows, gates } = life.blueprint;
  const isHeld = rows
    .filter(({ key }) => counting(life, key) === undefined)
    .some((row) => isStepBlocked(model, life, row.key) || needsRequeue(life, row));
  return !isHeld && gates.some((gate) => phaseOf(life, gate) === 'pending') ? 'waiting' : 'blocked';
}

export function shown(view: ScheduleView, status: StatusView): Shown {
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
      .map(({ key, state, approvedBy }) =>
        `${key} ${state} ${[...approvedBy].sort().join()}`.trim(),
      )
      .sort(),
    done: view.done,
    state: status.state,
    openBlockers: status.blockers.map(({ id, step }) => `${id} ${step ?? 'item'}`).sort(),
    owner: status.owner,
    stepOwners: status.stepOwners,
    rework: status.rework.times,
    reworkedSteps: status.rework.steps,
    integrated: status.baseline.steps,
  };
}
