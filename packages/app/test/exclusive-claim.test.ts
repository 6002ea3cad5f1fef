/** Acceptance scenario 4: one attempt, one owner. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { createWorld, does, given, granted, refused, type World } from './world.ts';

const diamond = {
  steps: [
    { key: 'a', order: 1 },
    { key: 'b', order: 2, parallelizable: true },
    { key: 'c', order: 3, parallelizable: true },
    { key: 'd', order: 4 },
  ],
};

let world: World;
const start = async (...setting: Parameters<typeof given>): Promise<World> => {
  world = await given(...setting);
  return world;
};
afterEach(async () => {
  expect(await world.violations()).toEqual([]);
});

describe('scenario 4: a claim is exclusive until a terminal state', () => {
  test('what somebody recorded is said again, whoever has a later attempt by now', async () => {
    await start({ ...diamond, gates: [{ key: 'go', after: 'a' }] });
    await granted(world.claim('a', { executor: 'one' }));
    const done = await granted(world.complete('a', { executor: 'one', outcome: 'Done' }));
    await granted(world.reject('go', 'rita'));
    await granted(world.claim('a', { executor: 'two' }));
    const again = await granted(world.complete('a', { executor: 'one', outcome: 'Done' }));
    expect([again.decision.repeated, again.decision.answer.id]).toEqual([
      true,
      done.decision.answer.id,
    ]);
    expect(await refused(world.complete('a', { executor: 'one', outcome: 'Else' }))).toMatchObject({
      code: 'not-owner',
      exit: 3,
    });
  });

  test('another executor is refused with the name of the holder', async () => {
    await start(diamond);
    await granted(world.claim('a', { executor: 'one' }));
    expect(await refused(world.claim('a', { executor: 'two' }))).toMatchObject({
      code: 'already-claimed',
      exit: 3,
      holder: 'one',
    });
    expect(await world.recordsOf('claim')).toHaveLength(1);
  });

  test('the same executor on another machine is another executor: it has another nonce', async () => {
    await start(diamond);
    await granted(world.claim('a'));
    const elsewhere = createWorld(diamond, { memory: world.memory, machine: 'other' });
    expect(await refused(elsewhere.claim('a'))).toMatchObject({ code: 'already-claimed', exit: 3 });
    expect(await refused(elsewhere.complete('a'))).toMatchObject({ code: 'not-owner', exit: 3 });
  });

  test('the same command again gets the same answer and writes nothing', async () => {
    await start(diamond);
    const first = await granted(world.claim('a'));
    const files = new Map(world.memory.files);
    const second = await granted(world.claim('a'));
    expect(second.decision.answer.id).toBe(first.decision.answer.id);
    expect(second.decision.repeated).toBe(true);
    expect(world.memory.files).toEqual(files);
  });

  test('an executor does one thing at a time; under another name it may take the next', async () => {
    await start(diamond);
    await does(world, ['a']);
    await granted(world.claim('b', { executor: 'one' }));
    const refusal = await refused(world.claim('c', { executor: 'one' }));
    expect(refusal).toMatchObject({ code: 'executor-busy', exit: 4 });
    expect(refusal.hint).toContain('--executor');
    await granted(world.claim('c', { executor: 'two' }));
  });

  test('only the owner completes; a stranger is refused before and after', async () => {
    await start(diamond);
    await granted(world.claim('a', { executor: 'one' }));
    const stranger = { executor: 'two' };
    expect(await refused(world.complete('a', stranger))).toMatchObject({ holder: 'one', exit: 3 });
    await granted(world.complete('a', { executor: 'one', outcome: 'done' }));
    expect(await refused(world.complete('a', stranger))).toMatchObject({
      code: 'not-owner',
      exit: 3,
    });
  });

  test('completing twice: the same words are answered, other words are refused', async () => {
    await start(diamond);
    await granted(world.claim('a'));
    const first = await granted(world.complete('a', { outcome: 'done' }));
    const again = await granted(world.complete('a', { outcome: 'done' }));
    expect(again.decision).toMatchObject({
      repeated: true,
      answer: { id: first.decision.answer.id },
    });
    expect(await refused(world.complete('a', { outcome: 'better' }))).toMatchObject({
      code: 'attempt-closed',
      exit: 4,
    });
  });

  test('a completed step is not claimed again', async () => {
    await start(diamond);
    await does(world, ['a']);
    expect(await refused(world.claim('a', { executor: 'two' }))).toMatchObject({
      code: 'step-completed',
      exit: 4,
    });
  });
});
