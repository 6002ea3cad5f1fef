/** The edge cases of the specification: contention, equal orders, failing executors, handoffs that are gone. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { claim, status } from '@orchestrator/app';
import { launchSlot, type Refused } from '@orchestrator/core';
import { does, given, granted, item, places, refused, type World } from './world.ts';

const diamond = {
  steps: [
    { key: 'a', order: 1 },
    { key: 'b', order: 2, parallelizable: true },
    { key: 'c', order: 3, parallelizable: true },
    { key: 'd', order: 4 },
  ],
};

let world: World;
let damaged = false;
const start = async (...setting: Parameters<typeof given>): Promise<World> => {
  damaged = false;
  world = await given(...setting);
  return world;
};
afterEach(async () => {
  if (!damaged) expect(await world.violations()).toEqual([]);
});

describe('edge case: two parallelizable steps contend for a shared constraint', () => {
  test('they are serialised, and both decisions record with whom they share', async () => {
    const shares = (key: string) => ({
      key,
      order: 1,
      parallelizable: true,
      resources: ['database'],
    });
    await start({ steps: [shares('x'), shares('y'), { ...shares('z'), resources: [] }] });
    const { launched, view } = await granted(world.schedule());
    expect(launched.map(({ record }) => [record.step, record.sharesWith])).toEqual([
      ['x', ['y']],
      ['z', []],
    ]);
    expect(view.blockedSteps).toMatchObject([
      { key: 'y', blockedBy: ['x'], reasons: [{ code: 'resource' }] },
    ]);
    await does(world, ['x']);
    expect((await granted(world.schedule())).launched.map(({ record }) => record)).toMatchObject([
      { step: 'y', sharesWith: ['x'] },
    ]);
  });
});

describe('edge case: equal order indices', () => {
  test('the key decides, by code unit, and the tie is recorded', async () => {
    const keys = ['t10', 't2', 'b', 'a-1', 'a'];
    const steps = keys.map((key) => ({ key, order: 7, parallelizable: true }));
    await start({ steps });
    const { launched } = await granted(world.schedule());
    expect(launched.map(({ record }) => [record.step, record.rank])).toEqual([
      ['a', 1],
      ['a-1', 2],
      ['b', 3],
      ['t10', 4],
      ['t2', 5],
    ]);
    expect(launched[2]?.record.tiedWith).toEqual(['a', 'a-1', 't10', 't2']);
  });
});

describe('edge case: an executor fails in the middle of a task', () => {
  test('a new attempt is requeued explicitly, and the failed one stays in history', async () => {
    await start(diamond);
    await does(world, ['a'], { status: 'failed' });
    expect(await places(world)).toMatchObject({ ready: [], running: [], completed: [] });
    expect((await world.viewNow()).nextAction).toContain('Requeue a');
    const refusal = await refused(world.claim('a'));
    expect(refusal).toMatchObject({ code: 'step-not-launchable', exit: 4 });
    expect(refusal.hint).toContain('orchestrator retry');

    await granted(world.retry('a'));
    await granted(world.claim('a'));
    await granted(world.complete('a'));
    expect(
      (await world.recordsOf('handoff')).map(({ attemptId, status: s }) => [attemptId, s]),
    ).toEqual([
      ['a-local', 'failed'],
      ['a-local-2', 'completed'],
    ]);
    expect(await world.recordsOf('requeue')).toMatchObject([{ step: 'a', k: 2, actor: 'olga' }]);
  });

  test('the first end stands: after an abandonment the late completion is refused', async () => {
    await start(diamond);
    await granted(world.claim('a'));
    await granted(world.complete('a', { actor: 'olga', status: 'abandoned' }));
    expect(await refused(world.complete('a'))).toMatchObject({ code: 'attempt-closed', exit: 4 });
    expect(await world.recordsOf('handoff')).toMatchObject([{ status: 'abandoned' }]);
  });
});

describe('edge case: the handoff artifact is missing or unreadable', () => {
  const damages = [
    ['missing', (files: Map<string, string>, path: string) => files.delete(path)],
    ['cut off', (files: Map<string, string>, path: string) => files.set(path, '{"actor":')],
    ['edited', (files: Map<string, string>, path: string) => files.set(path, '{}\n')],
  ] as const;

  test.each(damages)('%s: only that item is blocked, with the way out', async (_, damage) => {
    await start(diamond);
    await does(world, ['a']);
    await granted(world.claim('b'));
    const files = world.memory.files as Map<string, string>;
    const whole = new Map(files);
    const path = [...files.keys()].find((it) => it.includes('/handoff/')) ?? '';
    damage(files, path);
    damaged = true;

    const commands: readonly Promise<{ readonly ok: true } | Refused>[] = [
      world.claim('c'),
      world.schedule(),
      world.complete('b'),
    ];
    for (const command of commands) {
      const refusal = await refused(command);
      expect(refusal).toMatchObject({ code: 'item-damaged', exit: 5 });
      expect(refusal.hint).toContain('git checkout HEAD -- ');
    }
    const { view } = await granted(status(world.deps, item));
    expect(view.damaged.map((it) => it.path)).toContain(path);
    expect((await world.violations()).map((it) => it.path)).toContain(path);

    files.set(path, whole.get(path) ?? '');
    damaged = false;
    await granted(world.complete('b'));
  });

  test('before anything was built on it, a missing handoff leaves its attempt open again', async () => {
    await start(diamond);
    await does(world, ['a']);
    const files = world.memory.files as Map<string, string>;
    for (const path of files.keys()) if (path.includes('/handoff/')) files.delete(path);
    expect(await places(world)).toMatchObject({ running: ['a'], ready: [] });
  });

  test('other items go on', async () => {
    await start(diamond);
    await granted(world.claim('a'));
    const files = world.memory.files as Map<string, string>;
    files.delete(launchSlot(item, 'a', 1));
    damaged = true;
    expect(await refused(world.complete('a'))).toMatchObject({ exit: 5 });
    const other = (text: string) => text.replaceAll(item, 'item-2');
    for (const [path, text] of [...files]) {
      if (path.includes('/work-items/')) files.set(other(path), other(text));
    }
    const { deps } = world;
    const executor = { kind: 'local', id: 'local' } as const;
    await granted(claim(deps, { item: 'item-2', step: 'a', actor: 'worker', executor }));
  });
});
