/**
 * Bounded model check of the turnstile: the store as it is, two or three processes, and every interleaving of their
 * file operations with few switches and with a kill at every place; deeper ones at random, with fixed seeds.
 */
import './realm.ts';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Append } from '@orchestrator/core';
import { createWorktreeStore } from '../src/index.ts';
import { filesBelow, freshFolder, removeFolder, writeFile } from './folders.ts';
import { findViolations } from './stepping/check.ts';
import { createScheduler, type Outcome, type Scheduler, type Turn } from './stepping/scheduler.ts';
import type { Deed } from './stepping/worker.ts';

const item = 'item-1';
const slot = (name: string): string => `artifacts/claims/${item}/${name}.1.json`;
const batch = (text: string, ...names: readonly string[]): Append => ({
  records: names.map((name) => ({ path: slot(name), text: `${text} ${name}\n` })),
  views: [],
});
const view = (text: string): Append => ({
  records: [],
  views: [{ path: `artifacts/schedule/${item}.json`, text }],
});

const before = { [slot('first')]: 'first\n' };
let expected: string;

/** More of them for a longer search. */
const draws = Number(process.env['INTERLEAVINGS'] ?? 600);

interface Scenario {
  readonly deeds: () => readonly (readonly Deed[])[];
  /** All processes have one id, as in containers that share a checkout. */
  readonly onePid?: boolean;
}

const append = (what: Append): Deed => ({ do: 'append', append: what, version: expected });
const commit = (what: Append): Deed => ({ do: 'commit', append: what });

const scenarios: Readonly<Record<string, Scenario>> = {
  'two batches at one version, and a reader': {
    deeds: () => [
      [append(batch('one', 'shared', 'a'))],
      [append(batch('two', 'b', 'shared'))],
      [{ do: 'read' }],
    ],
  },
  'two that decide again after a conflict': {
    deeds: () => [
      [commit(batch('one', 'a', 'b'))],
      [commit(batch('two', 'c', 'd'))],
      [append(batch('three', 'a', 'e')), { do: 'read' }],
    ],
  },
  'the same batch twice, and another': {
    deeds: () => [
      [append(batch('one', 'a', 'b'))],
      [append(batch('one', 'a', 'b')), { do: 'read' }],
      [append(batch('two', 'b', 'c'))],
    ],
  },
  'a view alone, and two batches': {
    deeds: () => [
      [append(view('view'))],
      [commit(batch('one', 'a', 'b'))],
      [commit(batch('two', 'c', 'd'))],
    ],
  },
  'records that are there already, and two batches': {
    deeds: () => [
      [append({ records: [{ path: slot('first'), text: 'first\n' }], views: [] })],
      [commit(batch('one', 'a', 'b'))],
      [commit(batch('two', 'c', 'd'))],
    ],
  },
  'one process id for all': {
    onePid: true,
    deeds: () => [
      [append(batch('one', 'a', 'b'))],
      [append(batch('one', 'a', 'b'))],
      [{ do: 'read' }],
    ],
  },
};

/** The same sequence for the same seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

describe('every interleaving of the worktree store', () => {
  let scheduler: Scheduler;
  let folder: string;
  let runs = 0;

  beforeAll(async () => {
    folder = freshFolder('interleavings');
    scheduler = await createScheduler(folder, 3);
    const root = freshRoot();
    expected = (await createWorktreeStore(root).read(item)).version;
    removeFolder(root);
  });
  afterAll(async () => {
    await scheduler.close();
    removeFolder(folder);
  });

  function freshRoot(): string {
    const root = path.join(folder, `root-${(runs += 1)}`);
    for (const [file, text] of Object.entries(before)) writeFile(root, file, text);
    return root;
  }

  /** @returns what went wrong */
  async function tryOut(
    { deeds, onePid }: Scenario,
    turns: readonly Turn[],
  ): Promise<{ wrong: readonly string[]; outcomes: readonly Outcome[] }> {
    const root = freshRoot();
    const jobs = deeds().map((own, index) => ({
      root,
      item,
      pid: onePid === true ? 1 : index + 1,
      deeds: own,
    }));
    const outcomes = scheduler.run(jobs, turns);
    const last = await createWorktreeStore(root).read(item);
    const after = Object.fromEntries(last.files.map((file) => [file.path, file.text]));
    const wrong = [
      ...findViolations(
        outcomes.map(({ events }) => events),
        before,
        after,
      ),
    ];
    const left = filesBelow(path.join(root, '.orchestrator'));
    if (left.some((name) => name.endsWith('.turnstile'))) wrong.push(`left: ${left.join(' ')}`);
    removeFolder(root);
    return { wrong, outcomes };
  }

  async function tryAll(scenario: Scenario, schedules: Iterable<readonly Turn[]>): Promise<void> {
    const failed: string[] = [];
    for (const turns of schedules) {
      const { wrong } = await tryOut(scenario, turns);
      if (wrong.length === 0) continue;
      failed.push(`${turns.map(inWords).join(', ')}: ${wrong.join('; ')}`);
      if (failed.length === 3) break;
    }
    expect(failed).toEqual([]);
  }
  const inWords = ({ process, steps, kill }: Turn): string =>
    `${process}×${steps}${kill === true ? '†' : ''}`;

  describe.each(Object.entries(scenarios))('%s', (_, scenario) => {
    let most: number;
    beforeAll(async () => {
      const { wrong, outcomes } = await tryOut(scenario, []);
      expect(wrong).toEqual([]);
      most = Math.max(...outcomes.map(({ steps }) => steps));
    });

    test('two switches, each of two processes, with and without kills', async () => {
      await tryAll(scenario, pairs());
      function* pairs(): Iterable<readonly Turn[]> {
        for (const [one, two] of [
          [0, 1],
          [1, 0],
          [1, 2],
          [2, 1],
          [0, 2],
          [2, 0],
        ] as const) {
          for (let i = 0; i <= most; i += 1) {
            for (let j = i % 3; j <= most; j += 3) {
              const kill = (i + j) % 2 === 0;
              yield [
                { process: one, steps: i },
                { process: two, steps: j, kill },
                { process: one, steps: 1_000_000 },
              ];
            }
          }
        }
      }
    }, 120_000);

    test('many switches and kills at random', async () => {
      await tryAll(scenario, drawn());
      function* drawn(): Iterable<readonly Turn[]> {
        for (let seed = 0; seed < draws; seed += 1) {
          const random = randomFrom(seed);
          yield Array.from({ length: 2 + random(6) }, () => ({
            process: random(3),
            steps: random(random(2) === 0 ? 6 : most),
            kill: random(8) === 0,
          }));
        }
      }
    }, 120_000);
  });
});
