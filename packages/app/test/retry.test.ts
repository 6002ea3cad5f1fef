/** After a failure: the step's own policy as far as it reaches, then only a person (FR-027). */
import { afterEach, describe, expect, test } from '@jest/globals';
import { does, given, granted, places, refused, type World } from './world.ts';

let world: World;
const start = async (maxAttempts: number): Promise<World> => {
  world = await given({
    steps: [
      { key: 'a', order: 1, retry: { maxAttempts } },
      { key: 'b', order: 2 },
    ],
    gates: [{ key: 'go', after: 'a' }],
  });
  return world;
};
const launches = async () =>
  (await world.recordsOf('launch'))
    .filter(({ step }) => step === 'a')
    .map(({ k, requeuedBy }) => [k, requeuedBy]);
afterEach(async () => expect(await world.violations()).toEqual([]));

describe('the retry policy', () => {
  test('covers attempts until maxAttempts, and the launch says so', async () => {
    await start(3);
    await does(world, ['a', 'a', 'a'], { status: 'failed' });
    expect(await launches()).toEqual([
      [1, undefined],
      [2, 'policy'],
      [3, 'policy'],
    ]);
    expect(await refused(world.claim('a'))).toMatchObject({ code: 'step-not-launchable' });
    expect(await places(world)).toMatchObject({ ready: [], running: [] });

    await granted(world.retry('a'));
    await does(world, ['a'], { status: 'failed' });
    expect(await refused(world.claim('a'))).toMatchObject({ code: 'step-not-launchable' });
    await granted(world.retry('a'));
    await does(world, ['a']);
    expect((await launches()).slice(3)).toEqual([
      [4, undefined],
      [5, undefined],
    ]);
  });

  test.each(['failed', 'released', 'abandoned'] as const)(
    'covers an attempt that was %s',
    async (status) => {
      await start(2);
      await does(world, ['a'], { status });
      expect((await places(world)).ready).toEqual(['a']);
      await does(world, ['a'], { status });
      expect((await places(world)).ready).toEqual([]);
    },
  );

  test('counts anew after a rework', async () => {
    await start(2);
    await does(world, ['a'], { status: 'failed' });
    await does(world, ['a']);
    await granted(world.reject('go', 'rita'));
    await does(world, ['a'], { status: 'failed' });
    await does(world, ['a'], { status: 'failed' });
    expect(await launches()).toEqual([
      [1, undefined],
      [2, 'policy'],
      [3, undefined],
      [4, 'policy'],
    ]);
    expect(await refused(world.claim('a'))).toMatchObject({ code: 'step-not-launchable' });
  });
});

describe('requeue', () => {
  test('is refused while the policy covers the next attempt', async () => {
    await start(2);
    await does(world, ['a'], { status: 'failed' });
    const refusal = await refused(world.retry('a'));
    expect(refusal).toMatchObject({ code: 'requeue-not-needed', exit: 4 });
    expect(refusal.message).toContain('maxAttempts 2');
  });

  test('is refused when nothing failed', async () => {
    await start(1);
    expect(await refused(world.retry('a'))).toMatchObject({ code: 'requeue-not-needed' });
    await granted(world.claim('a'));
    expect(await refused(world.retry('a'))).toMatchObject({ code: 'requeue-not-needed' });
    await granted(world.complete('a'));
    expect(await refused(world.retry('a'))).toMatchObject({ code: 'requeue-not-needed' });
  });

  test('twice by the same person is once; by another it names the first', async () => {
    await start(1);
    await does(world, ['a'], { status: 'failed' });
    await granted(world.retry('a', 'olga'));
    expect((await granted(world.retry('a', 'Olga'))).decision.repeated).toBe(true);
    expect(await refused(world.retry('a', 'paul'))).toMatchObject({
      code: 'already-requeued',
      exit: 3,
      holder: 'olga',
    });
    expect(await world.recordsOf('requeue')).toHaveLength(1);
  });
});

describe('labels of attempts', () => {
  test('stay unique when somebody chose the name that a later attempt would get', async () => {
    world = await given({
      steps: [
        { key: 'a', order: 1, parallelizable: true },
        { key: 'b', order: 1, parallelizable: true },
      ],
    });
    await granted(world.claim('b', { executor: 'other', attempt: 'a-local-2' }));
    await does(world, ['a'], { status: 'failed' });
    await granted(world.retry('a'));
    await granted(world.claim('a'));
    const labels = (await world.recordsOf('claim')).map(({ attemptId }) => attemptId);
    expect(new Set(labels).size).toBe(labels.length);
  });
});
