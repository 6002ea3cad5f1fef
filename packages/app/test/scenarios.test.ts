/** The acceptance scenarios of the specification. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { next, status, type Deps } from '@orchestrator/app';
import { handoffSlot } from '@orchestrator/core';
import { createWorld, does, given, granted, item, places, refused, type World } from './world.ts';

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

describe('scenario 1: steps run in ascending order unless marked parallelizable', () => {
  test('whatever the order of the file, one step after the other', async () => {
    const steps = [3, 1, 2].map((order) => ({ key: `s${order}`, order }));
    await start({ steps });
    for (const key of ['s1', 's2', 's3']) {
      expect((await places(world)).ready).toEqual([key]);
      await does(world, [key]);
    }
    expect(await world.viewNow()).toMatchObject({ done: true, nextAction: expect.any(String) });
  });

  test('a later step can not be claimed, and the refusal names what it waits for', async () => {
    await start(diamond);
    const refusal = await refused(world.claim('d'));
    expect(refusal).toMatchObject({ code: 'step-not-launchable', exit: 4 });
    expect(refusal.message).toContain('a, b, c');
  });

  test('an exit criterion that fails keeps the attempt open, and names every failure', async () => {
    await start({
      steps: [
        {
          key: 'a',
          order: 1,
          exitCriteria: [
            { id: 'notes', type: 'file_exists', path: 'NOTES.md' },
            { id: 'tests', type: 'command', argv: ['true'] },
            'Looks right',
          ],
        },
        { key: 'b', order: 2 },
      ],
    });
    await granted(world.claim('a'));
    world.told.failing.add('notes').add('tests');
    const refusal = await refused(world.complete('a'));
    expect(refusal).toMatchObject({ code: 'exit-criteria', exit: 4 });
    expect(refusal.details).toHaveLength(2);
    expect(await places(world)).toMatchObject({ running: ['a'], blocked: ['b'] });
    world.told.failing.clear();
    const { decision } = await granted(world.complete('a'));
    expect(decision.answer.record.attested).toEqual(['exit-3']);
    expect((await places(world)).ready).toEqual(['b']);
  });

  test('entry criteria that fail refuse the claim before anything is recorded', async () => {
    const entryCriteria = [{ type: 'file_exists', path: 'in.md' }, 'Design is agreed'];
    await start({ steps: [{ key: 'a', order: 1, entryCriteria }] });
    world.told.failing.add('entry-1');
    expect(await refused(world.claim('a'))).toMatchObject({ code: 'entry-criteria', exit: 4 });
    expect(await world.recordsOf('claim')).toEqual([]);
    world.told.failing.clear();
    const { decision } = await granted(world.claim('a'));
    expect(decision.answer.record.attested).toEqual(['entry-2']);
  });
});

describe('scenario 2: parallelizable steps are triggered concurrently and joined', () => {
  test('B and C start together after A, in ascending order; D waits for both', async () => {
    await start(diamond);
    await does(world, ['a']);
    const { view, launched } = await granted(world.schedule());
    expect(launched.map(({ record }) => record.step)).toEqual(['b', 'c']);
    expect(view.readySteps.map(({ key, launchIndex }) => [key, launchIndex])).toEqual([
      ['b', 1],
      ['c', 2],
    ]);
    await granted(world.claim('b', { executor: 'one' }));
    await granted(world.claim('c', { executor: 'two' }));
    expect(await places(world)).toMatchObject({ running: ['b', 'c'], blocked: ['d'] });

    await granted(world.complete('c', { executor: 'two' }));
    expect(await refused(world.claim('d'))).toMatchObject({ code: 'step-not-launchable' });
    await granted(world.complete('b', { executor: 'one' }));
    expect((await places(world)).ready).toEqual(['d']);
  });

  test('with one executor only the first is launched; a freed place launches the next', async () => {
    await start(diamond);
    await does(world, ['a']);
    const first = await granted(world.schedule(1));
    expect(first.launched.map(({ record }) => record.step)).toEqual(['b']);
    expect(first.view.blockedSteps[0]).toMatchObject({
      key: 'c',
      reasons: [{ code: 'executors' }],
    });
    expect((await granted(world.schedule(1))).launched).toEqual([]);
    await does(world, ['b']);
    const second = await granted(world.schedule(1));
    expect(second.launched.map(({ record }) => record.step)).toEqual(['c']);
  });
});

describe('scenario 3: only the lowest of several eligible steps is started', () => {
  const free = [1, 2, 3].map((order) => ({ key: `s${order}`, order, dependsOn: [] }));

  test('higher ones wait, whatever executors there are', async () => {
    await start({ steps: free });
    const { launched, view } = await granted(world.schedule(9));
    expect(launched.map(({ record }) => record.step)).toEqual(['s1']);
    expect(view.blockedSteps.map(({ key, blockedBy }) => [key, blockedBy])).toEqual([
      ['s2', ['s1']],
      ['s3', ['s1']],
    ]);
    await granted(world.claim('s1'));
    expect(await refused(world.claim('s2', { executor: 'two' }))).toMatchObject({ exit: 4 });
  });

  test('nothing overtakes a step that runs alone and waits for its turn', async () => {
    await start({
      steps: [
        { key: 'p1', order: 1, parallelizable: true, dependsOn: [] },
        { key: 'alone', order: 2, dependsOn: [] },
        { key: 'p2', order: 3, parallelizable: true, dependsOn: [] },
      ],
    });
    expect((await places(world)).ready).toEqual(['p1']);
    await granted(world.claim('p1'));
    expect(await places(world)).toMatchObject({ running: ['p1'], blocked: ['alone', 'p2'] });
    await granted(world.complete('p1'));
    expect(await places(world)).toMatchObject({ ready: ['alone'], blocked: ['p2'] });
  });

  test('no preemption: an earlier step that becomes ready again waits for what runs', async () => {
    await start({
      steps: [
        { key: 'p1', order: 1, parallelizable: true, dependsOn: [] },
        { key: 'alone', order: 2, dependsOn: [] },
      ],
    });
    await does(world, ['p1'], { status: 'failed' });
    await granted(world.claim('alone'));
    await granted(world.retry('p1'));
    expect(await places(world)).toMatchObject({ running: ['alone'], blocked: ['p1'] });
    await granted(world.complete('alone'));
    expect((await places(world)).ready).toEqual(['p1']);
  });
});

describe('scenario 6: a rejection sends the item back to the step named', () => {
  const reviewed = {
    steps: [
      { key: 'build', order: 1, entryCriteria: [{ type: 'file_exists', path: 'plan.md' }] },
      { key: 'docs', order: 2 },
      { key: 'publish', order: 3 },
    ],
    gates: [{ key: 'go', kind: 'release', before: 'publish', returnTo: 'build' }],
  };

  test('re-entry criteria are checked again and rework is counted', async () => {
    await start(reviewed);
    await does(world, ['build', 'docs']);
    const { decision } = await granted(world.reject('go', 'rita', { reason: 'too slow' }));
    expect(decision.answer.record).toMatchObject({
      eventType: 'attempt-rejected',
      reason: 'too slow',
      rejected: ['build', 1],
      voids: [
        ['build', 1],
        ['docs', 1],
      ],
    });
    expect(await places(world)).toMatchObject({ ready: ['build'], completed: [] });

    world.told.failing.add('entry-1');
    expect(await refused(world.claim('build'))).toMatchObject({ code: 'entry-criteria' });
    world.told.failing.clear();
    await does(world, ['build', 'docs']);
    const { view } = await granted(status(world.deps, item));
    expect(view.rework).toEqual({ times: 1, steps: 2 });
    expect(view.gates[0]).toMatchObject({ state: 'pending' });
  });

  test('whoever does it again reads why', async () => {
    await start(reviewed);
    await does(world, ['build', 'docs']);
    await granted(world.reject('go', 'rita', { reason: 'too slow', returnTo: 'docs' }));
    const { view } = await granted(next(world.deps, item));
    expect(view.steps).toMatchObject([
      { key: 'docs', attempt: 2, rework: [{ by: 'rita', reason: 'too slow' }] },
    ]);
    expect((await places(world)).completed).toEqual(['build']);
  });
});

describe('scenario 7: the handoff artifact notifies the next agent', () => {
  test('it has every field of FR-014, and links to what it was built on', async () => {
    await start({
      steps: [
        { key: 'a', order: 1, outputs: ['dist/app.js'], nextAction: 'Read the notes' },
        { key: 'b', order: 2 },
      ],
    });
    await does(world, ['a', 'b'], { executor: 'one' });
    const [first, second] = await world.recordsOf('handoff');
    const [claimed] = await world.recordsOf('claim');
    const path = handoffSlot(item, 'a', 'a-one', claimed?.at ?? '');
    expect(first).toMatchObject({
      schemaVersion: '1.0',
      workItemId: item,
      workflow: { name: 'wf', version: '1.0.0' },
      step: { key: 'a', order: 1 },
      eventType: 'attempt-completed',
      attemptId: 'a-one',
      timestamp: expect.stringMatching(/^2026-01-19T/),
      actor: 'worker',
      outcome: expect.any(String),
      nextAction: 'Read the notes',
      baselineIntegration: 'pre',
      links: [],
      outputs: [{ path: 'dist/app.js', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    });
    expect(second).toMatchObject({ links: [path] });
    expect(world.memory.files.has(path)).toBe(true);
  });

  test('the packet of the next step points to it', async () => {
    await start(diamond);
    await does(world, ['a']);
    const { view } = await granted(next(world.deps, item, 'b'));
    const handoffs = [...world.memory.files.keys()].filter((path) => path.includes('/handoff/'));
    expect(view.steps).toMatchObject([{ key: 'b', state: 'ready', links: handoffs }]);
  });
});

describe('scenario 8: resuming restores the state and lists what is to be verified', () => {
  test('another process sees what runs, by whom, and the remaining exit criteria', async () => {
    const written = {
      steps: [
        {
          key: 'a',
          order: 1,
          exitCriteria: [{ id: 'notes', type: 'file_exists', path: 'N.md' }, 'Announced'],
          definitionOfDone: 'Users can install it',
        },
      ],
    };
    await start(written);
    await granted(world.claim('a', { executor: 'one' }));
    const resumed: Deps = createWorld(written, { memory: world.memory }).deps;
    const { view } = await granted(status(resumed, item));
    expect(view).toMatchObject({ state: 'active', currentSteps: ['a'] });
    expect(view.remainingExitCriteria.map(({ id, verifiedBy }) => [id, verifiedBy])).toEqual([
      ['notes', 'check'],
      ['exit-2', 'attestation'],
      ['definition-of-done', 'attestation'],
    ]);
    const packets = await granted(next(resumed, item));
    expect(packets.view.steps).toMatchObject([
      { key: 'a', state: 'running', executor: 'one', exitCriteria: view.remainingExitCriteria },
    ]);
  });
});
