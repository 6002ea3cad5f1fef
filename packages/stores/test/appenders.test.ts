/**
 * Real processes append to one item after another, and are stopped, continued and killed at random moments. What the
 * interleavings of one thread can't show, true simultaneity, is here; afterwards all that they saw must fit together.
 */
import './realm.ts';
import { spawn, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expect, test } from '@jest/globals';
import { createWorktreeStore } from '../src/index.ts';
import type { Line } from './appender.ts';
import { bundle } from './bundle.ts';
import { filesBelow, freshFolder, removeFolder } from './folders.ts';
import { findViolations } from './stepping/check.ts';
import type { Event } from './stepping/worker.ts';

const processes = 4;
const seconds = Number(process.env['APPENDER_SECONDS'] ?? 8);

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const below = (limit: number): number => Math.floor(Math.random() * limit);

test(
  'processes that are killed at random: all or none, one chain of batches, reads of one moment',
  async () => {
    const folder = freshFolder('appenders');
    const root = path.join(folder, 'root');
    fs.mkdirSync(path.join(root, '.git'), { recursive: true });
    const program = path.join(folder, 'appender.mjs');
    bundle('appender.ts', program);

    const logs: string[] = [];
    const complaints: string[] = [];
    let stopping = false;
    const start = (): ChildProcess => {
      const log = path.join(folder, `${logs.length}.log`);
      const child = spawn(process.execPath, [program, root, log, String(logs.length)], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      logs.push(log);
      child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString()));
      child.on('exit', (code) => {
        if (code !== null && !stopping) complaints.push(`exit ${code}`);
      });
      return child;
    };
    const running = Array.from({ length: processes }, start);
    const gone: Promise<unknown>[] = [];
    const kill = (index: number): void => {
      const child = running[index];
      if (child === undefined) return;
      gone.push(new Promise((done) => child.once('exit', done)));
      child.kill('SIGKILL');
    };

    try {
      for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
        await sleep(5 + below(60));
        const index = below(processes);
        if (below(3) === 0) {
          kill(index);
          running[index] = start();
        } else {
          // Frozen in the middle of something, while the others go on, and then awake again.
          running[index]?.kill('SIGSTOP');
          await sleep(below(40));
          running[index]?.kill('SIGCONT');
        }
      }
    } finally {
      stopping = true;
      running.forEach((_, index) => kill(index));
      await Promise.all(gone);
    }

    const seen = logs.map(readLog);
    const items = [...new Set(seen.flat().map(({ item }) => item))];
    const store = createWorktreeStore(root);
    let stored = 0;
    for (const item of items) {
      const { files } = await store.read(item);
      const after = Object.fromEntries(files.map((file) => [file.path, file.text]));
      stored += files.length;
      const histories = seen.map((lines) => eventsOf(lines.filter((line) => line.item === item)));
      expect([item, findViolations(histories, {}, after)]).toEqual([item, []]);
      const left = filesBelow(path.join(root, '.git/orchestrator', item));
      expect(left.filter((name) => name.endsWith('.turnstile'))).toEqual([]);
    }
    expect(complaints).toEqual([]);
    const conflicts = seen.flat().filter(({ event }) => resultOf(event) === 'conflict').length;
    // Otherwise nothing was tried.
    expect(stored).toBeGreaterThan(200);
    expect(conflicts).toBeGreaterThan(50);
    removeFolder(folder);
  },
  (seconds + 60) * 1000,
);

const resultOf = (event: Event): string | undefined =>
  event.did === 'append' ? event.result : undefined;

/** The last line may be half written. */
const readLog = (log: string): readonly Line[] =>
  !fs.existsSync(log)
    ? []
    : fs
        .readFileSync(log, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Line);

/** An append is noted before and after: the second note counts. */
const eventsOf = (lines: readonly Line[]): readonly Event[] =>
  lines
    .map(({ event }) => event)
    .filter((event, index, all) => {
      const next = all[index + 1];
      const isBefore = resultOf(event) === 'killed' && next?.did === 'append';
      return !(isBefore && resultOf(next) !== 'killed');
    });
