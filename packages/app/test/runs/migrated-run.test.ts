/** A run whose contracts or whose workflow change while it is under way: nothing is guessed, and what is on record stays. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { attemptFile, runFile } from '@orchestrator/core';
import { createWorktreeStore } from '@orchestrator/stores';
import { freshFolder, removeFolder } from '../../../stores/test/folders.ts';
import { granted, refused, type Written } from '../world.ts';
import { contractOf, startedRun, threeGates } from './run-world.ts';

const folders: string[] = [];
afterAll(() => folders.forEach(removeFolder));

/** A run in files; `later` versions of its workflow may be gone on to. */
async function runInFiles(later: Readonly<Record<string, Written>> = {}) {
  const root = freshFolder('migrated-run');
  folders.push(root);
  const store = createWorktreeStore(root);
  const run = await startedRun('manual', threeGates, { reach: () => store, later });
  const json = async (file: string): Promise<unknown> =>
    JSON.parse((await store.readView(file)) ?? 'null');
  return { ...run, json, record: () => json(runFile(run.item)) };
}

const changed = contractOf('G1', { name: 'Stricter', validations: [] });

describe('a contract that changes', () => {
  test('nothing is started and nothing finished under either of the two; to fail an attempt is allowed', async () => {
    const run = await runInFiles();
    await granted(run.start(run.label, 'G1'));
    run.texts.set('G1', changed);
    const expected = {
      ...{ code: 'contract-changed', exit: 5 },
      message: expect.stringMatching(new RegExp(`^(?=.*${run.label}).*was changed`)),
      hint: expect.stringContaining(`orchestrator migrate --work-item ${run.item} --to wf@1.0.0`),
    };
    expect(await refused(run.finish(run.label, 'G1'))).toMatchObject(expected);
    await granted(run.fail(run.label, 'G1', 'the contract was changed'));
    expect(await refused(run.start(run.label, 'G1'))).toMatchObject({ code: 'contract-changed' });
    await granted(run.start(run.label, 'G2'));
    expect(await run.violationsOf()).toEqual([]);
    expect(await run.stale(run.item)).toEqual([]);
  });

  test('a refused start leaves nothing behind', async () => {
    const run = await startedRun();
    await granted(run.start(run.label, 'G1'));
    await granted(run.fail(run.label, 'G1'));
    run.texts.set('G1', changed);
    const before = new Map(run.memory.files);
    expect(await refused(run.start(run.label, 'G1'))).toMatchObject({ code: 'contract-changed' });
    expect([...run.memory.files.keys()].filter((path) => !before.has(path))).toEqual([]);
  });

  test('after a migration to the same version the next attempt is under the changed one', async () => {
    const run = await runInFiles();
    await granted(run.start(run.label, 'G1'));
    await granted(run.fail(run.label, 'G1'));
    const before = await run.json(attemptFile(run.item, 'G1', 1));
    run.texts.set('G1', changed);
    await granted(run.migrateTo(run.item, '1.0.0'));
    expect(await run.record()).toMatchObject({ gates: [{ gate: 'G1', name: 'Stricter' }, {}, {}] });
    await granted(run.start(run.label, 'G1'));
    const { attempt } = await granted(run.finish(run.label, 'G1'));
    expect([attempt.attempt, attempt.validations.map(({ type }) => type)]).toEqual([
      2,
      ['file_exists'],
    ]);
    expect(await run.json(attemptFile(run.item, 'G1', 1))).toEqual(before);
    expect(await run.violationsOf()).toEqual([]);
  });

  test('an attempt that was begun before is judged by what it was begun under', async () => {
    const run = await runInFiles();
    await granted(run.start(run.label, 'G1'));
    run.texts.set('G1', changed);
    await granted(run.migrateTo(run.item, '1.0.0'));
    expect(await refused(run.finish(run.label, 'G1'))).toMatchObject({
      ...{ code: 'contract-changed', exit: 5 },
      hint: expect.stringContaining(`gate fail --run ${run.label} --gate G1`),
    });
    await granted(run.fail(run.label, 'G1'));
    await granted(run.start(run.label, 'G1'));
    await granted(run.finish(run.label, 'G1'));
    expect(await run.violationsOf()).toEqual([]);
  });
});

describe('another version of the workflow', () => {
  const [intake = {}, research = {}] = threeGates.steps;
  const later = {
    '1.1.0': { steps: [intake, research] },
    '1.2.0': { steps: [{ ...intake, contract: 'G9' }, research] },
    '1.3.0': { steps: [...threeGates.steps, { key: 'more', order: 4, contract: 'G9' }] },
  };

  async function begunRun(...gates: readonly string[]) {
    const run = await runInFiles(later);
    run.texts.set('G9', contractOf('G9'));
    for (const gate of gates) {
      await granted(run.start(run.label, gate));
      await granted(run.fail(run.label, gate));
    }
    return run;
  }

  test.each([
    ['is not there', '1.1.0', 'G3'],
    ['is called otherwise', '1.2.0', 'G1'],
  ])(
    'in which a gate that was begun %s is refused: its files would belong to nothing',
    async (_, version, gate) => {
      const run = await begunRun(gate);
      const before = await run.record();
      expect(await refused(run.migrateTo(run.item, version))).toMatchObject({
        ...{ code: 'mapping-invalid', exit: 2 },
        message: expect.stringContaining(`The gate ${gate} of ${run.label} was begun`),
      });
      expect(await run.record()).toEqual(before);
      expect(await run.violationsOf()).toEqual([]);
    },
  );

  test('without a gate that nobody began is gone on to, and back again', async () => {
    const run = await begunRun('G1');
    await granted(run.migrateTo(run.item, '1.1.0'));
    expect(await run.record()).toMatchObject({
      gates: [{ gate: 'G1', status: 'FAIL' }, { gate: 'G2' }],
    });
    await granted(run.start(run.label, 'G2'));
    await granted(run.finish(run.label, 'G2'));
    await granted(run.migrateTo(run.item, undefined, 'back again'));
    expect(await run.record()).toMatchObject({
      gates: [
        { status: 'FAIL' },
        { gate: 'G2', status: 'PASS' },
        { gate: 'G3', status: 'PENDING' },
      ],
    });
    expect(await run.violationsOf()).toEqual([]);
    expect(await run.stale(run.item)).toEqual([]);
  });

  test('with one gate more that was begun is not left again', async () => {
    const run = await begunRun();
    await granted(run.migrateTo(run.item, '1.3.0'));
    await granted(run.start(run.label, 'G9'));
    expect(await refused(run.migrateTo(run.item, undefined, 'back again'))).toMatchObject({
      exit: 2,
    });
    await granted(run.finish(run.label, 'G9'));
    expect(await run.violationsOf()).toEqual([]);
    expect(await run.stale(run.item)).toEqual([]);
  });
});
