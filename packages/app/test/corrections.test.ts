/** Corrections: additive, linked, about one record; readers see both (FR-009). */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { explain, next } from '@orchestrator/app';
import { does, granted, item, refused } from './world.ts';
import { versioned, type Versioned } from './versioned.ts';

let world: Versioned;
afterEach(async () => expect(await world.violations()).toEqual([]));
beforeEach(async () => {
  world = await versioned({
    '1.0.0': {
      steps: [
        { key: 'a', order: 1 },
        { key: 'b', order: 2 },
      ],
    },
  });
  await does(world, ['a']);
});
const handoff = async () => {
  const found = (await world.records()).find(({ kind }) => kind === 'handoff');
  if (found === undefined) throw new Error('a is done');
  return found;
};

describe('a correction', () => {
  test('leaves the record as it is, and readers see both', async () => {
    const { id, path } = await handoff();
    const before = world.memory.files.get(path);
    await granted(world.correct(id.slice(0, 12), { outcome: 'it was half done' }, 'sam'));
    expect(world.memory.files.get(path)).toBe(before);
    const { steps } = (await granted(next(world.deps, item))).view;
    expect(steps[0]?.handoffs[0]).toMatchObject({
      outcome: 'a: completed',
      corrections: [{ by: 'sam', set: { outcome: 'it was half done' } }],
    });
    const because = (await granted(explain(world.deps, item, 'a'))).view.steps[0]?.because ?? [];
    expect(because.map(({ detail }) => detail)).toContainEqual(
      expect.stringContaining('corrected by sam: outcome: it was half done'),
    );
  });

  test('by path or id, one after the other; the same one twice is one', async () => {
    const { id, path } = await handoff();
    await granted(world.correct(path, { outcome: 'one' }));
    await granted(world.correct(id, { outcome: 'two' }));
    expect((await granted(world.correct(id, { outcome: 'two' }))).decision.repeated).toBe(true);
    const records = await world.recordsOf('correction');
    expect(records.map(({ n, path: about, causes }) => [n, about, causes])).toEqual([
      [1, path, [id]],
      [2, path, [id]],
    ]);
  });

  test('back to what an earlier one said is one more: the latest counts', async () => {
    const { id } = await handoff();
    for (const outcome of ['one', 'two', 'one'])
      expect((await granted(world.correct(id, { outcome }))).decision.repeated).toBe(false);
    const said = (await world.recordsOf('correction')).map(({ set }) => set['outcome']);
    expect(said).toEqual(['one', 'two', 'one']);
  });

  test('of an outcome, by its attempt as history calls it', async () => {
    const { id } = await handoff();
    await granted(world.correct('a.1', { outcome: 'one' }));
    expect((await world.recordsOf('correction')).map(({ corrects }) => corrects)).toEqual([id]);
    expect(await refused(world.correct('1', { outcome: 'two' }))).toMatchObject({
      code: 'unknown-record',
    });
  });

  test('of two at once both stand', async () => {
    const { id } = await handoff();
    world.told.rival = () => granted(world.correct(id, { outcome: 'one' }));
    await granted(world.correct(id, { outcome: 'two' }, 'sam'));
    expect((await world.recordsOf('correction')).map(({ n, set }) => [n, set['outcome']])).toEqual([
      [1, 'one'],
      [2, 'two'],
    ]);
  });

  test('of a correction is one too', async () => {
    const { id } = await handoff();
    const { decision } = await granted(world.correct(id, { outcome: 'one' }));
    await granted(world.correct(decision.answer.id, { reason: 'I misread it' }));
    expect(await world.recordsOf('correction')).toHaveLength(2);
  });

  test.each([
    ['status', 'failed'],
    ['step', 'b'],
    ['causes', ''],
    ['attemptId', 'other'],
    ['nowhere', 'x'],
    ['outcome', 'a: completed'],
    ['timestamp', 'yesterday'],
    ['actor', '../up'],
  ])('can not change what a record decides, nor make it none: %s', async (field, value) => {
    const { id } = await handoff();
    expect(await refused(world.correct(id, { [field]: value }))).toMatchObject({
      code: 'not-correctable',
      exit: 2,
    });
  });

  test('of nothing, of an unknown record or of too short an id is refused', async () => {
    const { id } = await handoff();
    expect(await refused(world.correct(id, {}))).toMatchObject({ code: 'not-correctable' });
    for (const name of ['0'.repeat(12), id.slice(0, 7), 'artifacts/nowhere.json'])
      expect(await refused(world.correct(name, { outcome: 'x' }))).toMatchObject({
        code: 'unknown-record',
        exit: 2,
      });
    expect(await world.recordsOf('correction')).toEqual([]);
  });

  test('of a record that decides changes no decision', async () => {
    const { id } = await handoff();
    const before = await world.viewNow();
    await granted(world.correct(id, { actor: 'somebody', timestamp: '2020-01-01T00:00:00Z' }));
    const after = await world.viewNow();
    expect({ ...after, basedOn: [] }).toEqual({ ...before, basedOn: [] });
  });
});
