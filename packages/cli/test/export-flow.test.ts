/** Flow metrics by command: windows and their modes, a moment of the past, periods, the way down to the records. */
import { describe, expect, test } from '@jest/globals';
import { at, definition, newRoot, workflow, type Root } from './cli.ts';

const begin = Date.parse('2026-01-19T08:00:00.000Z');
const hour = 3_600_000;
const clock = (hours: number): string => new Date(begin + hours * hour).toISOString();
const ids = (document: unknown): readonly unknown[] =>
  (at(document, 'items') as readonly unknown[]).map((item) => at(item, 'workItemId'));

/** Runs a command at an hour, and it must succeed. */
function then(root: Root, hours: number, ...args: readonly string[]): unknown {
  const env = { ORCHESTRATOR_TEST: '1', ORCHESTRATOR_NOW: clock(hours) };
  const { code, stdout, stderr, json } = root.runWith(env, ...args, '--json');
  expect([code, code === 0 ? '' : stdout + stderr]).toEqual([0, '']);
  return json;
}

/** `done`: registered at 0, claimed at 1, done at 3 by ann; `open`: registered at 2, claimed at 4, blocked from 5 to 7, bob's. */
function portfolio(): Root {
  const root = newRoot({ [definition]: workflow('  - {key: a, order: 1}') });
  const registered = ['--workflow', 'wf@1.0.0', '--owner'];
  then(root, 0, 'register', '--work-item', 'done', ...registered, 'ann');
  then(root, 1, 'claim', '--work-item', 'done', '--step', 'a');
  then(root, 2, 'register', '--work-item', 'open', ...registered, 'bob');
  then(root, 3, 'complete', '--work-item', 'done', '--step', 'a', '--outcome', '=cmd()');
  then(root, 4, 'claim', '--work-item', 'open', '--step', 'a');
  const blocked = ['--blocker', 'env', '--type', 'environment', '--reason', 'down'];
  then(root, 5, 'block', '--work-item', 'open', ...blocked);
  then(root, 7, 'unblock', '--work-item', 'open', '--blocker', 'env', '--reason', 'up');
  return root;
}

describe('flow metrics', () => {
  const root = portfolio();

  test('lead time, cycle time, age, blocked time', () => {
    expect(then(root, 8, 'export')).toMatchObject({
      asOf: clock(8),
      metrics: {
        ...{ delivered: 1, wip: 1 },
        leadTimeMs: { n: 1, p50: 3 * hour, few: true },
        cycleTimeMs: { p50: 2 * hour },
        ageMs: { p50: 4 * hour },
        blockers: { impededMs: 2 * hour, stalledMs: 2 * hour, resolutionMs: { p50: 2 * hour } },
        flowEfficiency: { ratio: 1 },
      },
      items: [
        { workItemId: 'done', clocks: { leadTimeMs: 3 * hour, cycleTimeMs: 2 * hour, wip: false } },
        {
          workItemId: 'open',
          flow: { ageMs: 4 * hour, impededMs: 2 * hour },
          clocks: { wip: true },
        },
      ],
    });
  });

  test('as of an earlier moment, nothing later is there', () => {
    const early = then(root, 8, 'export', '--as-of', clock(2));
    expect(early).toMatchObject({
      ...{ asOf: clock(2), metrics: { delivered: 0, wip: 1, intakeAgeMs: { n: 1, p50: 0 } } },
      items: [
        { workItemId: 'done', state: 'active' },
        { workItemId: 'open', state: 'registered' },
      ],
    });
    expect(ids(then(root, 8, 'export', '--as-of', clock(1)))).toEqual(['done']);
    expect(then(root, 9, 'export', '--as-of', clock(2))).toEqual({
      ...(early as object),
      path: expect.stringMatching(/portfolio-20260119T170000Z/) as unknown,
    });
  });

  test.each([
    ['finished', 0, 2, []],
    ['finished', 3, 4, ['done']],
    ['active', 0, 2, ['done']],
    ['active', 4, 5, ['open']],
    ['registered', 1, 9, ['open']],
    ['registered', 0, 1, ['done']],
    ['event', 3, 4, ['done']],
    ['event', 7, 8, ['open']],
  ])('--mode %s from %d to %d', (mode, since, until, found) => {
    const window = ['--since', clock(since), '--until', clock(until), '--mode', mode];
    expect(ids(then(root, 8, 'list', ...window))).toEqual(found);
    expect(ids(then(root, 8, 'export', ...window))).toEqual(found);
  });

  test('the window says what counts as delivered, the mode is printed', () => {
    const window = ['--since', clock(0), '--until', clock(2)];
    expect(then(root, 8, 'export', ...window)).toMatchObject({
      mode: { items: 'active', finished: 'finished' },
      metrics: { delivered: 0 },
    });
    expect(then(root, 8, 'export', ...window, '--mode', 'registered')).toMatchObject({
      mode: { items: 'registered', finished: 'any' },
      metrics: { delivered: 1 },
    });
  });

  test('periods', () => {
    const series = at(then(root, 8, 'export', '--bucket', 'week'), 'metrics', 'series');
    expect(series).toMatchObject({
      size: 'week',
      buckets: [{ delivered: 1, wip: 1, registered: 2 }],
    });
    expect(root.run('export', '--bucket', 'month')).toMatchObject({ code: 2 });
    expect(root.run('export', '--as-of', 'yesterday')).toMatchObject({ code: 2 });
    expect(root.run('list', '--mode', 'all')).toMatchObject({ code: 2 });
  });

  test('from an item down to its records and what it handed over', () => {
    const [done] = at(then(root, 8, 'export', '--owner', 'ann'), 'items') as readonly unknown[];
    expect(at(done, 'history')).toMatchObject([
      { type: 'item.registered', at: clock(0) },
      { type: 'attempt.launched' },
      { type: 'attempt.claimed', at: clock(1) },
      { type: 'attempt-completed', at: clock(3), detail: 'a completed: =cmd()' },
    ]);
    expect(at(done, 'artifacts')).toMatchObject([
      {
        path: expect.stringMatching(/^artifacts\/handoff\/done\//) as unknown,
        status: 'completed',
      },
    ]);
    const line = root.run('export', '--owner', 'ann', '--format', 'ndjson', '--quiet').stdout;
    expect(at(JSON.parse(line), 'history', 'length')).toBe(4);
  });

  test('md has a table for each group of numbers, csv a column for each clock', () => {
    const { stdout } = root.run('export', '--format', 'md', '--quiet');
    for (const title of ['Flow', 'Steps', 'Blockers', 'Data quality']) {
      expect(stdout).toContain(`\n## ${title}\n`);
    }
    expect(stdout).toContain('| lead time | 3h 0m | 3h 0m | 3h 0m | 3h 0m | 1 (few) |');
    expect(stdout).toContain('| rework rate: delivered items that went back | 0.0 % | 0 of 1 |');
    const csv = root.run('export', '--format', 'csv', '--quiet').stdout.split('\r\n');
    expect(csv[0]).toContain('lead time ms,cycle time ms,age ms,work ms');
    expect(csv[1]).toMatch(/^done,.*,10800000,7200000,,7200000,0,0,0,0,0,1,0,$/);
  });
});
