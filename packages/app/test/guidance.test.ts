/** What a refusal or a view tells a person to do next: it must lead on, in the situation that it is told in. */
import { describe, expect, test } from '@jest/globals';
import { complete, explain, next, register, requeue, status } from '@orchestrator/app';
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

  test('where only what was built on it is integrated, that is named', async () => {
    const world = await given(line);
    await does(world, ['z', 'b']);
    await granted(world.integrate());
    await granted(world.revert('z'));
    await granted(world.reject('go', 'rita', { returnTo: 'b' }));
    await does(world, ['b']);
    await granted(world.integrate());
    expect(await refused(world.reject('go', 'rita', { returnTo: 'b' }))).toMatchObject({
      message: 'This would send back b, which has been integrated into the base branch.',
      hint: expect.stringContaining('--step b'),
    });
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
    expect((await refused(other.revert('a'))).hint).toMatch(
      /^No gate stands behind a;.*migrate\.$/,
    );
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

describe('views', () => {
  test('a blocker of a step that is done holds up nothing, and nobody is asked to resolve it', async () => {
    const world = await versioned({ '1.0.0': line });
    await does(world, ['z']);
    await granted(world.block('z', 'late', 'defect'));
    const { view } = await granted(status(world.deps, item));
    expect(view.blockers).toEqual([expect.objectContaining({ id: 'late', holdsUp: [] })]);
    expect(view.nextAction).toBe('Claim b');
    expect((await explained(world, 'z')).find(({ rule }) => rule === 'blocker')).toMatchObject({
      ok: true,
      detail: 'It is done: late (for a reason) holds it up no more.',
    });
    await granted(world.block('b', 'now', 'defect'));
    const later = (await granted(status(world.deps, item))).view;
    expect(later.blockers.map(({ holdsUp }) => holdsUp)).toEqual([[], ['b', 'c']]);
    expect(later.nextAction).toBe('Resolve now (olga)');
    expect((await explained(world, 'b')).find(({ rule }) => rule === 'blocker')?.ok).toBe(false);
  });

  test('status says who works on what, what was sent back and why, and counts each time', async () => {
    const world = await given(line);
    await does(world, ['z', 'b']);
    await granted(world.reject('go', 'rita', { reason: 'Models are wrong' }));
    await does(world, ['z', 'b']);
    await granted(world.reject('go', 'rita', { reason: 'Still wrong', returnTo: 'b' }));
    await granted(world.claim('b', { executor: 'runner-7', actor: 'bot' }));
    const { view } = await granted(status(world.deps, item));
    expect(view.running).toEqual([
      { step: 'b', attempt: 3, executor: 'runner-7', by: 'bot', since: expect.any(String) },
    ]);
    expect(view.rework).toEqual({ times: 2, steps: 3 });
    expect(view.reworks).toEqual([
      expect.objectContaining({
        step: 'z',
        attempt: 1,
        gate: 'go',
        by: 'rita',
        reason: 'Models are wrong',
        voids: 2,
      }),
      expect.objectContaining({ step: 'b', attempt: 2, reason: 'Still wrong', voids: 1 }),
    ]);
  });

  test('an earlier attempt of what was sent back is told from what was built on it', async () => {
    const world = await given(line);
    await does(world, ['z'], { status: 'failed' });
    await granted(world.retry('z'));
    await does(world, ['z', 'b']);
    await granted(world.reject('go', 'rita'));
    const why = async (step: string) =>
      (await explained(world, step))
        .filter(({ rule }) => rule === 'attempt')
        .map((it) => it.detail);
    expect(await why('z')).toEqual([
      expect.stringContaining('(void: an earlier attempt of what was sent back by rita at go'),
      expect.stringContaining('(void: sent back by rita at go'),
    ]);
    expect(await why('b')).toEqual([
      expect.stringContaining('(void: built on z, which was sent back'),
    ]);
  });

  test('explain says who answers for a step', async () => {
    const world = await versioned({ '1.0.0': line });
    const owner = async (step: string) =>
      (await explained(world, step)).find(({ rule }) => rule === 'owner')?.detail;
    expect(await owner('z')).toBe('olga answers for the item.');
    await granted(world.transfer('bob', 'z'));
    expect(await owner('z')).toMatch(/^bob answers for the step since 2026-.*: for a reason\.$/);
    expect(await owner('b')).toBe('olga answers for the item.');
  });

  test('the packet of the duplicate review names what is suspected', async () => {
    const reviewed = { ...alone, gates: [{ key: 'intake', kind: 'handoff' }] };
    const place = openPlace([reviewed]);
    await begun(place, 'one');
    await granted(place.register('two', { links: ['duplicates:one', 'relates:three'] }));
    const suspected = async (name: string) =>
      (await granted(next(place.deps, name))).view.gates.map((it) => it.suspectedDuplicateOf);
    expect(await suspected('two')).toEqual([['one']]);
    expect(await suspected('one')).toEqual([[]]);
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
