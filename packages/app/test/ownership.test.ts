/** Who answers for an item and its steps: transfers, with reasons, over migrations, and two at once (FR-011). */
import { afterEach, describe, expect, test } from '@jest/globals';
import { next, status } from '@orchestrator/app';
import { granted, item, refused, type Written } from './world.ts';
import { versioned, type Versioned, type Versions } from './versioned.ts';

let world: Versioned;
afterEach(async () => expect(await world.violations()).toEqual([]));

const flow = (...keys: readonly string[]): Written => ({
  steps: keys.map((key) => ({ key, order: 1, dependsOn: [], parallelizable: true })),
});
const start = async (versions: Versions = { '1.0.0': flow('a', 'b') }): Promise<void> => {
  world = await versioned(versions);
};
/** The owner of the item, and of each step. */
const owners = async () => {
  const { owner } = (await granted(status(world.deps, item))).view;
  const { steps } = (await granted(next(world.deps, item))).view;
  return [owner, Object.fromEntries(steps.map((packet) => [packet.key, packet.owner]))];
};

describe('a transfer', () => {
  test('of the item leaves a step to whom it was given', async () => {
    await start();
    await granted(world.transfer('bob', 'a'));
    await granted(world.transfer('carl'));
    expect(await owners()).toEqual(['carl', { a: 'bob', b: 'carl' }]);
    expect(
      (await world.recordsOf('transfer')).map(({ n, from, to, step }) => [n, from, to, step]),
    ).toEqual([
      [1, 'olga', 'bob', 'a'],
      [1, 'olga', 'carl', undefined],
    ]);
  });

  test('is one series for the item and one for each step, each record naming the one before', async () => {
    await start();
    for (const to of ['bob', 'carl', 'dora']) {
      await granted(world.transfer(to));
      await granted(world.transfer(`${to}-b`, 'b'));
    }
    const records = (await world.records()).filter(({ kind }) => kind === 'transfer');
    const named = records.map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
    expect(named).toEqual(['1.b', '1', '2.b', '2', '3.b', '3'].map((it) => `owner.${it}.json`));
    const [, first, , second] = records;
    expect(second?.record.causes).toEqual([first?.id]);
    expect(await owners()).toEqual(['dora', { a: 'dora', b: 'dora-b' }]);
  });

  test('to whom it belongs already, without a reason or of an unknown step is refused', async () => {
    await start();
    expect(await refused(world.transfer('OLGA'))).toMatchObject({ code: 'already-owner', exit: 4 });
    expect(await refused(world.transfer('bob', 'nowhere'))).toMatchObject({ code: 'unknown-step' });
    await granted(world.transfer('bob'));
    expect((await granted(world.transfer('bob'))).decision.repeated).toBe(true);
    expect(await refused(world.transfer('bob', undefined, 'sam'))).toMatchObject({
      code: 'already-owner',
    });
    expect(await world.recordsOf('transfer')).toHaveLength(1);
  });

  test('of two at once the second one is from the new owner, and nothing is lost', async () => {
    await start();
    world.told.rival = () => granted(world.transfer('bob'));
    await granted(world.transfer('carl', undefined, 'sam'));
    expect((await world.recordsOf('transfer')).map(({ n, from, to }) => [n, from, to])).toEqual([
      [1, 'olga', 'bob'],
      [2, 'bob', 'carl'],
    ]);
  });
});

describe('over a migration', () => {
  test('the last transfer of a step holds, whatever it was called then', async () => {
    await start({ '1.0.0': flow('d', 'e'), '2.0.0': flow('c', 'e') });
    await granted(world.transfer('bob', 'd'));
    await granted(world.transfer('carl', 'd'));
    await granted(world.migrate('2.0.0', { d: 'c' }));
    expect(await owners()).toEqual(['olga', { c: 'carl', e: 'olga' }]);
    await granted(world.transfer('dora', 'c'));
    expect(await owners()).toEqual(['olga', { c: 'dora', e: 'olga' }]);
    await granted(world.rollBack());
    expect(await owners()).toEqual(['olga', { d: 'dora', e: 'olga' }]);
    await granted(world.transfer('emil', 'd'));
    expect(await owners()).toEqual(['olga', { d: 'emil', e: 'olga' }]);
  });

  test('two steps that swap their keys keep their owners', async () => {
    const versions = { '1.0.0': flow('a', 'b'), '2.0.0': { ...flow('b', 'a') } };
    await start(versions);
    await granted(world.transfer('ann', 'a'));
    await granted(world.transfer('bob', 'b'));
    await granted(world.migrate('2.0.0', { a: 'b', b: 'a' }));
    expect(await owners()).toEqual(['olga', { a: 'bob', b: 'ann' }]);
    await granted(world.transfer('carl', 'a'));
    expect(await owners()).toEqual(['olga', { a: 'carl', b: 'ann' }]);
    await granted(world.rollBack());
    expect(await owners()).toEqual(['olga', { a: 'ann', b: 'carl' }]);
    await granted(world.transfer('dora', 'a'));
    await granted(world.transfer('emil', 'b'));
    expect(await owners()).toEqual(['olga', { a: 'dora', b: 'emil' }]);
  });

  test('a step that is new under the key of a dropped one belongs to the owner of the item', async () => {
    await start({ '1.0.0': flow('a', 'b'), '2.0.0': flow('b'), '3.0.0': flow('a', 'b') });
    await granted(world.transfer('bob', 'a'));
    await granted(world.migrate('2.0.0'));
    await granted(world.migrate('3.0.0'));
    expect(await owners()).toEqual(['olga', { a: 'olga', b: 'olga' }]);
    await granted(world.transfer('carl', 'a'));
    expect(await owners()).toEqual(['olga', { a: 'carl', b: 'olga' }]);
  });
});
