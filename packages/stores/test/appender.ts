/** A process that appends at random until it is stopped, and notes all that it sees: `appender.mjs ROOT LOG SEED`. */
import * as fs from 'node:fs';
import type { Append } from '@orchestrator/core';
import { createWorktreeStore } from '../src/worktree/worktree-store.ts';
import type { Event } from './stepping/worker.ts';

/** An item with so many records is full; everybody goes on with the next one. */
const full = 24;

export interface Line {
  readonly item: string;
  readonly event: Event;
}

const [root = '', log = '', seed = ''] = process.argv.slice(2);
const store = createWorktreeStore(root);
const handle = fs.openSync(log, 'a');
const note = (item: string, event: Event): void =>
  void fs.writeSync(handle, `${JSON.stringify({ item, event } satisfies Line)}\n`);
const below = (limit: number): number => Math.floor(Math.random() * limit);

/** One to three of the next few free slots, in two folders: whoever is beside us wants some of them too. */
function randomBatch(item: string, taken: ReadonlySet<string>, count: number): Append {
  const slots = Array.from({ length: full + 4 }, (_, index) => [
    `artifacts/decisions/${item}/s${index}.1.json`,
    `artifacts/claims/${item}/s${index}.1.json`,
  ])
    .flat()
    .filter((slot) => !taken.has(slot))
    .slice(0, 5)
    .sort(() => Math.random() - 0.5);
  const text = `${seed}-${count}\n`;
  return {
    records: slots.slice(0, 1 + below(3)).map((path) => ({ path, text })),
    views: below(4) === 0 ? [{ path: `artifacts/schedule/${item}.json`, text }] : [],
  };
}

async function appendOnce(item: string, count: number): Promise<boolean> {
  const { files, version } = await store.read(item);
  const paths = files.map(({ path }) => path);
  note(item, { did: 'read', paths: [], version });
  if (files.length >= full) return false;
  // Sometimes two batches on one version: the second one is always too late, or the first one was.
  for (let again = 0; again < (below(4) === 0 ? 2 : 1); again += 1) {
    const append = randomBatch(item, new Set(paths), count * 2 + again);
    note(item, { did: 'append', append, version, result: 'killed' });
    const result = await store.append(item, append, version);
    note(item, { did: 'append', append, version, result });
  }
  return true;
}

for (let number = 0, count = 0; ; count += 1) {
  if (!(await appendOnce(`item-${number}`, count))) number += 1;
}
