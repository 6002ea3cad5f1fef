/** What a refusal or a view tells a person to do next: it must lead on, in the situation that it is told in. */
import { describe, expect, test } from '@jest/globals';
import { complete, explain, register, requeue } from '@orchestrator/app';
import {
  integrateBaseline,
  rejectGate,
  revertBaseline,
  stateWith,
  type Decided,
  type Decision,
} from '@orchestrator/core';
import { openPlace, begun, completes } from './requirements/kit.ts';
import { versioned } from './versioned.ts';
import { does, given, granted, item, refused, type Written, type World } from './world.ts';

/** `z` and then `b`, in the order of their keys the other way round; `c` behind a gate that sends back `z`. */
const line: Written = {
  steps: [
    { key: 'z', order: 1 },
    { key: 'b', order: 2 },
    { key: 'c', order: 3 },
  ],
  gates: [{ key: 'go', before: 'c', returnTo: 'z' }],
};
const alone: Written = { steps: [{ key: 'a', order: 1 }] };
const redoZ = `orchestrator gate --work-item ${item} --gate go --decision reject --return-to z --reason "…"`;

function decidedBy(decision: Decision): Decided {
  if (decision.ok) return decision;
  throw new Error(decision.refusal.message);
}

async function explained(world: Pick<World, 'deps'>, step: string) {
  const { view } = await granted(explain(world.deps, item, step));
  return view.steps[0]?.because ?? [];
}

describe('over the merge line', () => {
  test('the revert that is advised lets the same rejection through', async () => {
    const world = await given(line);
    await does(world, ['z', 'b']);
    await granted(world.integrate());
    const refusal = await refused(world.reject('go', 'rita'));
    expect(refusal).toMatchObject({
      code: 'already-integrated',
      message: 'This would send back z, which has been integrated into the base branch (with b).',
      hint: expect.stringContaining('--step z'),
    });
    await granted(world.revert('z'));
    await granted(world.reject('go', 'rita'));
  });

  test('also where a step of lower order was built on it', async () => {
    const [, , c] = line.steps;
    const early = { key: 'b', order: 1, dependsOn: ['z'] };
    const world = await given({
      steps: [early, { key: 'z', order: 2, dependsOn: [] }, { ...c, dependsOn: ['b'] }],
      gates: [{ key: 'go', before: 'c', returnTo: 'z' }],
    });
    await does(world, ['z', 'b']);
    await granted(world.integrate());
    expect((await refused(world.reject('go', 'rita'))).hint).toContain('--step z');
  });

  test('where only what was built on it is integrated, that is reverted', async () => {
    const world = await given(line);
    await does(world, ['z', 'b']);
    const now = '2026-01-19T15:00:00.000Z';
    const context = { state: await world.stateNow(), ids: world.deps.ids, now };
    const command = { actor: 'olga', commit: 'c'.repeat(40), shown: ['b.1'] };
    const { records } = decidedBy(integrateBaseline(context, command));
    const state = stateWith(context.state, records, world.deps.ids);
    const rejection = { gate: 'go', actor: 'rita', reason: 'x', followUps: [] };
    expect(rejectGate({ ...context, state }, rejection, world.deps.inForce)).toMatchObject({
      refusal: {
        message:
          'This would send back z, and make void b, which has been integrated into the base branch.',
        hint: expect.stringContaining('--step b'),
      },
    });
    const revert = { actor: 'olga', step: 'b', reason: 'x' };
    const reverted = decidedBy(revertBaseline({ ...context, state }, revert));
    const open = stateWith(state, reverted.records, world.deps.ids);
    decidedBy(rejectGate({ ...context, state: open }, rejection, world.deps.inForce));
  });

  test('explain says that it is integrated, and that it was reverted', async () => {
    const world = await given(line);
    await does(world, ['z']);
    const rules = async () => (await explained(world, 'z')).filter((it) => it.rule === 'baseline');
    expect(await rules()).toEqual([]);
    await granted(world.integrate());
    expect(await rules()).toEqual([
      expect.objectContaining({
        ok: true,
        detail: 'Integrated by olga at cccccccccccc; a rejection needs a revert first.',
      }),
    ]);
    await granted(world.revert('z'));
    expect(await rules()).toEqual([
      expect.objectContaining({
        ok: true,
        detail: 'Reverted by olga: it broke the build; it may be rejected again.',
      }),
    ]);
  });

  test('what is not integrated is rejected instead, if there is a gate', async () => {
    const world = await given(line);
    await does(world, ['z', 'b']);
    expect((await refused(world.revert('z'))).hint).toContain(redoZ);
    const other = await given(alone);
    expect((await refused(other.revert('a'))).hint).toContain('It is not done either');
    await does(other, ['a']);
    expect((await refused(other.revert('a'))).hint).toMatch(/^No gate comes after a;.*migrate\.$/);
  });
});

describe('a step that is done, wanted again', () => {
  test('is to be rejected at a gate, for claim, retry and complete', async () => {
    const world = await given(line);
    await does(world, ['z', 'b']);
    for (const command of [world.claim('z'), world.retry('z')])
      expect((await refused(command)).hint).toContain(redoZ);
    const again = await refused(world.complete('z', { outcome: 'other words' }));
    expect([again.code, again.hint]).toEqual(['attempt-closed', expect.stringContaining(redoZ)]);
    await granted(world.reject('go', 'rita'));
    expect((await refused(world.complete('z', { outcome: 'other words' }))).hint).toContain(
      `orchestrator status --work-item ${item}`,
    );
  });

  test('a gate that is not reached is named all the same, with the revert where one is needed', async () => {
    const world = await given(line);
    await does(world, ['z']);
    expect((await refused(world.claim('z'))).hint).toContain(
      'reject it at the gate go, once that is reached',
    );
    await granted(world.integrate());
    expect((await refused(world.claim('z'))).hint).toContain(
      `revert it (orchestrator revert --work-item ${item} --step z --reason "…"), then reject it`,
    );
  });
});

describe('an attempt whose holder is away', () => {
  test('retry names the holder, and how to end it', async () => {
    const world = await given(alone);
    await granted(world.claim('a', { executor: 'runner-7', actor: 'bot' }));
    const command = { item, step: 'a', actor: 'olga', reason: 'x' };
    expect(await refused(requeue(world.deps, command))).toMatchObject({
      code: 'requeue-not-needed',
      message: 'Attempt 1 of a is still claimed by runner-7 (bot).',
      hint: expect.stringContaining('--attempt a-runner-7'),
    });
  });

  test('who comes back late is told what became of the attempt, and not to end that of others', async () => {
    const world = await given(alone);
    await granted(world.claim('a', { executor: 'runner-7' }));
    await granted(
      complete(world.deps, {
        ...{ item, step: 'a', actor: 'alice', executor: 'local' },
        ...{ status: 'abandoned', outcome: 'runner died' },
      }),
    );
    await granted(world.retry('a'));
    await granted(world.claim('a', { executor: 'runner-8' }));
    const refusal = await refused(world.complete('a', { executor: 'runner-7' }));
    expect(refusal).toMatchObject({
      code: 'not-owner',
      message: "Attempt 2 of a is runner-8's. Yours, attempt 1, was ended by alice: runner died",
    });
    expect(refusal.hint).not.toContain('abandon');
    const stranger = await refused(world.complete('a', { executor: 'runner-9' }));
    expect(stranger.hint).toContain('If worker will not: orchestrator abandon');
  });

  test('where nobody claimed the step there is nothing to end', async () => {
    const world = await given(alone);
    for (const ending of ['abandoned', 'released'] as const)
      expect((await refused(world.complete('a', { status: ending }))).hint).toMatch(
        /^There is nothing to end; .*orchestrator status/,
      );
    expect((await refused(world.complete('a'))).hint).toMatch(/^Claim it first: /);
  });
});

describe('gates', () => {
  test('one that is not reached says what it waits for', async () => {
    const world = await given(line);
    await does(world, ['z']);
    expect(await refused(world.approve('go', 'rita'))).toMatchObject({
      code: 'gate-not-pending',
      message: 'The gate go has not been reached: it still waits for b.',
      hint: expect.stringContaining(`orchestrator explain --work-item ${item} --step b`),
    });
  });

  test('steps to go back to are listed in the order of the plan', async () => {
    const world = await given({ ...line, gates: [{ key: 'go', before: 'c' }] });
    await does(world, ['z', 'b']);
    expect((await refused(world.reject('go', 'rita'))).hint).toContain('(one of z, b)');
  });

  const reviewed: Written = { ...alone, gates: [{ key: 'intake', kind: 'handoff' }] };

  test('rejecting at a duplicate review leads to ending the item', async () => {
    const world = await given(reviewed);
    expect((await refused(world.reject('intake', 'rita', { returnTo: 'a' }))).hint).toContain(
      `orchestrator gate --work-item ${item} --gate intake --decision close --reason "…"`,
    );
  });

  test('once it has let the item through, an end leads to holding it up', async () => {
    const world = await versioned({ '1.0.0': reviewed });
    await granted(world.approve('intake', 'rita'));
    expect(await refused(world.review('intake', 'close', { actor: 'carol' }))).toMatchObject({
      code: 'gate-approved',
      hint: expect.stringMatching(/^It can't be merged or closed any more; .*orchestrator block/),
    });
  });

  test('a workflow without a duplicate review says what there is instead', async () => {
    const place = openPlace([{ ...alone, gates: [{ key: 'end', after: 'a' }] }]);
    await begun(place, 'one');
    const two = await begun(place, 'two');
    await completes(two, ['a']);
    const refusal = await refused(two.review('end', 'merge', { target: 'one' }));
    expect(refusal.hint).toMatch(
      /kind: handoff.*migrate.*block --work-item two --type other --reason "The same as one"$/,
    );
  });

  test('where there is one at another gate, that one is named', async () => {
    const both = {
      ...alone,
      gates: [
        { key: 'intake', kind: 'handoff' },
        { key: 'end', after: 'a' },
      ],
    };
    const place = openPlace([both]);
    await begun(place, 'one');
    const two = await begun(place, 'two');
    expect((await refused(two.review('end', 'merge', { target: 'one' }))).hint).toContain(
      'orchestrator gate --work-item two --gate intake --decision merge --target one --reason "…"',
    );
  });
});

describe('registering', () => {
  test('tells of links to items that are not there, and registers', async () => {
    const place = openPlace([alone]);
    await begun(place, 'design');
    const links = ['relates:design', 'duplicates:desing', 'blocked-by:elsewhere'];
    expect((await granted(place.register('two', { links }))).notices).toEqual([
      'There is no item desing yet. Did you mean design?',
      'There is no item elsewhere yet.',
      'Nobody is asked whether it is a duplicate: wf@1.0.0 has no gate of kind handoff.',
    ]);
  });

  test('to a version that is out of effect names those in effect', async () => {
    const old = { ...alone, effectiveUntil: '2020-01-01T00:00:00Z' };
    const place = openPlace([old, { ...alone, version: '1.1.0' }, { ...old, version: '1.2.0' }]);
    expect(await refused(place.register('wi-1'))).toMatchObject({
      code: 'not-effective',
      hint: 'In effect are: wf@1.1.0.',
    });
    const written = { schemaVersion: '1.0', type: 'item.registered', workItemId: 'wi-1' } as const;
    const workflow = { id: 'wf', version: '1.0.0' };
    const shared = { causes: [], links: [], inputs: {} };
    // In effect is what was so at the time that the registration names.
    await granted(
      register(place.deps, {
        actor: 'olga',
        written: { ...written, workflow, ...shared, at: '2019-01-01T00:00:00.000Z' },
      }),
    );
  });
});

test('a migration tells what is done and dropped from what is to be done again', async () => {
  const steps = (...keys: readonly string[]): Written => ({
    steps: keys.map((key, n) => ({ key, order: n + 1 })),
  });
  const world = await versioned({ '1.0.0': steps('z', 'b', 'c'), '2.0.0': steps('b', 'c') });
  await does(world, ['z', 'b']);
  const { preview } = await granted(world.migrate('2.0.0', { z: null }, { dryRun: true }));
  expect([preview.lost, preview.reopens]).toEqual([['z'], []]);
});
