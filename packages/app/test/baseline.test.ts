/** Baseline integration (FR-010): the line after which only an explicit revert reopens work. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { does, given, granted, places, refused, type World } from './world.ts';

let world: World;
const start = async (gate: object = {}): Promise<void> => {
  world = await given({
    steps: [
      { key: 'build', order: 1 },
      { key: 'docs', order: 2, parallelizable: true, dependsOn: ['build'] },
      { key: 'side', order: 3, parallelizable: true, dependsOn: [] },
      { key: 'publish', order: 4, dependsOn: ['docs'] },
    ],
    gates: [{ key: 'go', before: 'publish', ...gate }],
  });
};
const nextAction = async (): Promise<string> => (await world.viewNow()).nextAction;
afterEach(async () => expect(await world.violations()).toEqual([]));

describe('baseline: the line that only a revert opens', () => {
  test('a rejection is refused after integration, until an explicit revert', async () => {
    await start({ returnTo: 'build' });
    await does(world, ['build', 'docs']);
    const { decision } = await granted(world.integrate());
    expect(decision.answer.record).toMatchObject({
      decision: 'integrated',
      baselineIntegration: 'post',
      covers: [
        ['build', 1],
        ['docs', 1],
      ],
    });
    const refusal = await refused(world.reject('go', 'rita'));
    expect(refusal).toMatchObject({ code: 'already-integrated', exit: 4 });
    expect(refusal.hint).toContain('orchestrator revert');

    expect(await refused(world.revert('build', ' '))).toMatchObject({ code: 'reason-missing' });
    await granted(world.revert('build'));
    expect((await places(world)).completed).toEqual(['build', 'docs']);
    // Nothing is undone yet: whoever comes later must learn that it is due.
    expect(await nextAction()).toContain('Reject build at a gate');
    await granted(world.reject('go', 'rita'));
    expect(await nextAction()).not.toContain('Reject');
    expect((await places(world)).completed).toEqual([]);
    expect((await world.recordsOf('baseline')).map(({ n, decision: d }) => [n, d])).toEqual([
      [1, 'integrated'],
      [2, 'reverted'],
    ]);
  });

  test('a revert opens the step and what depends on it, not what it was built on', async () => {
    await start({ returnTo: 'build' });
    await does(world, ['build', 'docs', 'side']);
    await granted(world.integrate());
    await granted(world.revert('docs'));
    expect(await refused(world.reject('go', 'rita'))).toMatchObject({ code: 'already-integrated' });
    await granted(world.reject('go', 'rita', { returnTo: 'docs' }));
    expect((await places(world)).completed).toEqual(['build', 'side']);
  });

  test('covers what is done at that moment; the rest stays provisional', async () => {
    await start({ returnTo: 'docs' });
    await does(world, ['build']);
    await granted(world.integrate());
    await does(world, ['docs']);
    await granted(world.reject('go', 'rita'));
    expect((await places(world)).completed).toEqual(['build']);
  });

  test('twice at the same commit is once; nothing to integrate or to revert is refused', async () => {
    await start({});
    expect(await refused(world.integrate())).toMatchObject({ code: 'nothing-to-integrate' });
    await does(world, ['build']);
    expect(await refused(world.revert('build'))).toMatchObject({ code: 'not-integrated', exit: 4 });
    await granted(world.integrate());
    expect((await granted(world.integrate())).decision.repeated).toBe(true);
    expect(await world.recordsOf('baseline')).toHaveLength(1);
  });

  test('only a commit that is in the base branch counts', async () => {
    await start({});
    await does(world, ['build']);
    world.told.merged = false;
    expect(await refused(world.integrate())).toMatchObject({ code: 'not-in-base', exit: 4 });
  });
});
