/** FR-015: for every state of an item: why it is there, what remains, which branches are pending, what is next. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { granted } from '../world.ts';
import { begun, completes, lifeOf, openPlace, type Life, type Place } from './kit.ts';

const written = {
  steps: [
    { key: 'a', order: 1 },
    { key: 'b', order: 2, parallelizable: true, exitCriteria: ['Reads well'] },
    { key: 'c', order: 3, parallelizable: true },
    { key: 'd', order: 4 },
  ],
  gates: [
    { key: 'intake', kind: 'handoff' },
    { key: 'go', before: 'd', returnTo: 'a', users: ['rita', 'sam'] },
  ],
};
let place: Place;
let life: Life;
beforeEach(async () => {
  place = openPlace([written]);
  life = await begun(place);
});

describe('FR-015: status that explains itself', () => {
  test('given a join, when one branch is done, then status names what is pending, what remains and who does what', async () => {
    await granted(life.review('intake', 'proceed'));
    await completes(life, ['a']);
    await granted(life.claim('b', { executor: 'one' }));
    await granted(life.claim('c', { executor: 'two' }));
    await granted(life.complete('c', { executor: 'two' }));
    expect(await life.status()).toMatchObject({
      state: 'active',
      pendingBranches: [{ step: 'd', done: ['c'], pending: ['b'] }],
      remainingExitCriteria: [{ step: 'b', id: 'exit-1', text: 'Reads well' }],
      nextAction: 'Complete b',
    });
  });

  test('given a step that waits, when it is explained, then every rule is there, passed and failed, with its records', async () => {
    await granted(life.review('intake', 'proceed'));
    await completes(life, ['a', 'b', 'c']);
    const [blocker] = [await granted(life.block('env-1', { step: 'd', reason: 'no server' }))];
    const d = (await life.explain()).steps.find(({ key }) => key === 'd');
    expect(d?.state).toBe('blocked');
    expect(d?.because.slice(0, 4).map(({ rule, ok }) => [rule, ok])).toEqual([
      ['predecessor', true],
      ['gate', false],
      ['blocker', false],
      ['requeue', true],
    ]);
    const [done, gate, blocked] = d?.because ?? [];
    expect(done?.evidence).toHaveLength(3);
    expect(gate?.detail).toContain('go (pending, 0 of 1)');
    expect(blocked).toMatchObject({ evidence: [blocker.decision.answer.id] });
  });

  test('given each state of an item in turn, when the status is asked for, then there is a next action', async () => {
    const seen: string[] = [];
    const look = async (): Promise<void> => {
      const { state, nextAction } = await life.status();
      seen.push(`${state}: ${nextAction}`);
      expect((await life.explain()).nextAction).toBe(nextAction);
    };
    await look();
    await granted(life.review('intake', 'proceed'));
    await look();
    await granted(life.claim('a'));
    await look();
    await granted(life.end('a', 'failed', 'no disk'));
    await look();
    await granted(life.retry('a'));
    await completes(life, ['a', 'b', 'c']);
    await look();
    await granted(life.approve('go'));
    await completes(life, ['d']);
    await look();
    expect(seen).toEqual([
      'waiting: Decide intake',
      'registered: Claim a',
      'active: Complete a',
      'blocked: Requeue a (retry)',
      'waiting: Decide go (rita, sam)',
      'done: Nothing: every step is done',
    ]);
  });

  test('given a merged and a closed item, when their status is asked for, then it says where to go on', async () => {
    const other = await begun(place, 'wi-2');
    await granted(other.review('intake', 'merge', { target: 'wi-1' }));
    await granted(life.review('intake', 'close'));
    const merged = await lifeOf(place, 'wi-2').status();
    expect([merged.state, merged.nextAction]).toEqual([
      'merged',
      'Nothing: merged into wi-1; go on there',
    ]);
    const closed = await life.status();
    expect([closed.state, closed.nextAction]).toEqual(['closed', 'Nothing: closed by rita']);
  });
});
