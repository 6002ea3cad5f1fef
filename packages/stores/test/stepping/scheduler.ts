/**
 * Runs a few processes on one item in an interleaving that is given: who runs for how many steps, who is killed. Every
 * step is one file operation that others can see. So all interleavings with few switches can be tried, one by one.
 */
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import { bundle } from '../bundle.ts';
import { cell, newShared, put, state, take, type Shared } from './cells.ts';
import type { Job, Report } from './worker.ts';

const unlimited = 1_000_000;

interface Process {
  readonly worker: Worker;
  readonly shared: Shared;
}

/** `steps` of one process; `kill`: then it dies. Who is left over at the end runs to its end, in order. */
export interface Turn {
  readonly process: number;
  readonly steps: number;
  readonly kill?: boolean;
}

export interface Outcome extends Report {
  /** How many steps it made. */
  readonly steps: number;
}

export interface Scheduler {
  readonly run: (jobs: readonly Job[], turns: readonly Turn[]) => readonly Outcome[];
  readonly close: () => Promise<void>;
}

export async function createScheduler(folder: string, processes: number): Promise<Scheduler> {
  const code = path.join(folder, 'worker.mjs');
  // The store as it is, but with another `node:fs` and with the process ids of the schedule.
  bundle(
    'stepping/worker.ts',
    code,
    `--alias:node:fs=${path.join(import.meta.dirname, 'fs.ts')}`,
    '--define:process.pid=globalThis.steppingPid',
  );
  const all = await Promise.all(Array.from({ length: processes }, () => start(code)));
  return {
    run: (jobs, turns) => runTurns(all.slice(0, jobs.length), jobs, turns),
    close: async () => {
      await Promise.all(all.map(({ worker }) => worker.terminate()));
    },
  };
}

async function start(code: string): Promise<Process> {
  const shared = newShared();
  Atomics.store(shared.cells, cell.state, state.go);
  const worker = new Worker(code, { workerData: shared });
  await new Promise<void>((done, fail) => {
    worker.once('error', fail);
    worker.once('online', () => done());
  });
  await waitAsync(shared);
  return { worker, shared };
}

async function waitAsync({ cells }: Shared): Promise<void> {
  while (Atomics.load(cells, cell.state) !== state.idle) {
    await new Promise((done) => setTimeout(done, 5));
  }
}

function runTurns(
  processes: readonly Process[],
  jobs: readonly Job[],
  turns: readonly Turn[],
): readonly Outcome[] {
  const reports = new Map<number, Outcome>();
  jobs.forEach((job, index) => {
    const process = processes[index];
    if (process === undefined) throw new Error('too few processes');
    put(process.shared, job);
    Atomics.store(process.shared.cells, cell.steps, 0);
  });
  const go = (index: number, steps: number, as: number): void => {
    const process = processes[index];
    if (process === undefined || reports.has(index)) return;
    const { shared } = process;
    const { cells } = shared;
    Atomics.store(cells, cell.budget, steps);
    Atomics.store(cells, cell.state, as);
    Atomics.notify(cells, cell.state);
    // In a loop: the call that goes with an earlier change of the cell may arrive only now.
    while (Atomics.load(cells, cell.state) === as) {
      if (Atomics.wait(cells, cell.state, as, 60_000) === 'timed-out') {
        throw new Error(`Process ${index} does not come to an end.`);
      }
    }
    if (Atomics.load(cells, cell.state) !== state.ended) return;
    const report = take(shared) as Report;
    reports.set(index, { ...report, steps: Atomics.load(cells, cell.steps) });
  };
  for (const { process, steps, kill } of turns) {
    go(process, steps, state.go);
    if (kill === true) go(process, 0, state.kill);
  }
  jobs.forEach((_, index) => go(index, unlimited, state.go));
  return jobs.map((_, index) => {
    const report = reports.get(index);
    if (report === undefined) throw new Error('a process made no report');
    return report;
  });
}
