/** One process of a schedule: a worker thread that runs the worktree store on a file system under a scheduler. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Append, Snapshot } from '@orchestrator/core';
import { createWorktreeStore } from '../../src/worktree/worktree-store.ts';
import { cell, put, state, take, type Shared } from './cells.ts';
import { closeAll, gate, Killed } from './fs.ts';

/** What a process does: appends on a version that it has read before, or reads and appends until it is ok, or a slot is taken. */
export type Deed =
  | { readonly do: 'read' }
  | { readonly do: 'append'; readonly append: Append; readonly version: string }
  | { readonly do: 'commit'; readonly append: Append };

export interface Job {
  readonly root: string;
  readonly item: string;
  readonly pid: number;
  readonly deeds: readonly Deed[];
}

export type Event =
  | { readonly did: 'read'; readonly paths: readonly string[]; readonly version: string }
  | { readonly did: 'append'; readonly append: Append; readonly version: string; result: string }
  | { readonly did: 'throw'; readonly error: string };

export interface Report {
  readonly events: readonly Event[];
  readonly killed: boolean;
}

const shared = workerData as Shared;
const { cells } = shared;
const mostSteps = 5000;
let dead = false;

gate.alive = () => {
  if (dead) throw new Killed();
};
gate.step = () => {
  for (;;) {
    const budget = Atomics.load(cells, cell.budget);
    if (budget > 0) {
      Atomics.store(cells, cell.budget, budget - 1);
      if (Atomics.add(cells, cell.steps, 1) > mostSteps) throw new Error('It goes on for ever.');
      return;
    }
    rest(state.paused);
    if (Atomics.load(cells, cell.state) === state.kill) {
      dead = true;
      throw new Killed();
    }
  }
};

function rest(as: number): void {
  Atomics.store(cells, cell.state, as);
  Atomics.notify(cells, cell.state);
  // In a loop, as in the scheduler: a call may belong to an earlier change.
  while (Atomics.load(cells, cell.state) === as) Atomics.wait(cells, cell.state, as);
}

async function run({ root, item, deeds }: Job): Promise<Report> {
  const events: Event[] = [];
  const store = createWorktreeStore(root);
  const read = async (): Promise<Snapshot> => {
    const snapshot = await store.read(item);
    const { files, version } = snapshot;
    events.push({ did: 'read', paths: files.map(({ path }) => path), version });
    return snapshot;
  };
  const decideAgain = async (what: Append): Promise<void> => {
    for (;;) {
      const { files, version } = await read();
      const taken = files.some(({ path }) => what.records.some((record) => record.path === path));
      if (taken || (await append(what, version)) === 'ok') return;
    }
  };
  const append = async (what: Append, version: string): Promise<string> => {
    // Noted before: who is killed has perhaps done it.
    const event = { did: 'append' as const, append: what, version, result: 'killed' };
    events.push(event);
    return (event.result = await store.append(item, what, version));
  };
  try {
    for (const deed of deeds) {
      if (deed.do === 'read') await read();
      else if (deed.do === 'append') await append(deed.append, deed.version);
      else await decideAgain(deed.append);
    }
  } catch (error) {
    if (!(error instanceof Killed)) {
      events.push({ did: 'throw', error: error instanceof Error ? String(error.stack) : '?' });
    }
  }
  const killed = dead;
  dead = false;
  closeAll();
  return { events, killed };
}

if (parentPort !== null) {
  rest(state.idle);
  for (;;) {
    const job = take(shared) as Job;
    (globalThis as { steppingPid?: number }).steppingPid = job.pid;
    put(shared, await run(job));
    rest(state.ended);
  }
}
