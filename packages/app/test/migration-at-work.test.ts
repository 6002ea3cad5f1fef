/** Migrations while somebody works: claims, outcomes, collectors, evidence and rivals meet the new version. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { claim, complete, schedule, takeOver } from '@orchestrator/app';
import { walk } from '@orchestrator/core';
import { does, granted, item, refused, type Written } from './world.ts';
import { collectFrom, executorOf, newFolder, removeFolders } from './uploads.ts';
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

describe('whoever works on a renamed step', () => {
  const one = flow([side('a'), side('b')]);
  const other = flow([side('b'), side('c')]);
  const swapped = flow([side('a', { title: 'A' }), side('b')]);

  test('ends it under its old and under its new name', async () => {
    await start({ '1.0.0': one, '2.0.0': other });
    await granted(world.claim('a', { executor: 'one' }));
    await granted(world.claim('b', { executor: 'two' }));
    await granted(world.migrate('2.0.0', { a: 'c' }));
    await granted(world.complete('a', { executor: 'one' }));
    await granted(world.complete('b', { executor: 'two' }));
    expect(await states()).toEqual({ b: 'completed', c: 'completed' });
  });

  test('ends their own attempt where the old name is that of another step now', async () => {
    await start({ '1.0.0': one, '2.0.0': swapped });
    await granted(world.claim('a', { executor: 'one', nonce: 'n-one' }));
    await granted(world.claim('b', { executor: 'two', nonce: 'n-two' }));
    await granted(world.migrate('2.0.0', { a: 'b', b: 'a' }));
    await granted(world.complete('a', { executor: 'one', nonce: 'n-one' }));
    expect((await world.recordsOf('handoff')).map(({ step }) => step.key)).toEqual(['a']);
    expect(await states()).toEqual({ a: 'running', b: 'completed' });
  });

  test('is named in a refusal so that nobody else is abandoned', async () => {
    await start({ '1.0.0': one, '2.0.0': swapped });
    await granted(world.claim('a', { executor: 'one' }));
    await granted(world.claim('b', { executor: 'two' }));
    await granted(world.migrate('2.0.0', { a: 'b', b: 'a' }));
    const { hint, holder } = await refused(world.claim('b', { executor: 'three' }));
    expect(holder).toBe('one');
    const [, step = '', , attempt] =
      /--step (\S+)( --attempt (\S+))?/.exec(hint.slice(hint.indexOf('abandon'))) ?? [];
    await granted(world.abandon(step, attempt));
    expect((await world.recordsOf('handoff')).map(({ executor }) => executor.id)).toEqual(['one']);
  });

  test('takes over what a plan job claimed for them', async () => {
    await start({ '1.0.0': one, '2.0.0': other });
    const nonceFor = (step: string): string => `nonce-${step}`;
    const claimAs = { id: 'leg', actor: 'bot', executor: { kind: 'job' as const }, nonceFor };
    await granted(schedule(world.deps, { item, claimAs }));
    await granted(world.migrate('2.0.0', { a: 'c' }));
    const taken = await granted(takeOver(world.deps, { item, step: 'a', nonce: 'nonce-a' }));
    expect(taken.decision.answer.record).toMatchObject({ step: 'a', k: 1 });
    expect(
      await refused(takeOver(world.deps, { item, step: 'b', nonce: 'nonce-a' })),
    ).toMatchObject({ code: 'not-owner' });
    await granted(
      complete(world.deps, {
        ...{
          item,
          step: 'a',
          nonce: 'nonce-a',
          actor: 'bot',
          executor: 'leg-a',
          status: 'completed',
        },
      }),
    );
    expect(await states()).toEqual({ b: 'running', c: 'completed' });
  });

  test.each([
    ['renamed', { a: 'c' }],
    ['dropped', { a: null }],
  ])('and whose run is dead is found by the evidence, and nobody else: %s', async (_, renames) => {
    const taker = flow([side('a', { title: 'B' }), side('c')]);
    await start({ '1.0.0': one, '2.0.0': taker });
    const inRun = (step: string, run: string) =>
      granted(
        claim(world.deps, {
          ...{ item, step, actor: 'bot', nonce: `n-${step}` },
          executor: { kind: 'job', id: `leg-${step}`, run },
        }),
      );
    await inRun('a', '7');
    await inRun('b', '8');
    await granted(world.migrate('2.0.0', { ...renames, b: 'a' }));
    const runs = { state: (run: string) => Promise.resolve({ ended: run === '7' }) };
    const { abandoned } = await granted(schedule({ ...world.deps, runs }, { item }));
    expect(abandoned.map(({ record }) => record.executor.id)).toEqual(['leg-a']);
  });
});

describe('a collector', () => {
  afterEach(removeFolders);
  const strict = (key: string, id: string) =>
    side(key, { exitCriteria: [{ id, type: 'file_exists', path: 'x' }] });

  test.each([
    ['renamed', { a: 'c' }, { b: 'ready', c: 'completed' }],
    ['dropped', { a: null }, { b: 'ready', c: 'ready' }],
    ['renamed, with its key taken', { a: 'b', b: 'c' }, { b: 'completed', c: 'ready' }],
  ])('takes the outcome of an attempt whose step was %s since', async (_, renames, expected) => {
    const before = flow([strict('a', 'old'), side('b')]);
    await start({ '1.0.0': before, '2.0.0': flow([strict('b', 'new'), strict('c', 'new')]) });
    await granted(world.claim('a', { nonce: 'n' }));
    const folder = newFolder();
    const maker = executorOf(world, before, folder);
    Object.assign(maker.deps, { definitions: world.deps.definitions });
    await granted(maker.complete('a', { nonce: 'n' }));
    await granted(world.migrate('2.0.0', renames));
    world.told.failing.add('new');
    const report = await collectFrom(world, folder);
    expect(report.refused).toEqual([]);
    expect(await states()).toEqual(expected);
  });

  test('takes a claim, its outcome and a requeue that were made before the rename', async () => {
    const before = flow([side('a', { retry: { maxAttempts: 1 } }), side('b')]);
    await start({ '1.0.0': before, '2.0.0': flow([side('b'), side('c')]) });
    await does(world, ['b'], { status: 'failed' });
    await granted(world.schedule());
    const folder = newFolder();
    const maker = executorOf(world, before, folder);
    Object.assign(maker.deps, { definitions: world.deps.definitions });
    await granted(maker.retry('b'));
    await granted(maker.claim('a'));
    await granted(maker.complete('a'));
    await granted(world.migrate('2.0.0', { a: 'b', b: 'c' }));
    const report = await collectFrom(world, folder);
    expect(report.refused).toEqual([]);
    expect(await states()).toEqual({ b: 'completed', c: 'ready' });
  });
});

describe('a claim while somebody migrates', () => {
  const entry = (...ids: readonly string[]) =>
    ids.map((id) => ({ id, type: 'file_exists', path: `${id}.md` }));
  const versions = {
    '1.0.0': flow([row('a', { entryCriteria: entry('old') })]),
    '2.0.0': flow([row('a', { entryCriteria: entry('new') })]),
  };

  test('is checked by the rules of the version that it comes to', async () => {
    await start(versions);
    world.told.rival = () => granted(world.migrate('2.0.0'));
    const { decision } = await granted(world.claim('a'));
    expect(decision.answer.record.checks.map(({ id }) => id)).toEqual(['new']);
  });

  test('is refused where those rules are not kept', async () => {
    await start(versions);
    world.told.failing.add('new');
    world.told.rival = () => granted(world.migrate('2.0.0'));
    expect(await refused(world.claim('a'))).toMatchObject({ code: 'entry-criteria' });
    expect(await world.recordsOf('claim')).toEqual([]);
  });

  test('of a whole batch is checked so too', async () => {
    await start(versions);
    world.told.rival = () => granted(world.migrate('2.0.0'));
    const claimAs = {
      ...{ id: 'leg', actor: 'bot', executor: { kind: 'job' as const } },
      nonceFor: (step: string) => `nonce-${step}`,
    };
    const { claimed } = await granted(schedule(world.deps, { item, claimAs }));
    expect(claimed.flatMap(({ record }) => record.checks.map(({ id }) => id))).toEqual(['new']);
  });

  test('and of two migrations at once the second is refused', async () => {
    await start({ ...versions, '3.0.0': flow([row('a')]) });
    world.told.rival = () => granted(world.migrate('2.0.0'));
    expect(await refused(world.migrate('3.0.0'))).toMatchObject({ code: 'version-moved', exit: 3 });
  });

  test('said again with another mapping is not the same decision', async () => {
    await start({ '1.0.0': flow([side('a'), side('b')]), '2.0.0': flow([side('c')]) });
    await granted(world.migrate('2.0.0', { a: 'c' }));
    expect((await granted(world.migrate('2.0.0', { a: 'c' }))).decision.repeated).toBe(true);
    await refused(world.migrate('2.0.0', { b: 'c' }));
  });
});
