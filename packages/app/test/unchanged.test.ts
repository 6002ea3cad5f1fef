/** Unchanged inputs: what was done with the same inputs, definition and foundations is not done twice (FR-010). */
import { afterEach, describe, expect, test } from '@jest/globals';
import { claim, schedule } from '@orchestrator/app';
import { collectFrom, executorOf, newFolder, removeFolders } from './uploads.ts';
import { does, granted, item, places, type Written } from './world.ts';
import { versioned, type Versioned, type Versions } from './versioned.ts';

let world: Versioned;
afterEach(async () => expect(await world.violations()).toEqual([]));

const gates = [
  { key: 'base', before: 'c', returnTo: 'a' },
  { key: 'top', after: 'c', returnTo: 'c' },
];
const c = { key: 'c', order: 2, inputs: ['plan.md'], outputs: ['c.js'] };
const flow = (last: object = c): Written => ({
  steps: [{ key: 'a', order: 1, outputs: ['a.js'] }, last],
  gates,
});
const start = async (versions: Versions = { '1.0.0': flow() }): Promise<void> => {
  world = await versioned(versions);
};
/** Step a is done (again) and what stands in front of c is approved. */
const prepared = async (): Promise<void> => {
  await does(world, ['a']);
  await granted(world.approve('base', 'rita'));
};
/** Step c is done; then a is sent back, done again and approved: c is to be done again. */
const sentBack = async (): Promise<void> => {
  await prepared();
  await does(world, ['c']);
  await granted(world.reject('base', 'rita'));
  await prepared();
};

describe('after a rework', () => {
  test('a dependent with the same inputs takes over its earlier outcome at once', async () => {
    await start();
    await sentBack();
    const { unchanged } = await granted(world.claim('c'));
    const [first, second] = (await world.recordsOf('handoff')).filter(
      ({ step }) => step.key === 'c',
    );
    expect(first?.reusedFrom).toBeUndefined();
    expect(second).toEqual(unchanged?.record);
    expect(second).toMatchObject({ status: 'completed', outputs: first?.outputs });
    expect((await places(world)).completed).toEqual(['a', 'c']);
  });

  test('the same claim again is answered in the same way and writes nothing', async () => {
    await start();
    await sentBack();
    const once = await granted(world.claim('c', { nonce: 'mine' }));
    const records = await world.records();
    const twice = await granted(world.claim('c', { nonce: 'mine' }));
    expect(twice.unchanged?.id).toBe(once.unchanged?.id);
    expect(await world.records()).toEqual(records);
  });

  test('an executor that was answered so is free for other work', async () => {
    await start();
    await sentBack();
    await granted(world.claim('c'));
    await granted(world.approve('top', 'rita'));
    expect((await world.viewNow()).done).toBe(true);
  });

  test.each([
    ['an input', 'plan.md'],
    ['an output that it builds on', 'a.js'],
  ])('with %s changed it is done again', async (_, path) => {
    await start();
    await prepared();
    await does(world, ['c']);
    await granted(world.reject('base', 'rita'));
    world.told.contents.set(path, 'changed');
    await prepared();
    expect((await granted(world.claim('c'))).unchanged).toBeUndefined();
    expect((await places(world)).running).toEqual(['c']);
    await granted(world.complete('c'));
  });

  test('who insists does it again', async () => {
    await start();
    await sentBack();
    const { deps } = world;
    const executor = { kind: 'local' as const, id: 'local' };
    const claimed = await granted(
      claim(deps, { item, step: 'c', actor: 'w', executor, force: true }),
    );
    expect(claimed.unchanged).toBeUndefined();
    await granted(world.complete('c'));
  });
});

describe('never taken over', () => {
  test('is what a rejection named: its inputs are the same and its result was refused', async () => {
    await start();
    await prepared();
    await does(world, ['c']);
    await granted(world.reject('top', 'rita'));
    expect((await granted(world.claim('c'))).unchanged).toBeUndefined();
    await granted(world.complete('c'));
  });

  test('is an older outcome of a step that a rejection named since', async () => {
    await start();
    await sentBack();
    await granted(world.claim('c'));
    await granted(world.reject('top', 'rita'));
    expect((await granted(world.claim('c'))).unchanged).toBeUndefined();
    await granted(world.complete('c'));
  });

  test('is a failure', async () => {
    await start();
    await prepared();
    await does(world, ['c'], { status: 'failed' });
    await granted(world.retry('c'));
    expect((await granted(world.claim('c'))).unchanged).toBeUndefined();
    await granted(world.complete('c'));
  });

  test('is the outcome of a step that declares no inputs', async () => {
    const { inputs: _, ...plain } = c;
    await start({ '1.0.0': flow(plain) });
    await sentBack();
    expect((await granted(world.claim('c'))).unchanged).toBeUndefined();
    await granted(world.complete('c'));
  });

  test('is what was made by an older definition, even where that was claimed after the migration', async () => {
    const stricter = { ...c, exitCriteria: [{ id: 'more', type: 'file_exists', path: 'more.md' }] };
    await start({ '1.0.0': flow(), '2.0.0': flow(stricter) });
    await prepared();
    await granted(world.schedule());
    await granted(world.migrate('2.0.0'));
    await does(world, ['c']);
    await granted(world.reject('base', 'rita'));
    await prepared();
    expect((await granted(world.claim('c'))).unchanged).toBeUndefined();
    await granted(world.complete('c'));
    expect((await world.recordsOf('handoff')).at(-1)?.checks.map(({ id }) => id)).toEqual(['more']);
  });
});

test('what a plan job claimed for a leg can be taken over later', async () => {
  await start();
  await prepared();
  const claimAs = {
    ...{ id: 'leg', actor: 'bot', executor: { kind: 'job' as const } },
    nonceFor: (step: string, k: number) => `nonce-${step}-${k}`,
  };
  await granted(schedule(world.deps, { item, claimAs }));
  await granted(world.complete('c', { executor: 'leg-c', nonce: 'nonce-c-1' }));
  await granted(world.reject('base', 'rita'));
  await prepared();
  expect((await granted(world.claim('c'))).unchanged?.record).toMatchObject({
    status: 'completed',
  });
});

test('an outcome that was taken over where nobody may write is collected', async () => {
  await start();
  await sentBack();
  const folder = newFolder();
  const maker = executorOf(world, flow(), folder);
  Object.assign(maker.deps, { definitions: world.deps.definitions, checks: world.deps.checks });
  expect((await granted(maker.claim('c'))).unchanged).toBeDefined();
  const report = await collectFrom(world, folder);
  removeFolders();
  expect(report.refused).toEqual([]);
  expect((await places(world)).completed).toEqual(['a', 'c']);
});
