/** All items together: flow metrics, filters, and the way down to the history (FR-012, FR-013, FR-017, FR-026). */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { exportPortfolio, list, type Portfolio } from '@orchestrator/app';
import { granted } from '../world.ts';
import { begun, completes, openPlace, type Life, type Place } from './kit.ts';

const written = {
  steps: [
    { key: 'build', order: 1, outputs: ['app.js'] },
    { key: 'publish', order: 2 },
  ],
  gates: [{ key: 'go', after: 'build' }],
};
const seconds = 1000;
const begin = Date.parse('2026-01-19T14:30:00.000Z');
let place: Place;
let time: number;
/** A clock that stands still but for what the test says. */
const pass = (more: number): void => {
  time += more * seconds;
};
const portfolio = async (): Promise<Portfolio> => (await exportPortfolio(place.deps)).portfolio;
beforeEach(() => {
  time = begin;
  const now = (): string => new Date(time).toISOString();
  place = openPlace([written], { clock: { now } });
});

async function register(item: string, owner = 'olga'): Promise<Life> {
  const life = await begun(place, item);
  if (owner !== 'olga') await granted(life.transfer(owner));
  return life;
}

/** 10 s until it is claimed, 20 s of work, 5 s of review. */
async function builds(life: Life): Promise<void> {
  pass(10);
  await granted(life.claim('build'));
  pass(20);
  await granted(life.complete('build'));
  pass(5);
}

describe('FR-013: flow metrics', () => {
  test('given one item that was reworked and is done, one at work and one not begun, then lead time, cycle times, throughput, WIP and rework rate are right', async () => {
    const done = await register('wi-1');
    await builds(done);
    await granted(done.reject('go', { reason: 'too slow' }));
    await builds(done);
    await granted(done.approve('go'));
    await completes(done, ['publish']);
    const open = await register('wi-2');
    await granted(open.claim('build'));
    await register('wi-3');
    const { metrics } = await portfolio();
    expect(metrics).toMatchObject({
      ...{ delivered: 1, wip: 1 },
      leadTimeMs: { n: 1, p50: 70 * seconds },
      cycleTimeMs: { n: 1, p50: 60 * seconds },
      rework: { rate: { part: 1, of: 1 }, loops: 1, reasons: [{ reason: 'too slow', times: 1 }] },
    });
    // Twice 10 s until it was claimed and 20 s of work; publishing took no time.
    expect(metrics.steps).toMatchObject([
      { step: 'build', cycleTimeMs: { n: 1, p50: 60 * seconds } },
      { step: 'publish', cycleTimeMs: { n: 1, p50: 0 } },
    ]);
  });
});

describe('FR-012: blockers in timelines and flow metrics', () => {
  test('given a blocker of 40 seconds, when the portfolio is made, then that time is shown, by kind and by item', async () => {
    const life = await register('wi-1');
    await builds(life);
    await granted(life.block('env-1', { type: 'environment', owner: 'otto' }));
    pass(40);
    await granted(life.unblock('env-1'));
    const { metrics, items } = await portfolio();
    expect(metrics.blockers).toMatchObject({
      impededMs: 40 * seconds,
      byClass: [{ name: 'environment', declared: 1, open: 0, resolutionMs: { p50: 40 * seconds } }],
      byOwner: [{ name: 'otto' }],
    });
    expect(items).toMatchObject([{ flow: { impededMs: 40 * seconds } }]);
  });
});

describe('FR-017: views of the portfolio, on demand', () => {
  test('given items of several owners, states and times, when the list is filtered, then just those are shown that fit', async () => {
    await register('wi-1');
    pass(3600);
    const active = await register('wi-2', 'bob');
    await granted(active.claim('build'));
    pass(3600);
    await register('wi-3');
    const found = async (filter: Parameters<typeof list>[1]): Promise<readonly string[]> =>
      (await list(place.deps, filter)).map(({ workItemId }) => workItemId);
    expect(await found({})).toEqual(['wi-1', 'wi-2', 'wi-3']);
    expect(await found({ owner: 'bob' })).toEqual(['wi-2']);
    expect(await found({ status: 'active' })).toEqual(['wi-2']);
    expect(await found({ workflow: 'wf@1.0.0' })).toHaveLength(3);
    expect(await found({ workflow: 'other' })).toEqual([]);
    expect(await found({ until: new Date(begin + 2 * 3600 * seconds).toISOString() })).toEqual([
      'wi-1',
      'wi-2',
    ]);
  });
});

describe('FR-026: from the portfolio down to history and artifacts', () => {
  test('given a finished step, when the portfolio is exported, then each item has its records and what was handed over', async () => {
    await builds(await register('wi-1'));
    const { portfolio: all, path } = await exportPortfolio(place.deps);
    expect(place.memory.files.get(path)).toContain('"workItemId": "wi-1"');
    const [entry] = all.items;
    if (entry === undefined || !('history' in entry)) throw new Error('There is no drill-down.');
    expect(entry.history.map(({ type }) => type)).toEqual([
      'item.registered',
      'attempt.launched',
      'attempt.claimed',
      'attempt-completed',
    ]);
    const [artifact] = entry.artifacts ?? [];
    expect(artifact).toMatchObject({
      ...{ step: 'build', attempt: 'build-local', status: 'completed' },
      outputs: [{ path: 'app.js' }],
    });
    expect(place.memory.files.has(artifact?.path ?? '')).toBe(true);
  });
});
