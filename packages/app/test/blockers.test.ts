/** Blockers: declared, classified, resolved; of a step, of the item, of another item that is waited for (FR-012). */
import { afterEach, describe, expect, test } from '@jest/globals';
import { status, unblock } from '@orchestrator/app';
import { does, granted, item, places, refused, type Written } from './world.ts';
import { versioned, type Versioned, type Versions } from './versioned.ts';

let world: Versioned;
afterEach(async () => expect(await world.violations()).toEqual([]));

const side = (key: string, more: object = {}): object => ({
  ...{ key, order: 1, dependsOn: [], parallelizable: true },
  ...more,
});
const flow = (...steps: readonly object[]): Written => ({ steps });
const plain = flow(side('a'), side('b', { dependsOn: ['a'] }), side('c'));
const start = async (versions: Versions = { '1.0.0': plain }): Promise<void> => {
  world = await versioned(versions);
};
const statusNow = async (name = item) => (await granted(status(world.deps, name))).view;
const ready = async (): Promise<readonly string[]> => (await places(world)).ready;

describe('a blocked step', () => {
  test('can not be claimed, launched or not, and shows what it holds up', async () => {
    await start();
    await granted(world.schedule());
    await granted(world.block('a', 'license', 'decision'));
    expect(await ready()).toEqual(['c']);
    expect(await refused(world.claim('a'))).toMatchObject({ code: 'step-not-launchable', exit: 4 });
    const view = await statusNow();
    expect(view.blockers).toEqual([
      expect.objectContaining({ id: 'license', step: 'a', type: 'decision', holdsUp: ['a', 'b'] }),
    ]);
    expect(view.nextAction).toBe('Claim c; Resolve license (olga)');
    await granted(world.unblock('license'));
    await does(world, ['a', 'b', 'c']);
    expect((await statusNow()).state).toBe('done');
  });

  test('that runs is completed all the same; a failed one waits for the blocker and for a requeue', async () => {
    await start();
    await granted(world.claim('a'));
    await granted(world.block('a'));
    await granted(world.complete('a', { status: 'failed' }));
    expect((await statusNow()).nextAction).toBe(
      'Claim c; Resolve other-1 (olga); Requeue a (retry)',
    );
    await granted(world.retry('a'));
    expect(await ready()).toEqual(['c']);
    await granted(world.unblock('other-1'));
    expect(await ready()).toEqual(['a', 'c']);
  });

  test('a blocker of the item holds up everything that does not run', async () => {
    await start();
    await granted(world.claim('c'));
    await granted(world.block());
    expect(await places(world)).toMatchObject({ ready: [], running: ['c'], blocked: ['a', 'b'] });
    await granted(world.complete('c'));
    expect((await statusNow()).state).toBe('blocked');
  });

  test('a launch that was recorded before the blocker is the same afterwards', async () => {
    await start();
    await granted(world.schedule());
    const launches = await world.recordsOf('launch');
    await granted(world.block('a'));
    await granted(world.unblock('other-1'));
    await granted(world.schedule());
    expect(await world.recordsOf('launch')).toEqual(launches);
  });
});

describe('ids and words', () => {
  test('ids are never reused, the same words are the same blocker', async () => {
    await start();
    await granted(world.block('a', 'x'));
    expect((await granted(world.block('a', 'x'))).decision.repeated).toBe(true);
    expect(await refused(world.block('b', 'x'))).toMatchObject({ code: 'blocker-exists' });
    await granted(world.unblock('x'));
    expect((await granted(world.unblock('x'))).decision.repeated).toBe(true);
    expect(await refused(world.block('a', 'x'))).toMatchObject({ code: 'blocker-exists', exit: 4 });
    expect(await refused(world.unblock('y'))).toMatchObject({ code: 'unknown-blocker', exit: 2 });
    expect(await refused(world.block('nowhere'))).toMatchObject({ code: 'unknown-step' });
  });

  test('two that are declared at once both stand, each with an id of its own', async () => {
    await start();
    world.told.rival = () => granted(world.block('b'));
    const { decision } = await granted(world.block('a'));
    expect(decision.answer.record).toMatchObject({ blocker: 'other-2' });
  });

  test('a claim that meets a new blocker is refused', async () => {
    await start();
    world.told.rival = () => granted(world.block('a'));
    expect(await refused(world.claim('a'))).toMatchObject({ code: 'step-not-launchable' });
    expect(await world.recordsOf('claim')).toEqual([]);
  });
});

describe('over a migration', () => {
  test('a blocker goes with its step, and back with a rollback', async () => {
    await start({ '1.0.0': plain, '2.0.0': flow(side('x'), side('c')) });
    await granted(world.block('a', 'one'));
    await granted(world.migrate('2.0.0', { a: 'x' }));
    expect(await ready()).toEqual(['c']);
    await granted(world.block('x', 'two'));
    await granted(world.rollBack());
    expect((await statusNow()).blockers.map(({ id, step }) => [id, step])).toEqual([
      ['one', 'a'],
      ['two', 'a'],
    ]);
  });

  test('with two keys swapped each keeps its own blocker', async () => {
    const both = flow(side('a'), side('c'));
    await start({ '1.0.0': both, '2.0.0': flow(side('a', { title: 'A' }), side('c')) });
    await granted(world.block('a', 'one'));
    await granted(world.migrate('2.0.0', { a: 'c', c: 'a' }));
    expect(await ready()).toEqual(['a']);
    expect((await statusNow()).blockers.map(({ step }) => step)).toEqual(['c']);
  });

  test('of a dropped step holds up nothing, not even a new step under its key', async () => {
    await start({ '1.0.0': plain, '2.0.0': flow(side('c')), '3.0.0': flow(side('a'), side('c')) });
    await granted(world.block('a', 'one'));
    await granted(world.migrate('2.0.0'));
    expect((await statusNow()).blockers.map(({ holdsUp }) => holdsUp)).toEqual([[]]);
    await granted(world.migrate('3.0.0'));
    expect(await ready()).toEqual(['a', 'c']);
    expect((await statusNow()).blockers.map(({ holdsUp }) => holdsUp)).toEqual([[]]);
    await granted(world.unblock('one'));
    await does(world, ['a', 'c']);
    expect((await statusNow()).state).toBe('done');
  });
});

describe('an item that waits for another one', () => {
  const waiting = 'item-2';
  const linked = async (written: Written = { steps: [{ key: 'a', order: 1 }] }): Promise<void> => {
    await start({ '1.0.0': written });
    await granted(world.registerOther(waiting, [`blocked-by:${item}`]));
  };
  const whoIsReady = async () => (await statusNow(waiting)).nextSteps;

  test('may begin when that is done, and not again when its work was sent back', async () => {
    await linked({
      steps: [{ key: 'a', order: 1 }],
      gates: [{ key: 'go', after: 'a' }],
    });
    expect((await statusNow(waiting)).blockers[0]).toMatchObject({ id: item, type: 'dependency' });
    await does(world, ['a']);
    expect(await whoIsReady()).toEqual([]);
    await granted(world.approve('go', 'rita'));
    expect(await whoIsReady()).toEqual(['a']);
    await granted(world.reject('go', 'rita'));
    expect(await whoIsReady()).toEqual([]);
  });

  test('waits for an item that is unknown, closed or merged into one that is not done', async () => {
    await linked({ steps: [{ key: 'a', order: 1 }], gates: [{ key: 'intake', kind: 'handoff' }] });
    await granted(world.registerOther('item-3', ['blocked-by:item-9']));
    await granted(world.registerOther('item-4'));
    expect((await statusNow('item-3')).blockers[0]?.reason).toBe('item-9 is not registered yet');
    await granted(world.review('intake', 'close'));
    expect((await statusNow(waiting)).blockers[0]?.reason).toContain('closed without being done');
    await granted(world.review('intake', 'merge', { target: 'item-4', actor: 'sam' }));
    expect((await statusNow(waiting)).blockers[0]?.reason).toContain('merged into item-4');
  });

  test('is not let go by one whose history is damaged', async () => {
    await linked();
    await does(world, ['a']);
    expect(await whoIsReady()).toEqual(['a']);
    // What nobody can read may be the rejection of just that work.
    const path = `artifacts/journal/${item}/rework.a.1.json`;
    await world.memory.writeView({ path, text: '{"broken":true}\n' });
    expect(await whoIsReady()).toEqual([]);
    expect((await world.violations()).map((it) => it.path)).toEqual([path]);
    world = await versioned({ '1.0.0': plain });
  });

  test('may be let go by a person, with a reason, once', async () => {
    await linked();
    const why = { item: waiting, blocker: item, actor: 'olga', reason: 'we go ahead' };
    await granted(unblock(world.deps, why));
    expect(await whoIsReady()).toEqual(['a']);
    expect(await refused(unblock(world.deps, { ...why, actor: 'sam' }))).toMatchObject({
      code: 'blocker-resolved',
    });
  });
});
