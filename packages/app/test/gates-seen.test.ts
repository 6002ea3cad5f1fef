/** Gates on GitHub: what is known of what a person looked at, and of who did the work. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { does, given, granted, refused, type World } from './world.ts';

let world: World;
const start = async (gate: object): Promise<void> => {
  world = await given({
    steps: [
      { key: 'build', order: 1 },
      { key: 'docs', order: 2 },
      { key: 'publish', order: 3 },
    ],
    gates: [{ key: 'go', before: 'publish', ...gate }],
  });
};
afterEach(async () => expect(await world.violations()).toEqual([]));

describe('what a person on GitHub saw', () => {
  const decideAt = (seen: Parameters<World['approve']>[3]) =>
    world.approve('go', 'rita', undefined, seen);

  test('the commit goes into the record, of a rejection too', async () => {
    await start({});
    await does(world, ['build', 'docs']);
    const commit = 'a'.repeat(40);
    await granted(decideAt({ commit }));
    expect(await world.recordsOf('approval')).toMatchObject([{ commit }]);
    await granted(world.reject('go', 'sam', { returnTo: 'docs', commit }));
    expect(await world.recordsOf('rework')).toMatchObject([{ commit }]);
  });

  test('what was handed over after the decision was made is not what it was about', async () => {
    await start({});
    await does(world, ['build', 'docs']);
    const handed = (await world.recordsOf('handoff')).map(({ timestamp }) => timestamp).sort();
    const latest = handed.at(-1) ?? '';
    const before = new Date(Date.parse(latest) - 1).toISOString();
    expect(await refused(decideAt({ seenAt: before }))).toMatchObject({
      ...{ code: 'gate-moved', exit: 3, message: expect.stringContaining('docs (attempt 1)') },
    });
    await granted(decideAt({ seenAt: latest }));
  });

  test('whoever wrote the pull request does not approve it, unless the gate lets them; they may take it back', async () => {
    await start({});
    await does(world, ['build', 'docs']);
    expect(await refused(decideAt({ authors: ['Rita'] }))).toMatchObject({
      ...{ code: 'self-approval', exit: 4 },
    });
    await granted(world.reject('go', 'rita', { returnTo: 'docs', authors: ['Rita'] }));
    await start({ preventSelfApproval: false });
    await does(world, ['build', 'docs']);
    await granted(decideAt({ authors: ['Rita'] }));
  });
});
