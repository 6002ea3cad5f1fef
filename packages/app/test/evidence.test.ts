/** Evidence instead of time-outs: what ended with its run is abandoned once. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { claim, collect, complete, schedule, type Deps } from '@orchestrator/app';
import type { RunState } from '@orchestrator/core';
import { filesBelow } from '@orchestrator/stores';
import { collectFrom, executorOf, newFolder, removeFolders } from './uploads.ts';
import {
  createWorld,
  given,
  granted,
  item,
  places,
  refused,
  type World,
  type Written,
} from './world.ts';

const steps = (maxAttempts = 1): Written => ({
  steps: [
    { key: 'a', order: 1, parallelizable: true, retry: { maxAttempts } },
    { key: 'b', order: 1, parallelizable: true, retry: { maxAttempts } },
    { key: 'c', order: 1, parallelizable: true },
    { key: 'd', order: 2 },
  ],
});
const ended: RunState = {
  ended: true,
  conclusion: 'cancelled',
  endedAt: '2026-01-19T15:00:00Z',
  url: 'https://github.com/acme/app/actions/runs/7',
};

/** A world whose runs are told; `asked` is what was asked for, in order. */
function withRuns(world: World, states: Readonly<Record<string, RunState | undefined>>) {
  const asked: string[] = [];
  const deps: Deps = {
    ...world.deps,
    runs: {
      state: (run, attempt) => {
        asked.push(`${run}/${attempt}`);
        return Promise.resolve(states[`${run}/${attempt}`]);
      },
    },
  };
  return { deps, asked, schedule: () => granted(schedule(deps, { item })) };
}

const inRun = (world: World, step: string, run: string, runAttempt?: number) =>
  granted(
    claim(world.deps, {
      ...{ item, step, actor: 'bot', nonce: `n-${step}-${run}-${runAttempt ?? 0}` },
      executor: {
        kind: 'job',
        id: `leg-${step}`,
        run,
        ...(runAttempt !== undefined && { runAttempt }),
      },
    }),
  );
const outcomes = async (world: World) =>
  (await world.recordsOf('handoff')).map(({ step, status, actor }) => [step.key, status, actor]);

let world: World;
afterEach(async () => {
  removeFolders();
  expect(await world.violations()).toEqual([]);
});

describe('schedule', () => {
  test('abandons what ended runs left open, asks each run once, and says how it is known', async () => {
    world = await given(steps());
    await inRun(world, 'a', '7');
    await inRun(world, 'b', '7', 1);
    await inRun(world, 'c', '8');
    const { schedule: run, asked } = withRuns(world, { '7/1': ended, '8/1': { ended: false } });
    const { abandoned, requeued } = await run();
    expect([abandoned.length, requeued, asked]).toEqual([2, [], ['7/1', '8/1']]);
    expect(await outcomes(world)).toEqual([
      ['a', 'abandoned', 'github-actions[bot]'],
      ['b', 'abandoned', 'github-actions[bot]'],
    ]);
    const [first] = await world.recordsOf('handoff');
    expect(first?.outcome).toMatch(
      /^Attempt 1 of run 7 ended \(cancelled\) at 2026-01-19T15:00:00Z .*runs\/7/,
    );
    expect(await places(world)).toMatchObject({ running: ['c'], ready: [] });
    const files = new Map(world.memory.files);
    expect((await run()).abandoned).toEqual([]);
    expect(world.memory.files).toEqual(files);
    expect(asked).toEqual(['7/1', '8/1', '8/1']);
  });

  test.each<[string, RunState | undefined]>([
    ['is not known', undefined],
    ['is under way', { ended: false }],
    ['is under way, whatever else is said', { ended: false, conclusion: 'failure' }],
  ])('a run whose state %s keeps its attempts', async (_, state) => {
    world = await given(steps());
    await inRun(world, 'a', '7');
    expect((await withRuns(world, { '7/1': state }).schedule()).abandoned).toEqual([]);
    expect(await places(world)).toMatchObject({ running: ['a'] });
  });

  test('claims outside of runs are nobody to ask about', async () => {
    world = await given(steps());
    await granted(world.claim('a'));
    await granted(
      claim(world.deps, {
        item,
        step: 'b',
        actor: 'bot',
        nonce: 'n',
        executor: { kind: 'job', id: 'x', run: '' },
      }),
    );
    const { schedule: run, asked } = withRuns(world, {});
    expect((await run()).abandoned).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('without anybody to ask, nothing is abandoned', async () => {
    world = await given(steps());
    await inRun(world, 'a', '7');
    expect((await granted(world.schedule())).abandoned).toEqual([]);
  });

  test('an attempt of the run attempt that is over, not of the one that goes on', async () => {
    world = await given(steps());
    await inRun(world, 'a', '7', 1);
    await inRun(world, 'b', '7', 2);
    await withRuns(world, { '7/1': ended, '7/2': { ended: false } }).schedule();
    expect(await places(world)).toMatchObject({ running: ['b'] });
  });

  test('asking fails: the command fails as a whole, and nothing is written', async () => {
    world = await given(steps());
    await inRun(world, 'a', '7');
    const files = new Map(world.memory.files);
    const deps: Deps = { ...world.deps, runs: { state: () => Promise.reject(new Error('502')) } };
    await schedule(deps, { item }).catch(() => undefined);
    expect([...world.memory.files].filter(([file]) => !file.includes('/schedule/'))).toEqual(
      [...files].filter(([file]) => !file.includes('/schedule/')),
    );
  });

  test('the retry policy launches at once, in the same append', async () => {
    world = await given(steps(2));
    await inRun(world, 'a', '7');
    let appends = 0;
    const { deps } = withRuns(world, { '7/1': ended });
    const store: Deps['store'] = {
      ...deps.store,
      append: (...args) => {
        appends += 1;
        return deps.store.append(...args);
      },
    };
    const { launched, abandoned } = await granted(schedule({ ...deps, store }, { item }));
    expect([appends, abandoned.length]).toEqual([1, 1]);
    expect(launched.map(({ record }) => [record.step, record.k, record.requeuedBy])).toContainEqual(
      ['a', 2, 'policy'],
    );
    expect(await places(world)).toMatchObject({ ready: expect.arrayContaining(['a']) });
  });

  test('a conflict on the way: everything is decided again, each run is still asked once', async () => {
    world = await given(steps());
    await inRun(world, 'a', '7');
    const { deps, asked } = withRuns(world, { '7/1': ended });
    let first = true;
    const store: Deps['store'] = {
      ...deps.store,
      append: async (...args) => {
        if (first) {
          first = false;
          await granted(
            complete(world.deps, {
              item,
              step: 'a',
              actor: 'bot',
              executor: 'leg-a',
              nonce: 'n-a-7-0',
              status: 'completed',
            }),
          );
        }
        return deps.store.append(...args);
      },
    };
    const { abandoned } = await granted(schedule({ ...deps, store }, { item }));
    expect([abandoned, asked]).toEqual([[], ['7/1']]);
    expect(await outcomes(world)).toEqual([['a', 'completed', 'bot']]);
  });

  test('a void attempt that died with its run is abandoned as well', async () => {
    const gated = { ...steps(), gates: [{ key: 'go', before: 'd', returnTo: 'a' }] };
    world = await given(gated);
    for (const step of ['a', 'b', 'c']) {
      await granted(world.claim(step));
      await granted(world.complete(step));
    }
    await granted(world.approve('go', 'rita'));
    await inRun(world, 'd', '7');
    await granted(world.reject('go', 'sam'));
    expect((await withRuns(world, { '7/1': ended }).schedule()).abandoned).toHaveLength(1);
    expect((await places(world)).running).toEqual([]);
  });
});

describe('a completion that comes late', () => {
  const late = {
    item,
    step: 'a',
    actor: 'bot',
    executor: 'leg-a',
    nonce: 'n-a-7-0',
    status: 'completed',
  } as const;

  test('is refused directly', async () => {
    world = await given(steps());
    await inRun(world, 'a', '7');
    await withRuns(world, { '7/1': ended }).schedule();
    expect(await refused(complete(world.deps, late))).toMatchObject({
      code: 'attempt-closed',
      exit: 4,
    });
  });

  test('is refused by the collector', async () => {
    world = await given(steps());
    await inRun(world, 'a', '7');
    const folder = newFolder();
    await granted(complete(executorOf(world, steps(), folder).deps, late));
    await withRuns(world, { '7/1': ended }).schedule();
    const { accepted, refused: doubts } = await collectFrom(world, folder);
    expect([accepted, doubts.map(({ code }) => code)]).toEqual([[], ['attempt-closed']]);
  });

  test('or comes in time, and then there is nothing to abandon', async () => {
    world = await given(steps());
    await inRun(world, 'a', '7');
    const folder = newFolder();
    await granted(complete(executorOf(world, steps(), folder).deps, late));
    await granted(collect(world.deps, { files: filesBelow(folder), recheck: true }));
    const { schedule: run, asked } = withRuns(world, { '7/1': ended });
    expect((await run()).abandoned).toEqual([]);
    expect(asked).toEqual([]);
  });
});

test('two schedulers at once with the same evidence, at other times: one abandonment, one next attempt', async () => {
  world = await given(steps(2));
  await inRun(world, 'a', '7');
  await inRun(world, 'b', '8');
  const other = createWorld(steps(2), {
    memory: world.memory,
    machine: 'other',
    startAt: Date.parse('2026-02-01T00:00:00.000Z'),
  });
  const states = { '7/1': ended, '8/1': ended };
  // Both read, then both append: a store that lets everybody wait for the second reader.
  let waiting: (() => void)[] = [];
  const together = (deps: Deps): Deps => ({
    ...deps,
    store: {
      ...deps.store,
      read: async (id) => {
        const snapshot = await deps.store.read(id);
        if (waiting.length < 1) await new Promise<void>((resolve) => waiting.push(resolve));
        else waiting.splice(0).forEach((go) => go());
        return snapshot;
      },
    },
  });
  const [one, two] = [withRuns(world, states), withRuns(other, states)];
  const racing = [one, two].map(({ deps }) => schedule(together(deps), { item }));
  const free = setInterval(() => waiting.splice(0).forEach((go) => go()), 20);
  const results = await Promise.all(racing);
  clearInterval(free);
  waiting = [];
  expect(results.map(({ ok }) => ok)).toEqual([true, true]);
  const abandoned = results.flatMap((it) => (it.ok ? it.abandoned : []));
  expect(abandoned).toHaveLength(2);
  expect(await outcomes(world)).toHaveLength(2);
  const second = (await world.recordsOf('launch'))
    .filter(({ k }) => k === 2)
    .map(({ step }) => step);
  expect(second).toEqual(['a', 'b']);
});
