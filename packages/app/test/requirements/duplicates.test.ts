/** The duplicate review before any execution: FR-003, acceptance scenario 5, and a suspicion that was wrong. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { granted, refused } from '../world.ts';
import { begun, completes, openPlace, type Life } from './kit.ts';

const written = {
  steps: [{ key: 'build', order: 1 }],
  gates: [{ key: 'intake', kind: 'handoff' }],
};
let one: Life;
let other: Life;
beforeEach(async () => {
  const place = openPlace([written]);
  [one, other] = [await begun(place, 'wi-1'), await begun(place, 'wi-2')];
});
afterEach(async () => {
  expect([...(await one.violations()), ...(await other.violations())]).toEqual([]);
});

describe('FR-003: a person reviews for duplicates before anything is executed', () => {
  test('given an item that is not reviewed, when somebody wants to begin, then nobody may, and it says whose turn it is', async () => {
    expect(await refused(one.claim('build'))).toMatchObject({
      code: 'step-not-launchable',
      exit: 4,
      details: [{ code: 'gate' }],
    });
    expect((await one.status()).nextAction).toContain('Decide intake');
    await granted(one.review('intake', 'proceed'));
    await completes(one, ['build']);
  });

  test.each(['merge', 'link', 'close'] as const)(
    'given no rationale, when a reviewer decides to %s, then it is refused and nothing is recorded',
    async (decision) => {
      const target = decision === 'close' ? {} : { target: 'wi-2' };
      const wordless = one.review('intake', decision, { ...target, reason: ' ' });
      expect(await refused(wordless)).toMatchObject({ code: 'reason-missing', exit: 2 });
      expect(await one.recordsOf('review')).toEqual([]);
    },
  );

  test('given a linked item, when either is looked at, then each shows the other, with the rationale', async () => {
    await granted(one.review('intake', 'link', { target: 'wi-2', reason: 'the same area' }));
    const because = { kind: 'linked', by: 'rita', reason: 'the same area' };
    expect((await one.status()).relations).toEqual([{ ...because, item: 'wi-2', direction: 'to' }]);
    expect((await other.status()).relations).toEqual([
      { ...because, item: 'wi-1', direction: 'from' },
    ]);
    await completes(one, ['build']);
  });
});

describe('scenario 5: duplicates are decided before any execution', () => {
  test('given a duplicate, when it is merged, then it ends with the rationale and no step of it can begin', async () => {
    await granted(one.review('intake', 'merge', { target: 'wi-2', reason: 'wi-2 has it all' }));
    const ended = await refused(one.claim('build'));
    expect(ended).toMatchObject({ code: 'item-ended', exit: 4 });
    expect(ended.message).toContain('wi-2 has it all');
    expect(ended.hint).toContain('wi-2');
    expect(await one.status()).toMatchObject({ state: 'merged', nextSteps: [] });
    expect((await other.status()).relations).toMatchObject([{ kind: 'merged', item: 'wi-1' }]);
  });

  test('given a duplicate, when it is closed, then it ends with the rationale', async () => {
    await granted(one.review('intake', 'close', { reason: 'was done in May' }));
    expect(await one.status()).toMatchObject({
      state: 'closed',
      reviews: [{ decision: 'close', by: 'rita', reason: 'was done in May' }],
    });
    expect(await refused(one.claim('build'))).toMatchObject({ code: 'item-ended' });
  });
});

describe('edge case: a suspicion is overturned', () => {
  test('given an item that was closed as a duplicate, when a person lets it proceed, then a rationale is needed, and both stay on record', async () => {
    await granted(one.review('intake', 'close', { reason: 'looks like wi-2' }));
    const sam = { actor: 'sam', reason: '' };
    expect(await refused(one.review('intake', 'proceed', sam))).toMatchObject({
      code: 'reason-missing',
    });
    await granted(one.review('intake', 'proceed', { ...sam, reason: 'another database' }));
    expect((await one.status()).reviews).toMatchObject([
      { decision: 'close', by: 'rita', reason: 'looks like wi-2' },
      { decision: 'proceed', by: 'sam', reason: 'another database' },
    ]);
    await completes(one, ['build']);
  });
});
