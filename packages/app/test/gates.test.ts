/** Gates: who may decide, about which state, and what a rejection takes back. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { does, given, granted, places, refused, type Setting, type World } from './world.ts';

let world: World;
const start = async (gate: object, setting: Setting = {}): Promise<World> => {
  world = await given(
    {
      steps: [
        { key: 'build', order: 1 },
        { key: 'docs', order: 2, parallelizable: true, dependsOn: ['build'] },
        { key: 'side', order: 3, parallelizable: true, dependsOn: [] },
        { key: 'publish', order: 4, dependsOn: ['docs'] },
      ],
      gates: [{ key: 'go', before: 'publish', ...gate }],
    },
    setting,
  );
  return world;
};
/** The first digits of the gate's present state, as people are shown them. */
const shown = async (): Promise<string> => (await world.viewNow()).gates[0]?.digest ?? '';
const phase = async () => (await world.viewNow()).gates[0]?.state;
afterEach(async () => expect(await world.violations()).toEqual([]));

describe('approve', () => {
  test('a gate waits until it is reached; approved, it lets the step behind it start', async () => {
    await start({});
    expect(await phase()).toBe('waiting');
    expect(await refused(world.approve('go', 'rita'))).toMatchObject({
      code: 'gate-not-pending',
      exit: 4,
    });
    await does(world, ['build', 'docs', 'side']);
    expect(await phase()).toBe('pending');
    expect(await refused(world.claim('publish'))).toMatchObject({ code: 'step-not-launchable' });
    const { decision } = await granted(world.approve('go', 'rita'));
    expect(await phase()).toBe('approved');
    await does(world, ['publish']);
    const launches = await world.recordsOf('launch');
    expect(launches.find(({ step }) => step === 'publish')?.causes).toContain(decision.answer.id);
    expect((await world.viewNow()).done).toBe(true);
  });

  test('twice is one vote, and one more than asked for is refused', async () => {
    await start({});
    await does(world, ['build', 'docs']);
    await granted(world.approve('go', 'rita'));
    expect((await granted(world.approve('go', 'Rita'))).decision.repeated).toBe(true);
    expect(await refused(world.approve('go', 'sam'))).toMatchObject({
      code: 'gate-approved',
      exit: 4,
    });
    expect(await world.recordsOf('approval')).toHaveLength(1);
  });

  test('a quorum counts different people', async () => {
    await start({ approvals: 2 });
    await does(world, ['build', 'docs']);
    await granted(world.approve('go', 'rita'));
    await granted(world.approve('go', 'RITA'));
    expect(await phase()).toBe('pending');
    await granted(world.approve('go', 'sam'));
    expect(await phase()).toBe('approved');
    expect((await world.viewNow()).gates[0]?.approvedBy).toEqual(['rita', 'sam']);
  });

  test('nobody approves their own work, however the name is written', async () => {
    await start({});
    await does(world, ['build']);
    await does(world, ['docs'], { actor: 'dora' });
    expect(await refused(world.approve('go', 'Dora'))).toMatchObject({
      code: 'self-approval',
      exit: 4,
    });
    await granted(world.approve('go', 'rita'));
  });

  test('unless the gate allows it', async () => {
    await start({ preventSelfApproval: false });
    await does(world, ['build', 'docs']);
    await granted(world.approve('go', 'worker'));
  });

  test('two people whose names are written alike in a slot do not share a vote', async () => {
    await start({ approvals: 2 });
    await does(world, ['build', 'docs']);
    await granted(world.approve('go', 'r.ita'));
    expect(await refused(world.approve('go', 'r_ita'))).toMatchObject({ exit: 2 });
    expect(await phase()).toBe('pending');
  });
});

describe('the state that was shown', () => {
  test('a decision about a state that has moved is refused and shows the new one', async () => {
    await start({ after: 'build', before: undefined });
    await does(world, ['build']);
    const old = await shown();
    await granted(world.reject('go', 'sam', { shown: old }));
    await does(world, ['build']);
    const refusal = await refused(world.approve('go', 'rita', old));
    expect(refusal).toMatchObject({ code: 'gate-moved', exit: 3 });
    expect(refusal.message).toContain(await shown());
    await granted(world.approve('go', 'rita', await shown()));
  });

  test('also while the gate waits for the work to be done again', async () => {
    await start({});
    await does(world, ['build', 'docs']);
    const old = await shown();
    await granted(world.reject('go', 'sam', { returnTo: 'docs', shown: old }));
    expect(await refused(world.approve('go', 'rita', old))).toMatchObject({
      code: 'gate-moved',
      exit: 3,
    });
  });

  test('an approval counts for its state only', async () => {
    await start({ approvals: 2 });
    await does(world, ['build', 'docs']);
    await granted(world.approve('go', 'rita'));
    await granted(world.reject('go', 'sam', { returnTo: 'docs' }));
    await does(world, ['docs']);
    await granted(world.approve('go', 'sam'));
    expect(await phase()).toBe('pending');
    await granted(world.approve('go', 'rita'));
    expect(await phase()).toBe('approved');
  });
});

describe('who may decide', () => {
  test('only who holds the role by the policy', async () => {
    await start({ roles: ['quality'] }, { roles: { quality: ['Alice', 'bob'] } });
    await does(world, ['build', 'docs']);
    expect(await refused(world.approve('go', 'rita'))).toMatchObject({
      code: 'not-an-approver',
      exit: 4,
    });
    expect(await refused(world.reject('go', 'rita', { returnTo: 'docs' }))).toMatchObject({
      code: 'not-an-approver',
    });
    await granted(world.approve('go', 'alice'));
  });

  test('a role that nobody holds: the refusal prints the line to add', async () => {
    await start({ roles: ['quality'] });
    await does(world, ['build', 'docs']);
    const refusal = await refused(world.approve('go', 'rita'));
    expect(refusal).toMatchObject({ code: 'not-an-approver', exit: 4 });
    expect(refusal.hint).toContain('orchestrator.yml: roles: {quality: [rita]}');
  });

  test('a role that is called like something every object has', async () => {
    await start({ roles: ['constructor'] });
    await does(world, ['build', 'docs']);
    expect(await refused(world.approve('go', 'rita'))).toMatchObject({ code: 'not-an-approver' });
  });

  test('a user who is named needs no role', async () => {
    await start({ roles: ['quality'], users: ['rita'] }, { roles: { quality: ['alice'] } });
    await does(world, ['build', 'docs']);
    await granted(world.approve('go', 'rita'));
  });
});

describe('reject', () => {
  test('needs a reason', async () => {
    await start({ returnTo: 'build' });
    await does(world, ['build', 'docs']);
    for (const reason of ['', ' \n']) {
      expect(await refused(world.reject('go', 'rita', { reason }))).toMatchObject({
        code: 'reason-missing',
        exit: 2,
      });
    }
  });

  test('needs a step to go back to, and it must lie behind the gate', async () => {
    await start({});
    await does(world, ['build', 'docs', 'side']);
    expect(await refused(world.reject('go', 'rita'))).toMatchObject({
      code: 'return-to-missing',
      exit: 2,
    });
    for (const returnTo of ['side', 'publish']) {
      const refusal = await refused(world.reject('go', 'rita', { returnTo }));
      expect(refusal).toMatchObject({ code: 'return-not-behind', exit: 2 });
      expect(refusal.hint).toContain('build, docs');
    }
    expect(await refused(world.reject('go', 'rita', { returnTo: 'bild' }))).toMatchObject({
      code: 'unknown-step',
      hint: 'Did you mean build?',
    });
    expect(await world.recordsOf('rework')).toEqual([]);
  });

  test('whoever did the work may take it back', async () => {
    await start({ returnTo: 'docs' });
    await does(world, ['build', 'docs']);
    await granted(world.reject('go', 'worker'));
  });

  test('is possible after approval, and takes back what was built behind the gate', async () => {
    await start({ returnTo: 'docs' });
    await does(world, ['build', 'docs', 'side']);
    await granted(world.approve('go', 'rita'));
    await does(world, ['publish']);
    const { decision } = await granted(world.reject('go', 'sam'));
    expect(decision.answer.record).toMatchObject({
      voids: [
        ['docs', 1],
        ['publish', 1],
      ],
    });
    expect(await places(world)).toEqual({
      ready: ['docs'],
      running: [],
      blocked: ['publish'],
      completed: ['build', 'side'],
    });
    await does(world, ['docs']);
    expect(await phase()).toBe('pending');
  });

  test('a second rejection of the same state is refused with the name of the first', async () => {
    await start({ returnTo: 'docs' });
    await does(world, ['build', 'docs']);
    const state = await shown();
    await granted(world.reject('go', 'rita', { shown: state }));
    const refusal = await refused(world.reject('go', 'sam', { shown: state }));
    expect(refusal).toMatchObject({ code: 'already-rejected', exit: 3, holder: 'rita' });
    expect(refusal.message).toContain('rita');
    const again = await granted(world.reject('go', 'rita', { shown: state }));
    expect(again.decision.repeated).toBe(true);
    await does(world, ['docs']);
    expect(await refused(world.reject('go', 'sam', { shown: state }))).toMatchObject({
      code: 'already-rejected',
    });
    expect(await world.recordsOf('rework')).toHaveLength(1);
  });

  test('the same words with another step to go back to are no repetition', async () => {
    await start({ returnTo: 'docs' });
    await does(world, ['build', 'docs']);
    const state = await shown();
    await granted(world.reject('go', 'rita'));
    expect((await granted(world.reject('go', 'rita'))).decision.repeated).toBe(true);
    expect(await refused(world.reject('go', 'rita', { returnTo: 'build' }))).toMatchObject({
      code: 'gate-not-pending',
    });
    const named = { returnTo: 'build', shown: state };
    expect(await refused(world.reject('go', 'rita', named))).toMatchObject({
      code: 'already-rejected',
    });
    expect(await world.recordsOf('rework')).toHaveLength(1);
  });

  test('a parallel branch keeps its result and its running attempt', async () => {
    await start({ returnTo: 'build' });
    await does(world, ['build', 'docs']);
    await granted(world.claim('side', { executor: 'two' }));
    await granted(world.reject('go', 'rita'));
    await granted(world.complete('side', { executor: 'two' }));
    expect((await places(world)).completed).toEqual(['side']);
    expect((await world.viewNow()).completedSteps).toMatchObject([{ key: 'side', attempt: 1 }]);
  });

  test('a running attempt becomes void, ends by its owner, counts for nothing; its step waits for it', async () => {
    await start({ returnTo: 'build' });
    await does(world, ['build', 'docs', 'side']);
    await granted(world.approve('go', 'rita'));
    await granted(world.claim('publish', { executor: 'old' }));
    await granted(world.reject('go', 'rita'));
    expect((await world.viewNow()).runningSteps).toMatchObject([{ key: 'publish', void: true }]);

    // Publish runs alone: nothing of this item starts before it has ended, not even what was sent back.
    expect(await places(world)).toMatchObject({ ready: [], blocked: ['build', 'docs'] });
    expect(await refused(world.claim('publish', { executor: 'new' }))).toMatchObject({
      code: 'already-claimed',
      holder: 'old',
    });
    const { decision } = await granted(world.complete('publish', { executor: 'old' }));
    expect(decision.answer.record.status).toBe('completed');
    expect(await places(world)).toMatchObject({ ready: ['build'], completed: ['side'] });

    await does(world, ['build', 'docs']);
    await granted(world.approve('go', 'rita'));
    await does(world, ['publish'], { executor: 'new' });
    const attempts = (await world.recordsOf('launch')).filter(({ step }) => step === 'publish');
    expect(attempts.map(({ k }) => k)).toEqual([1, 2]);
    expect((await world.viewNow()).completedSteps.at(-1)).toMatchObject({ attempt: 2 });
  });

  test('a void attempt of a dead executor is abandoned, then its step goes on', async () => {
    await start({ returnTo: 'build' });
    await does(world, ['build', 'docs', 'side']);
    await granted(world.approve('go', 'rita'));
    await granted(world.claim('publish', { executor: 'dead' }));
    await granted(world.reject('go', 'rita'));
    await granted(world.complete('publish', { actor: 'olga', status: 'abandoned' }));
    expect((await places(world)).ready).toEqual(['build']);
  });

  test('over a failed step requeues it', async () => {
    await start({ returnTo: 'docs' });
    await does(world, ['build', 'docs', 'side']);
    await granted(world.approve('go', 'rita'));
    await does(world, ['publish'], { status: 'failed' });
    await granted(world.reject('go', 'rita'));
    await does(world, ['docs']);
    await granted(world.approve('go', 'rita'));
    expect((await places(world)).ready).toContain('publish');
    await does(world, ['publish']);
  });
});

describe('a handoff gate without a place', () => {
  test('stands before every step: no execution before a person let it through', async () => {
    world = await given({
      steps: [{ key: 'a', order: 1 }],
      gates: [{ key: 'intake', kind: 'handoff' }],
    });
    expect((await world.viewNow()).nextAction).toContain('Decide intake');
    expect(await refused(world.claim('a'))).toMatchObject({ code: 'step-not-launchable' });
    await granted(world.approve('intake', 'rita'));
    await does(world, ['a']);
  });
});
