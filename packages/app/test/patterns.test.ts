/** FR-029: direct commits and a collector's batches of the same facts give the same tree, byte for byte. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AnyStored, StoredFile } from '@orchestrator/core';
import { createMemoryStore } from '@orchestrator/stores';
import type { WrittenWorkflow } from '../../core/test/workflows.ts';
import { createWorld, does, given, granted, item, type World } from './world.ts';
import { anyWalk, carryOut, finish, type Kind } from './walks.ts';

/** The tree but for the views. */
const tree = ({ memory }: World): ReadonlyMap<string, string> =>
  new Map(
    [...memory.files]
      .filter(([path]) => !/\/(schedule|exports)\//.test(path))
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );

/** What people and executors made; decisions of the scheduler are not among it. */
async function factsOf(
  world: World,
): Promise<readonly (StoredFile & { causes: readonly string[] })[]> {
  const { files } = await world.memory.read(item);
  const records = new Map((await world.records()).map((it): [string, AnyStored] => [it.path, it]));
  return files.flatMap((file) => {
    const stored = records.get(file.path);
    if (stored === undefined || stored.kind === 'launch') return [];
    return [{ ...file, causes: stored.record.causes }];
  });
}

async function store(world: World, files: readonly StoredFile[]): Promise<void> {
  const { version } = await world.memory.read(item);
  const records = files.map(({ path, text }) => ({ path, text }));
  expect(await world.memory.append(item, { records, views: [] }, version)).toBe('ok');
}

interface Order {
  /** Which of the facts that may land lands next. */
  readonly pick: Iterator<number>;
  /** Schedule first, and with how many executors; -1: not now. */
  readonly executors: Iterator<number>;
}

function* always(value: number): Generator<number, never> {
  for (;;) yield value;
}

/** Stores facts in an order that respects causes, one by one or in batches, with schedulers in between. */
async function replay(
  written: WrittenWorkflow,
  facts: Awaited<ReturnType<typeof factsOf>>,
  order: Order,
) {
  const world = createWorld(written, { memory: createMemoryStore(), machine: 'collector' });
  let left = facts;
  for (let round = 0; left.length > 0; round += 1) {
    if (round > 1000)
      throw new Error(`These never can land: ${left.map(({ path }) => path).join()}`);
    const there = new Set((await world.memory.read(item)).files.map(({ id }) => id));
    const ready = left.filter(({ causes }) => causes.every((id) => there.has(id)));
    const executors = order.executors.next().value as number;
    if (there.size > 0 && (executors >= 0 || ready.length === 0)) {
      await granted(world.schedule(ready.length === 0 ? undefined : executors));
    }
    const size = 1 + ((order.pick.next().value as number) % 3);
    const start = (order.pick.next().value as number) % Math.max(1, ready.length);
    const batch = ready.slice(start, start + size);
    if (batch.length > 0) await store(world, batch);
    left = left.filter((fact) => !batch.includes(fact));
  }
  await granted(world.schedule());
  return world;
}

/** Rejections and integrations read the whole item: taken on other records they are other facts. */
const kinds: readonly Kind[] = [
  ...(['schedule', 'claim', 'complete', 'fail', 'release', 'abandon', 'retry', 'approve'] as const),
];

describe('the two persistence patterns', () => {
  test('any order that respects causes, any batches, any schedulers: the same tree', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyWalk(20, kinds),
        fc.infiniteStream(fc.nat({ max: 999 })),
        fc.infiniteStream(fc.integer({ min: -1, max: 3 })),
        async ({ written, commands }, pick, executors) => {
          const direct = await given(written);
          for (const command of commands) await carryOut(direct, written, command);
          await finish(direct);
          await granted(direct.schedule());
          const collected = await replay(written, await factsOf(direct), { pick, executors });
          expect(tree(collected)).toEqual(tree(direct));
          expect(await collected.violations()).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('handoffs one by one, or in one batch afterwards', async () => {
    const written: WrittenWorkflow = {
      steps: ['a', 'b', 'c', 'd'].map((key, index) => ({
        key,
        order: index + 1,
        parallelizable: key === 'b' || key === 'c',
        resources: [],
        retry: { maxAttempts: 1 },
      })),
      gates: [],
    };
    const direct = await given(written);
    await does(direct, ['a']);
    await granted(direct.claim('b', { executor: 'one' }));
    await granted(direct.claim('c', { executor: 'two' }));
    await granted(direct.complete('c', { executor: 'two' }));
    await granted(direct.complete('b', { executor: 'one' }));
    await granted(direct.schedule());

    const facts = await factsOf(direct);
    const late = facts.filter(({ path }) => /handoff.*-(b|c)-/.test(path));
    const early = facts.filter((fact) => !late.includes(fact));
    const collected = await replay(written, early, { pick: always(0), executors: always(2) });
    expect((await collected.viewNow()).runningSteps.map(({ key }) => key)).toEqual(['b', 'c']);
    await store(collected, late);
    await granted(collected.schedule());
    expect(late).toHaveLength(2);
    expect(tree(collected)).toEqual(tree(direct));
  });

  test('running the scheduler again changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anyWalk(12), async ({ written, commands }) => {
        const world = await given(written);
        for (const command of commands) await carryOut(world, written, command);
        await granted(world.schedule());
        const files = new Map(world.memory.files);
        expect((await granted(world.schedule())).launched).toEqual([]);
        expect(world.memory.files).toEqual(files);
      }),
      { numRuns: 60 },
    );
  });
});
