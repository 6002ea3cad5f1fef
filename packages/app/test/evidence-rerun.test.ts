/** A person runs a run again: what it left open has ended, what ended badly is requeued in their name. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { claim, complete, schedule } from '@orchestrator/app';
import type { Rerun } from '@orchestrator/core';
import { createWorld, given, granted, item, places, type World, type Written } from './world.ts';

const steps = (maxAttempts = 1): Written => ({
  steps: [
    { key: 'a', order: 1, parallelizable: true, retry: { maxAttempts } },
    { key: 'b', order: 1, parallelizable: true, retry: { maxAttempts } },
    { key: 'c', order: 1, parallelizable: true },
    { key: 'd', order: 2 },
  ],
});
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

let world: World;
afterEach(async () => {
  expect(await world.violations()).toEqual([]);
});

describe('a person runs it again', () => {
  const rerun = (run: string, runAttempt: number, actor = 'olga'): Rerun => ({
    run,
    runAttempt,
    actor,
  });
  const fail = (step: string, nonce: string) =>
    granted(
      complete(world.deps, {
        item,
        step,
        actor: 'bot',
        executor: `leg-${step}`,
        nonce,
        status: 'failed',
      }),
    );

  test('schedule: what failed is requeued in their name, what was left open ends first', async () => {
    world = await given(steps());
    await inRun(world, 'a', '7', 1);
    await inRun(world, 'b', '7', 1);
    await inRun(world, 'c', '8', 1);
    await fail('a', 'n-a-7-1');
    const done = await granted(schedule(world.deps, { item, rerun: rerun('7', 2) }));
    expect(done.requeued.map(({ record }) => [record.step, record.k, record.actor])).toEqual([
      ['a', 2, 'olga'],
      ['b', 2, 'olga'],
    ]);
    expect(done.abandoned.map(({ record }) => [record.step.key, record.actor])).toEqual([
      ['b', 'github-actions[bot]'],
    ]);
    expect(done.launched.map(({ record }) => [record.step, record.k])).toEqual([
      ['a', 2],
      ['b', 2],
    ]);
    expect(await places(world)).toMatchObject({ ready: ['a', 'b'], running: ['c'] });
    const files = new Map(world.memory.files);
    const again = await granted(schedule(world.deps, { item, rerun: rerun('7', 2) }));
    expect([again.requeued, again.abandoned, again.launched]).toEqual([[], [], []]);
    expect(world.memory.files).toEqual(files);
  });

  test('claim: the one step, in one append, by whoever pressed the button', async () => {
    world = await given(steps());
    await inRun(world, 'a', '7', 1);
    await inRun(world, 'b', '7', 1);
    await fail('a', 'n-a-7-1');
    await granted(
      claim(world.deps, {
        ...{ item, step: 'a', actor: 'olga', nonce: 'again', rerun: rerun('7', 2) },
        executor: { kind: 'job', id: 'leg-a', run: '7', runAttempt: 2 },
      }),
    );
    expect(await world.recordsOf('requeue')).toMatchObject([{ step: 'a', k: 2, actor: 'olga' }]);
    expect(await places(world)).toMatchObject({ running: ['a', 'b'] });
    expect((await world.recordsOf('claim')).map(({ step, k }) => [step, k])).toContainEqual([
      'a',
      2,
    ]);
  });

  test('the same leg again in the same run attempt finds its claim', async () => {
    world = await given(steps());
    await inRun(world, 'a', '7', 1);
    await fail('a', 'n-a-7-1');
    const command = {
      ...{ item, step: 'a', actor: 'olga', nonce: 'again', rerun: rerun('7', 2) },
      executor: { kind: 'job', id: 'leg-a', run: '7', runAttempt: 2 },
    } as const;
    const first = await granted(claim(world.deps, command));
    const files = new Map(world.memory.files);
    const second = await granted(claim(world.deps, command));
    expect([first.decision.repeated, second.decision.repeated]).toEqual([false, true]);
    expect(world.memory.files).toEqual(files);
  });

  test('the policy covers it: no requeue in anybody’s name', async () => {
    world = await given(steps(3));
    await inRun(world, 'a', '7', 1);
    await fail('a', 'n-a-7-1');
    const done = await granted(schedule(world.deps, { item, rerun: rerun('7', 2) }));
    expect(done.requeued).toEqual([]);
    expect(
      done.launched.map(({ record }) => [record.step, record.k, record.requeuedBy]),
    ).toContainEqual(['a', 2, 'policy']);
  });

  test.each([
    ['another run', '9', 2],
    ['the same run attempt', '7', 1],
  ])('%s: nothing is requeued', async (_, run, runAttempt) => {
    world = await given(steps());
    await inRun(world, 'a', '7', 1);
    await fail('a', 'n-a-7-1');
    expect(
      (await granted(schedule(world.deps, { item, rerun: rerun(run, runAttempt) }))).requeued,
    ).toEqual([]);
  });

  test('what was completed stays, and so does what another person requeued', async () => {
    world = await given(steps());
    await inRun(world, 'a', '7', 1);
    await inRun(world, 'b', '7', 1);
    await granted(
      complete(world.deps, {
        item,
        step: 'b',
        actor: 'bot',
        executor: 'leg-b',
        nonce: 'n-b-7-1',
        status: 'completed',
      }),
    );
    await fail('a', 'n-a-7-1');
    await granted(world.retry('a', 'paul'));
    const done = await granted(schedule(world.deps, { item, rerun: rerun('7', 2) }));
    expect(done.requeued).toEqual([]);
    expect(await world.recordsOf('requeue')).toMatchObject([{ actor: 'paul' }]);
    expect(await places(world)).toMatchObject({ completed: ['b'] });
  });

  test('two plan jobs of one re-run at once: one requeue each', async () => {
    world = await given(steps());
    await inRun(world, 'a', '7', 1);
    await fail('a', 'n-a-7-1');
    const other = createWorld(steps(), {
      memory: world.memory,
      machine: 'other',
      startAt: Date.parse('2026-03-01T00:00:00Z'),
    });
    const both = await Promise.all(
      [world, other].map(({ deps }) => schedule(deps, { item, rerun: rerun('7', 2) })),
    );
    expect(both.map(({ ok }) => ok)).toEqual([true, true]);
    expect(await world.recordsOf('requeue')).toHaveLength(1);
  });

  test('a third attempt after a second one that died', async () => {
    world = await given(steps());
    await inRun(world, 'a', '7', 1);
    await fail('a', 'n-a-7-1');
    await granted(schedule(world.deps, { item, rerun: rerun('7', 2) }));
    await inRun(world, 'a', '7', 2);
    const done = await granted(schedule(world.deps, { item, rerun: rerun('7', 3, 'paul') }));
    expect(done.abandoned.map(({ record }) => record.step.key)).toEqual(['a']);
    expect(done.requeued.map(({ record }) => [record.k, record.actor])).toEqual([[3, 'paul']]);
  });
});
