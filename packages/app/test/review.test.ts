/** Duplicate reviews at handoff gates: who may decide what, what stays on record, and who comes too late (FR-003). */
import { afterEach, describe, expect, test } from '@jest/globals';
import { next, status } from '@orchestrator/app';
import type { Snapshot } from '@orchestrator/core';
import { does, granted, item, places, refused, type Setting, type Written } from './world.ts';
import { versioned, type Versioned } from './versioned.ts';

let world: Versioned;
afterEach(async () => expect(await world.violations()).toEqual([]));

const intake = { key: 'intake', kind: 'handoff' };
const flow = (gate: object = {}, more: readonly object[] = []): Written => ({
  steps: [
    { key: 'a', order: 1 },
    { key: 'b', order: 2 },
  ],
  gates: [{ ...intake, ...gate }, ...more],
});
const start = async (written: Written = flow(), setting: Setting = {}): Promise<void> => {
  world = await versioned({ '1.0.0': written }, setting);
  await granted(world.registerOther('item-2'));
};
const statusNow = async () => (await granted(status(world.deps, item))).view;
const decisions = async () =>
  (await world.recordsOf('review')).map(({ n, actor, decision }) => [n, actor, decision]);

describe('decisions', () => {
  test('proceed and link open the gate, each step of it only then', async () => {
    await start(flow({ approvals: 2 }));
    expect((await places(world)).ready).toEqual([]);
    await granted(world.review('intake', 'proceed', { actor: 'rita', reason: '' }));
    await granted(world.review('intake', 'link', { actor: 'sam', target: 'item-2' }));
    expect((await places(world)).ready).toEqual(['a']);
    await does(world, ['a']);
  });

  test('a second plain proceed needs no more words than the first', async () => {
    await start(flow({ approvals: 2 }));
    await granted(world.review('intake', 'proceed', { actor: 'rita', reason: '' }));
    await granted(world.review('intake', 'proceed', { actor: 'sam', reason: '' }));
    expect((await places(world)).ready).toEqual(['a']);
  });

  test.each(['merge', 'close'] as const)(
    '%s ends the item: nothing can be done to it',
    async (decision) => {
      await start();
      await granted(world.schedule());
      await granted(
        world.review('intake', decision, decision === 'merge' ? { target: 'item-2' } : {}),
      );
      const view = await statusNow();
      expect(view.state).toBe(decision === 'merge' ? 'merged' : 'closed');
      expect(view.nextAction).toMatch(/^Nothing: /);
      for (const command of [
        () => world.claim('a'),
        () => world.retry('a'),
        () => world.approve('intake', 'sam'),
        () => world.reject('intake', 'sam'),
        () => world.integrate(),
        () => world.block('a'),
        () => world.migrate('1.0.0'),
      ]) {
        expect(await refused(command())).toMatchObject({ code: 'item-ended', exit: 4 });
      }
      const before = await world.records();
      await granted(world.schedule());
      expect(await world.records()).toEqual(before);
    },
  );

  test('whoever works when the item ends still ends what they do', async () => {
    await start({
      steps: [
        { key: 'a', order: 1, parallelizable: true },
        { key: 'b', order: 1, parallelizable: true },
        { key: 'c', order: 1, parallelizable: true },
      ],
      gates: [{ ...intake, after: 'a' }],
    });
    await granted(world.claim('b', { executor: 'two' }));
    await does(world, ['a']);
    await granted(world.review('intake', 'close', { actor: 'sam' }));
    expect((await statusNow()).nextAction).toBe('Complete b. Then: Nothing: closed by sam');
    await granted(world.complete('b', { executor: 'two' }));
    expect((await statusNow()).state).toBe('closed');
    expect((await granted(world.schedule())).launched).toEqual([]);
    expect(await refused(world.revert('a'))).toMatchObject({ code: 'item-ended' });
  });

  test('a gate that was decided can not end the item any more', async () => {
    await start();
    await granted(world.review('intake', 'proceed', { reason: '' }));
    expect(await refused(world.review('intake', 'close', { actor: 'sam' }))).toMatchObject({
      code: 'gate-approved',
    });
    await granted(world.claim('a'));
  });

  test('an overturned suspicion keeps its rationale, and overturning it needs one', async () => {
    await start();
    await granted(world.review('intake', 'close', { actor: 'sam', reason: 'the same as item-2' }));
    expect(
      await refused(world.review('intake', 'proceed', { actor: 'rita', reason: ' ' })),
    ).toMatchObject({ code: 'reason-missing', exit: 2 });
    await granted(world.review('intake', 'proceed', { actor: 'rita', reason: 'another customer' }));
    expect((await statusNow()).reviews.map(({ by, reason }) => [by, reason])).toEqual([
      ['sam', 'the same as item-2'],
      ['rita', 'another customer'],
    ]);
    await does(world, ['a', 'b']);
    expect((await statusNow()).state).toBe('done');
  });

  test('who voted to proceed before it was closed may say so again, and is one vote', async () => {
    await start(flow({ approvals: 2 }));
    await granted(world.review('intake', 'proceed', { actor: 'rita', reason: '' }));
    await granted(world.review('intake', 'close', { actor: 'sam' }));
    await granted(world.review('intake', 'proceed', { actor: 'rita', reason: 'it is not' }));
    expect((await statusNow()).gates[0]?.state).toBe('pending');
    await granted(world.review('intake', 'proceed', { actor: 'tom', reason: 'indeed' }));
    await does(world, ['a', 'b']);
    expect(await decisions()).toEqual([
      [1, 'rita', 'proceed'],
      [2, 'sam', 'close'],
      [3, 'rita', 'proceed'],
      [4, 'tom', 'proceed'],
    ]);
  });

  test('to approve what is suspected to be a duplicate needs a rationale too', async () => {
    await start();
    await granted(world.registerOther('item-3', ['duplicates:item-2']));
    const approve = (reason: string) => world.approveOther('item-3', 'intake', reason);
    expect(await refused(approve(''))).toMatchObject({ code: 'reason-missing' });
    await granted(approve('another customer'));
  });

  test('words that do not fit are refused, and nothing is written', async () => {
    await start(flow({}, [{ key: 'go', before: 'b' }]));
    const before = await world.records();
    const codes = await Promise.all(
      [
        world.review('intake', 'merge'),
        world.review('intake', 'link', { target: item }),
        world.review('intake', 'close', { target: 'item-2' }),
        world.review('intake', 'close', { reason: '' }),
        world.review('intake', 'merge', { target: 'item-9' }),
        world.review('go', 'close'),
        world.review('nowhere', 'close'),
        world.review('intake', 'close', { shown: 'abc' }),
        world.review('intake', 'close', { shown: '0'.repeat(8) }),
      ].map(async (command) => (await refused(command)).code),
    );
    expect(codes).toEqual([
      ...['target-missing', 'invalid-input', 'invalid-input', 'reason-missing', 'unknown-item'],
      ...['invalid-input', 'unknown-gate', 'invalid-input', 'gate-moved'],
    ]);
    expect(await world.records()).toEqual(before);
  });

  test('only who may decide at the gate may end the item', async () => {
    await start(flow({ users: ['rita'] }));
    expect(await refused(world.review('intake', 'close', { actor: 'sam' }))).toMatchObject({
      code: 'not-an-approver',
    });
    await granted(world.review('intake', 'close', { actor: 'Rita' }));
  });
});

describe('two at once', () => {
  test.each([
    ['proceed', 'close'],
    ['close', 'proceed'],
    ['close', 'merge'],
  ] as const)(
    '%s first: the other one (%s) is told and nothing is decided in their name',
    async (first, second) => {
      await start(flow({ approvals: 2 }));
      world.told.rival = () => granted(world.review('intake', first, { actor: 'rita' }));
      const target = second === 'merge' ? { target: 'item-2' } : {};
      const late = await refused(world.review('intake', second, { actor: 'sam', ...target }));
      expect(late).toMatchObject({ code: 'gate-moved', exit: 3, holder: 'rita' });
      expect(await decisions()).toEqual([[1, 'rita', first]]);
    },
  );

  test('the same words twice are one record', async () => {
    await start();
    world.told.rival = () => granted(world.review('intake', 'close'));
    expect((await granted(world.review('intake', 'close'))).decision.repeated).toBe(true);
    expect(await decisions()).toEqual([[1, 'rita', 'close']]);
  });

  test('a claim that comes after the end is refused, though its step was launched', async () => {
    await start(flow({ approvals: 1 }, [{ ...intake, key: 'late', before: 'b' }]));
    await granted(world.review('intake', 'proceed', { reason: '' }));
    await does(world, ['a']);
    world.told.rival = () => granted(world.review('late', 'close'));
    expect(await refused(world.review('late', 'proceed', { actor: 'sam' }))).toMatchObject({
      exit: 3,
    });
    expect(await refused(world.claim('b'))).toMatchObject({ code: 'item-ended' });
  });

  test('without --state the present state is meant, though an older one was read first', async () => {
    const seen: { old?: Snapshot } = {};
    const written = flow({ after: 'a', returnTo: 'a', approvals: 1 });
    await start(written, {
      reach: (memory) => ({
        ...memory,
        read: async (name, mayBeOld) =>
          mayBeOld === true && seen.old ? { ...seen.old, isOld: true } : memory.read(name),
      }),
    });
    await does(world, ['a']);
    const before = await world.memory.read(item);
    await granted(world.reject('intake', 'sam'));
    await does(world, ['a']);
    seen.old = before;
    await granted(world.review('intake', 'proceed', { reason: '' }));
    await granted(world.approve('intake', 'rita'));
  });
});

describe('linked items show each other', () => {
  test('merges, links and links of the registration, from both sides', async () => {
    await start();
    await granted(world.registerOther('item-3', ['relates:item-1', 'duplicates:item-1']));
    await granted(world.review('intake', 'merge', { target: 'item-2' }));
    const of = async (name: string) =>
      (await granted(status(world.deps, name))).view.relations.map(
        ({ kind, item: other, direction }) => [...[kind, other, direction]],
      );
    expect(await of('item-2')).toEqual([['merged', 'item-1', 'from']]);
    expect(await of(item)).toEqual([
      ['merged', 'item-2', 'to'],
      ['relates', 'item-3', 'from'],
      ['duplicates', 'item-3', 'from'],
    ]);
    await granted(world.review('intake', 'proceed', { actor: 'sam' }));
    expect(await of('item-2')).toEqual([]);
  });

  test('a gate says what may be decided there', async () => {
    await start();
    const gates = async () => (await granted(next(world.deps, item))).view.gates;
    expect((await gates())[0]?.decisions).toEqual(['proceed', 'merge', 'link', 'close']);
    await granted(world.review('intake', 'close'));
    expect((await gates())[0]?.decisions).toEqual(['proceed']);
  });
});
