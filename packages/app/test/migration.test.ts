/** Migrations: attempts go where their steps go, under whatever key; numbers, votes, reworks and baselines go with them. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { status } from '@orchestrator/app';
import { walk } from '@orchestrator/core';
import { does, granted, item, places, refused, type Written } from './world.ts';
import { versioned, type Versioned, type Versions } from './versioned.ts';

let world: Versioned;
const start = async (versions: Versions): Promise<void> => {
  world = await versioned(versions);
};
/** Whatever a test does, its history is legal. */
afterEach(async () => expect(await world.violations()).toEqual([]));

const row = (key: string, more: object = {}): object => ({ key, order: 1, dependsOn: [], ...more });
const side = (key: string, more: object = {}): object =>
  row(key, { parallelizable: true, ...more });
const flow = (steps: readonly object[], gates: readonly object[] = []): Written => ({
  steps,
  gates,
});
/** `key: state` of each step now. */
const states = async () => {
  const state = await world.stateNow();
  const { standings } = walk(state);
  return Object.fromEntries(
    state.steps.map(({ planned }, index) => [planned.step.key, standings[index]?.kind]),
  );
};

describe('attempts go with their steps', () => {
  test('a completed, a failed and a running attempt of a renamed step count for its new name', async () => {
    const steps = (names: readonly string[]) => flow(names.map((key) => side(key)));
    await start({ '1.0.0': steps(['a', 'b', 'c']), '2.0.0': steps(['x', 'y', 'z']) });
    await does(world, ['a']);
    await does(world, ['b'], { status: 'failed' });
    await granted(world.claim('c'));
    await granted(world.migrate('2.0.0', { a: 'x', b: 'y', c: 'z' }));
    expect(await states()).toEqual({ x: 'completed', y: 'blocked', z: 'running' });
    await granted(world.retry('y'));
    await granted(world.complete('z'));
    await does(world, ['y']);
    expect(await states()).toEqual({ x: 'completed', y: 'completed', z: 'completed' });
    expect((await world.recordsOf('launch')).map(({ step, k }) => [step, k])).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 1],
      ['y', 1],
    ]);
  });

  test('a requeue before the rename lets the step be tried again under its new name', async () => {
    await start({ '1.0.0': flow([row('d')]), '2.0.0': flow([row('c')]) });
    await does(world, ['d'], { status: 'failed' });
    await granted(world.retry('d'));
    await granted(world.migrate('2.0.0', { d: 'c' }));
    expect(await states()).toEqual({ c: 'ready' });
    await does(world, ['c']);
    expect(await states()).toEqual({ c: 'completed' });
  });

  test('a requeue of one step is not that of another that takes its key', async () => {
    await start({ '1.0.0': flow([side('d'), side('e')]), '2.0.0': flow([side('c'), side('d')]) });
    await does(world, ['d', 'e'], { status: 'failed' });
    await granted(world.retry('d'));
    await granted(world.migrate('2.0.0', { d: 'c', e: 'd' }));
    expect(await states()).toEqual({ c: 'ready', d: 'blocked' });
    await granted(world.retry('d'));
    await does(world, ['c', 'd']);
    expect(await states()).toEqual({ c: 'completed', d: 'completed' });
  });

  test('after a rename and its rollback a further failure can be requeued', async () => {
    await start({ '1.0.0': flow([row('d')]), '2.0.0': flow([row('c')]) });
    await does(world, ['d'], { status: 'failed' });
    await granted(world.retry('d'));
    await granted(world.migrate('2.0.0', { d: 'c' }));
    await does(world, ['c'], { status: 'failed' });
    await granted(world.rollBack());
    expect(await states()).toEqual({ d: 'blocked' });
    await granted(world.retry('d'));
    await does(world, ['d']);
    expect(await states()).toEqual({ d: 'completed' });
  });

  test('a key that was dropped and comes again begins anew, and its numbers go on', async () => {
    const two = flow([side('d'), side('e')]);
    await start({ '1.0.0': two, '2.0.0': flow([side('e')]), '3.0.0': two });
    await does(world, ['d']);
    await granted(world.migrate('2.0.0'));
    await granted(world.migrate('3.0.0'));
    expect(await states()).toEqual({ d: 'ready', e: 'ready' });
    await does(world, ['d']);
    expect((await world.recordsOf('launch')).map(({ step, k }) => [step, k])).toEqual([
      ['d', 1],
      ['d', 2],
    ]);
  });

  test('two steps that swap their keys keep their own results', async () => {
    const both = flow([side('a'), side('b')]);
    await start({ '1.0.0': both, '2.0.0': both });
    await does(world, ['a']);
    await does(world, ['b'], { status: 'failed' });
    await refused(world.migrate('2.0.0', { a: 'b' }));
    await granted(world.migrate('2.0.0', { a: 'b', b: 'a' }));
    expect(await states()).toEqual({ a: 'blocked', b: 'completed' });
    await granted(world.retry('a'));
    await does(world, ['a']);
    await granted(world.rollBack());
    expect(await states()).toEqual({ a: 'completed', b: 'completed' });
  });

  test('two migrations are rolled back one after the other, over running attempts', async () => {
    await start({
      '1.0.0': flow([side('a'), side('b')]),
      '2.0.0': flow([side('x'), side('b'), side('n')]),
      '3.0.0': flow([side('y'), side('n')]),
    });
    await granted(world.claim('a', { executor: 'one' }));
    await does(world, ['b']);
    await granted(world.migrate('2.0.0', { a: 'x' }));
    await granted(world.claim('n', { executor: 'two' }));
    await granted(world.migrate('3.0.0', { x: 'y' }));
    expect(await states()).toEqual({ n: 'running', y: 'running' });
    await granted(world.rollBack('first'));
    expect(await states()).toEqual({ b: 'completed', n: 'running', x: 'running' });
    await granted(world.rollBack('second'));
    expect(await states()).toEqual({ a: 'running', b: 'completed' });
    await granted(world.complete('a', { executor: 'one' }));
    const { view } = await granted(status(world.deps, item));
    expect(view).toMatchObject({ state: 'active', nextAction: 'Complete n' });
    await granted(world.complete('n', { executor: 'two' }));
    expect((await world.viewNow()).done).toBe(true);
    expect(await refused(world.rollBack('third'))).toMatchObject({ code: 'nothing-to-undo' });
  });

  test('a rollback does not bring back a launch beside somebody who runs alone', async () => {
    const two = flow([row('d'), row('e')]);
    await start({ '1.0.0': two, '2.0.0': flow([row('e')]) });
    await granted(world.schedule());
    await granted(world.migrate('2.0.0', { d: null }));
    await granted(world.claim('e', { executor: 'one' }));
    await granted(world.rollBack());
    expect(await states()).toEqual({ d: 'blocked', e: 'running' });
    expect(await refused(world.claim('d', { executor: 'two' }))).toMatchObject({ exit: 4 });
    await granted(world.complete('e', { executor: 'one' }));
    await does(world, ['d'], { executor: 'two' });
  });
});

describe('rework and the line over a migration', () => {
  const gate = { key: 'go', after: 'a', returnTo: 'a' };
  const chain = (...keys: readonly string[]) =>
    keys.map((key, index) => side(key, { dependsOn: keys.slice(Math.max(0, index - 1), index) }));

  test('rework of a renamed step, and what was built on it under its old name', async () => {
    await start({
      '1.0.0': flow(chain('a', 'b')),
      '2.0.0': flow(chain('x', 'b'), [{ key: 'go', after: 'x' }]),
    });
    await does(world, ['a', 'b']);
    await granted(world.migrate('2.0.0', { a: 'x' }));
    const { decision } = await granted(world.reject('go', 'rita'));
    expect(decision.answer.record).toMatchObject({
      rejected: ['a', 1],
      voids: [
        ['a', 1],
        ['b', 1],
      ],
    });
    await does(world, ['x']);
    await granted(world.approve('go', 'rita'));
    await does(world, ['b']);
    await granted(world.rollBack());
    expect(await states()).toEqual({ a: 'completed', b: 'completed' });
  });

  test('a step that the new version lets depend on the rejected one is sent back too', async () => {
    await start({
      '1.0.0': flow([side('a'), side('b')], [gate]),
      '2.0.0': flow(chain('a', 'b'), [gate]),
    });
    await does(world, ['a', 'b']);
    await granted(world.migrate('2.0.0'));
    await granted(world.reject('go', 'rita'));
    expect(await states()).toEqual({ a: 'ready', b: 'blocked' });
  });

  test('a rejection after a rollback takes what was made meanwhile with it', async () => {
    await start({
      '1.0.0': flow(chain('a', 'b', 'c'), [gate]),
      '2.0.0': flow([side('c')]),
    });
    await does(world, ['a']);
    await granted(world.migrate('2.0.0', { b: null, a: null }));
    await does(world, ['c']);
    await granted(world.rollBack());
    await granted(world.reject('go', 'rita'));
    expect(await states()).toEqual({ a: 'ready', b: 'blocked', c: 'blocked' });
  });

  test('no rollback revives what was sent back meanwhile', async () => {
    await start({
      '1.0.0': flow([side('a')]),
      '2.0.0': flow([side('x')], [{ key: 'go', after: 'x' }]),
    });
    await does(world, ['a']);
    await granted(world.migrate('2.0.0', { a: 'x' }));
    await granted(world.reject('go', 'rita'));
    await granted(world.rollBack());
    expect(await states()).toEqual({ a: 'ready' });
  });

  test('what was integrated before its rename is reverted under its new name', async () => {
    await start({
      '1.0.0': flow(chain('a', 'b')),
      '2.0.0': flow(chain('x', 'b'), [{ key: 'go', after: 'x' }]),
    });
    await does(world, ['a', 'b']);
    await granted(world.integrate());
    await granted(world.migrate('2.0.0', { a: 'x' }));
    const { hint } = await refused(world.reject('go', 'rita'));
    const [, named = ''] = /--step (\S+)/.exec(hint) ?? [];
    await granted(world.revert(named));
    await granted(world.reject('go', 'rita'));
    expect(await states()).toEqual({ b: 'blocked', x: 'ready' });
  });

  test('what was integrated and then dropped can be reverted with what it was built on', async () => {
    await start({ '1.0.0': flow(chain('a', 'b'), [gate]), '2.0.0': flow(chain('a'), [gate]) });
    await does(world, ['a']);
    await granted(world.approve('go', 'sam'));
    await does(world, ['b']);
    await granted(world.integrate());
    await granted(world.migrate('2.0.0'));
    await refused(world.reject('go', 'rita'));
    await granted(world.revert('a'));
    await granted(world.reject('go', 'rita'));
    expect(await states()).toEqual({ a: 'ready' });
  });

  test('a new step under the old key of a renamed one is integrated with it', async () => {
    await start({ '1.0.0': flow([side('d')]), '2.0.0': flow([side('c'), side('d')]) });
    await does(world, ['d']);
    await granted(world.migrate('2.0.0', { d: 'c' }));
    await does(world, ['d']);
    await granted(world.integrate());
    expect((await world.recordsOf('baseline'))[0]?.covers).toEqual([
      ['d', 1],
      ['d', 2],
    ]);
  });

  test('integration names what was done when it was decided, whatever is done meanwhile', async () => {
    await start({ '1.0.0': flow([side('a'), side('b')]) });
    await does(world, ['a']);
    world.told.rival = () => does(world, ['b']);
    await granted(world.integrate());
    expect((await world.recordsOf('baseline'))[0]?.covers).toEqual([['a', 1]]);
  });
});

describe('gates over a migration', () => {
  const steps = [side('a'), side('z', { dependsOn: ['a'] })];
  const gate = { key: 'go', after: 'a' };

  test('one that stays as it is keeps its votes, one that changes is pending again', async () => {
    await start({
      '1.0.0': flow(steps, [gate, { key: 'also', after: 'a' }]),
      '2.0.0': flow(steps, [gate, { key: 'also', after: 'a', approvals: 2 }]),
    });
    await does(world, ['a']);
    await granted(world.approve('go', 'rita'));
    await granted(world.approve('also', 'rita'));
    const { preview } = await granted(world.migrate('2.0.0'));
    expect(preview.approvalsFall).toEqual(['also']);
    const { view } = await granted(status(world.deps, item));
    expect(view.gates.map(({ key, state }) => [key, state])).toEqual([
      ['go', 'approved'],
      ['also', 'pending'],
    ]);
    await granted(world.approve('also', 'rita'));
    await granted(world.approve('also', 'sam'));
    await does(world, ['z']);
  });

  test('a vote for the old version does not land after the gate changed', async () => {
    await start({
      '1.0.0': flow(steps, [gate]),
      '2.0.0': flow(steps, [{ ...gate, approvals: 2 }]),
    });
    await does(world, ['a']);
    world.told.rival = () => granted(world.migrate('2.0.0'));
    expect(await refused(world.approve('go', 'rita'))).toMatchObject({
      code: 'version-moved',
      exit: 3,
    });
  });
});

test('status names failures as the steps are called now, so that they can be requeued', async () => {
  await start({ '1.0.0': flow([row('d')]), '2.0.0': flow([row('c')]) });
  await does(world, ['d'], { status: 'failed' });
  await granted(world.migrate('2.0.0', { d: 'c' }));
  const { view } = await granted(status(world.deps, item));
  expect(view.failures.map(({ step }) => step)).toEqual(['c']);
  expect(view.nextAction).toBe('Requeue c (retry)');
});

test('somebody who works on a dropped step keeps the item from being done, and is told to end it', async () => {
  await start({ '1.0.0': flow([side('a'), side('b')]), '2.0.0': flow([side('b')]) });
  await granted(world.claim('a', { executor: 'one' }));
  await does(world, ['b']);
  await granted(world.migrate('2.0.0', { a: null }));
  expect((await world.viewNow()).nextAction).toBe('Complete a');
  expect((await places(world)).running).toEqual(['a']);
  await granted(world.abandon('a'));
  expect((await world.viewNow()).done).toBe(true);
});
