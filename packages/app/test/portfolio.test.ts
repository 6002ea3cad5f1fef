/** The portfolio as a whole: clocks that disagree, histories that are damaged, the same twice, and what it was before. */
import { expect, test } from '@jest/globals';
import { exportPortfolio, list, transfer } from '@orchestrator/app';
import { does, given, granted, item, type World } from './world.ts';

const written = {
  steps: [
    { key: 'a', order: 1, outputs: ['app.js'] },
    { key: 'b', order: 2 },
  ],
};
const portfolioOf = async ({ deps }: World) => (await exportPortfolio(deps)).portfolio;

test('a clock that is behind those of others hides nothing: it is then as of the newest record', async () => {
  const world = await given(written);
  await does(world, ['a', 'b']);
  const behind = { ...world.deps, clock: { now: () => '2020-01-01T00:00:00.000Z' } };
  const { portfolio, path } = await exportPortfolio(behind);
  const last = (await world.recordsOf('handoff')).map(({ timestamp }) => timestamp).sort();
  expect(portfolio).toMatchObject({ asOf: last.at(-1), metrics: { delivered: 1, wip: 0 } });
  expect(path).toContain('20200101T000000Z');
});

test('an item with a damaged history is named, and in no number', async () => {
  const world = await given(written);
  await does(world, ['a', 'b']);
  expect(await portfolioOf(world)).toMatchObject({ metrics: { delivered: 1 } });
  const claim = `artifacts/claims/${item}/b.1.json`;
  const read = async (id: string) => {
    const { files, ...rest } = await world.memory.read(id);
    return { ...rest, files: files.filter(({ path }) => path !== claim) };
  };
  const damaged = { ...world.deps, store: { ...world.deps.store, read } };
  expect((await exportPortfolio(damaged)).portfolio).toMatchObject({
    metrics: { delivered: 0, wip: 0, leadTimeMs: { n: 0 } },
    quality: { incomplete: [item] },
    damaged: [{ workItemId: item, path: claim }],
  });
});

test('the same records give the same bytes, whenever they are asked for as of a moment', async () => {
  const world = await given(written);
  await does(world, ['a']);
  await world.schedule();
  const asOf = world.deps.clock.now();
  const exported = async (): Promise<string> => {
    const { path } = await exportPortfolio(world.deps, {}, { asOf });
    return world.memory.files.get(path) ?? '';
  };
  const early = await exported();
  await does(world, ['b']);
  expect(await exported()).toBe(early);
  expect(JSON.parse(early)).toMatchObject({
    asOf,
    headCommit: 'c'.repeat(40),
    metrics: { delivered: 0, wip: 1 },
    items: [{ state: 'active', completed: 1 }],
  });
});

test('each item leads down to its records and to what was handed over', async () => {
  const world = await given(written);
  await does(world, ['a']);
  const { items, drillDown } = await portfolioOf(world);
  const [handoff] = await world.recordsOf('handoff');
  expect(items).toMatchObject([
    {
      history: (await world.records()).map(() => ({ actor: expect.any(String) })),
      artifacts: [{ step: 'a', status: 'completed', outputs: handoff?.outputs }],
    },
  ]);
  expect(drillDown).toEqual({ records: (await world.records()).length, included: true });
});

test('the owner of a finished item is who answered when it left', async () => {
  const world = await given(written);
  await does(world, ['a', 'b']);
  await granted(transfer(world.deps, { item, to: 'bob', actor: 'olga', reason: 'on leave' }));
  expect(await list(world.deps, { owner: 'Olga' })).toMatchObject([{ owner: 'bob' }]);
  expect(await list(world.deps, { owner: 'bob' })).toEqual([]);
});
