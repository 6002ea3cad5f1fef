/** A local executor pool: claims steps that have a `run:` command, runs it, and records how it ended (N at a time). */
import {
  isRunning,
  refuse,
  walk,
  warningsOf,
  type ItemState,
  type Refused,
  type Standing,
  type Step,
  type StepState,
} from '@orchestrator/core';
import { claim } from './claim.ts';
import { complete } from './complete.ts';
import type { Deps } from './deps.ts';
import { loadForWriting } from './load.ts';

/** What a step's command came to. */
export interface RunResult {
  readonly code: number;
  /** The last lines that it printed. */
  readonly tail: string;
  /** Set when the pool was told to stop and ended it for that reason. */
  readonly stopped?: true;
}

export interface RunEnvironment {
  readonly item: string;
  readonly step: string;
  readonly attempt: number;
  readonly attemptId: string;
}

export type WorkEvent =
  | {
      readonly type: 'claimed';
      readonly step: string;
      readonly attempt: number;
      readonly executor: string;
    }
  /** Its inputs are as they were when it was done: the earlier outcome holds. */
  | {
      readonly type: 'unchanged';
      readonly step: string;
      readonly attempt: number;
      readonly executor: string;
    }
  | {
      readonly type: 'completed';
      readonly step: string;
      readonly attempt: number;
      readonly executor: string;
      readonly ms: number;
      /** What checks that passed still have to say. */
      readonly warnings: readonly string[];
    }
  | {
      readonly type: 'failed';
      readonly step: string;
      readonly attempt: number;
      readonly executor: string;
      readonly ms: number;
      readonly why: string;
    };

export interface Work {
  readonly item: string;
  readonly executors: number;
  readonly actor: string;
  /** Executors are called `<name>-1` … `<name>-N`. */
  readonly name: string;
  readonly run: (
    command: NonNullable<Step['run']>,
    environment: RunEnvironment,
  ) => Promise<RunResult>;
  readonly onEvent: (event: WorkEvent) => void;
  /** Stay while others work on the item: what they finish may make more ready. */
  readonly waitForOthers?: boolean;
  /** Asked before anything is started: has somebody told the pool to stop? */
  readonly isStopping?: () => boolean;
}

export interface Worked {
  readonly ok: true;
  /** The state in which nothing more can be run here. */
  readonly state: ItemState;
  readonly completed: number;
  readonly failed: number;
}

/** Runs what can be run until nothing more may start: all done, a gate, a failed step, a step for people. */
export async function work(deps: Deps, command: Work): Promise<Worked | Refused> {
  const pool = { busy: new Map<string, Promise<void>>(), completed: 0, failed: 0 };
  const problems: Refused[] = [];
  for (;;) {
    const loaded = await loadForWriting(deps, command.item);
    if (!loaded.ok) return loaded;
    const { state } = loaded;
    const stopping = command.isStopping?.() === true || problems.length > 0;
    if (!stopping) startWhatMay(deps, command, state, pool, problems);
    if (pool.busy.size === 0) {
      const [problem] = problems;
      if (problem !== undefined) return problem;
      if (stopping || command.waitForOthers !== true || !othersWork(state)) {
        return finish(state, command, pool);
      }
    }
    await Promise.race([...pool.busy.values(), deps.wait(lookAgainAfter)]);
  }
}

/** Others change the item too: how long to go without looking. In milliseconds. */
const lookAgainAfter = 250;

const othersWork = ({ steps }: ItemState): boolean =>
  steps.some(({ open }) => open !== undefined && isRunning(open));

interface Pool {
  readonly busy: Map<string, Promise<void>>;
  completed: number;
  failed: number;
}

function startWhatMay(
  deps: Deps,
  command: Work,
  state: ItemState,
  pool: Pool,
  problems: Refused[],
): void {
  const { standings } = walk(state);
  const names = Array.from(
    { length: command.executors },
    (_, index) => `${command.name}-${index + 1}`,
  );
  const taken = new Set(state.steps.flatMap(({ open }) => open?.claim?.record.executor.id ?? []));
  for (const [index, standing] of standings.entries()) {
    const step = state.steps[index]?.planned.step;
    if (standing.kind !== 'ready' || step?.run === undefined || pool.busy.has(step.key)) continue;
    const executor = names.find(
      (name) => !taken.has(name) && ![...pool.busy.keys()].includes(`@${name}`),
    );
    if (executor === undefined) return;
    taken.add(executor);
    start(deps, command, step, executor, pool, problems);
  }
}

/** One step by one executor: both are busy until it has ended and its outcome is stored. */
function start(
  deps: Deps,
  command: Work,
  step: Step,
  executor: string,
  pool: Pool,
  problems: Refused[],
): void {
  const done = runStep(deps, command, step, executor)
    .then((result) => {
      if (typeof result === 'string') pool[result] += 1;
      else if (result !== undefined) problems.push(result);
    })
    .finally(() => {
      pool.busy.delete(step.key);
      pool.busy.delete(`@${executor}`);
    });
  pool.busy.set(step.key, done);
  pool.busy.set(`@${executor}`, done);
}

/** @returns how it ended; a refusal that stops the pool; nothing when somebody else took the step */
async function runStep(
  deps: Deps,
  { item, actor, run, onEvent }: Work,
  step: Step,
  executor: string,
): Promise<'completed' | 'failed' | Refused | undefined> {
  const claimed = await claim(deps, {
    item,
    step: step.key,
    actor,
    executor: { kind: 'local', id: executor },
  });
  if (!claimed.ok) {
    const lost = ['already-claimed', 'step-not-launchable', 'step-completed'].includes(
      claimed.refusal.code,
    );
    return lost ? undefined : claimed;
  }
  const { k, attemptId, executor: owner } = claimed.decision.answer.record;
  const about = { step: step.key, attempt: k, executor };
  if (claimed.unchanged !== undefined) {
    onEvent({ type: 'unchanged', ...about });
    return 'completed';
  }
  onEvent({ type: 'claimed', ...about });
  const started = Date.parse(deps.clock.now());
  const result = await run(step.run ?? [], { item, step: step.key, attempt: k, attemptId });
  const ended = await record(
    deps,
    { item, step: step.key, attempt: attemptId, actor, executor, nonce: owner.nonce },
    result,
  );
  if (!ended.ok) return ended;
  const ms = Math.max(0, Date.parse(deps.clock.now()) - started);
  if (ended.why === undefined)
    onEvent({ type: 'completed', ...about, ms, warnings: ended.warnings ?? [] });
  else onEvent({ type: 'failed', ...about, ms, why: ended.why });
  return ended.why === undefined ? 'completed' : 'failed';
}

type Ending =
  { readonly ok: true; readonly why?: string; readonly warnings?: readonly string[] } | Refused;

/** Exit 0 completes, unless an exit criterion fails; everything else fails the attempt, with the last lines as reason. */
async function record(
  deps: Deps,
  attempt: Omit<Parameters<typeof complete>[1], 'status'>,
  { code, tail, stopped }: RunResult,
): Promise<Ending> {
  if (stopped === true) {
    const why = 'the pool was stopped';
    const released = await complete(deps, { ...attempt, status: 'released', outcome: why });
    return released.ok ? { ok: true, why } : released;
  }
  if (code === 0) {
    const done = await complete(deps, {
      ...attempt,
      status: 'completed',
      outcome: `${attempt.step}: exit code 0`,
    });
    if (done.ok) return { ok: true, warnings: warningsOf(done.decision.answer.record) };
    if (done.refusal.code !== 'exit-criteria') return done;
    return fail(deps, attempt, done.refusal.message);
  }
  return fail(deps, attempt, `exit code ${code}${tail === '' ? '' : `: ${tail}`}`);
}

async function fail(
  deps: Deps,
  attempt: Omit<Parameters<typeof complete>[1], 'status'>,
  why: string,
): Promise<Ending> {
  // eslint-disable-next-line no-control-regex -- what a command prints is not a text yet
  const clean = why.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ');
  // What was cut, here or where the output was kept, may have fallen between the halves of a character.
  const outcome = clean.slice(0, 4000).toWellFormed();
  const failed = await complete(deps, { ...attempt, status: 'failed', outcome });
  return failed.ok ? { ok: true, why: outcome } : failed;
}

function finish(state: ItemState, command: Work, { completed, failed }: Pool): Worked | Refused {
  const { standings } = walk(state);
  const keys = (matches: (standing: Standing, step: StepState) => boolean): readonly string[] =>
    state.steps.flatMap((step, index) => {
      const standing = standings[index];
      return standing !== undefined && matches(standing, step) ? [step.planned.step.key] : [];
    });
  const [failedStep] = keys(
    (it) => it.kind === 'blocked' && it.waits().some(({ code }) => code === 'requeue'),
  );
  if (failedStep !== undefined) {
    return refuse(
      'step-failed',
      completed + failed === 0
        ? `${failedStep} did not succeed earlier and waits to be requeued; there is nothing else to run.`
        : `${failedStep} did not succeed; ${completed} step(s) were completed before the pool stopped.`,
      `See why: orchestrator history --work-item ${state.item}; then requeue it: orchestrator retry --work-item ${state.item} --step ${failedStep} --reason "…"`,
    );
  }
  const [runnable] = keys(
    (it, { planned }) => it.kind === 'ready' && planned.step.run !== undefined,
  );
  if (runnable === undefined || command.isStopping?.() === true)
    return { ok: true, state, completed, failed };
  return refuse(
    'executor-busy',
    `${runnable} is ready, but every executor called ${command.name}-… has an attempt of this item already.`,
    `See who holds what: orchestrator status --work-item ${state.item}. If that pool is dead, abandon its attempts; if it lives, choose another name: --executor NAME`,
  );
}
