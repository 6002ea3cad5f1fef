/** Versions of a workflow: effective dates, migration with mapping and rollback, the change log (FR-016, FR-022). */
import { describe, expect, test } from '@jest/globals';
import { changelog, publish } from '@orchestrator/app';
import { defaultPolicy, readWorkflow, type EditLog } from '@orchestrator/core';
import { granted, refused } from '../world.ts';
import { begun, completes, openPlace, type WrittenVersion } from './kit.ts';

const first: WrittenVersion = {
  version: '1.0.0',
  steps: [
    { key: 'build', order: 1 },
    { key: 'test', order: 2 },
    { key: 'publish', order: 3 },
  ],
};
const change = { author: 'Ada', reason: 'Audits ask for it', impact: 'One more step' };
/** `build` is called `compile`, and `audit` is new. */
const second: WrittenVersion = {
  version: '2.0.0',
  change,
  steps: [
    { key: 'compile', order: 1 },
    { key: 'test', order: 2 },
    { key: 'audit', order: 3 },
    { key: 'publish', order: 4 },
  ],
};

describe('FR-016: versions take effect at a date, and items go over to them by a plan', () => {
  test('given a version that is not in effect yet, or no more, when an item is registered to it, then it is refused', async () => {
    const place = openPlace([
      { ...first, effectiveUntil: '2026-01-01T00:00:00Z' },
      { ...second, effectiveFrom: '2026-02-01T00:00:00Z' },
    ]);
    for (const version of ['1.0.0', '2.0.0']) {
      expect(await refused(place.register('wi-1', { version }))).toMatchObject({
        code: 'not-effective',
        exit: 4,
      });
    }
    expect(place.memory.files.size).toBe(0);
  });

  test('given an item in flight, when a new version appears, then it stays on its own until somebody migrates it', async () => {
    const life = await begun(openPlace([first, second]));
    await completes(life, ['build']);
    expect((await life.status()).workflow.version).toBe('1.0.0');
    expect((await life.status()).nextSteps).toEqual(['test']);
  });

  test('given a dry run, when the plan is shown, then it says what each step becomes and writes nothing', async () => {
    const place = openPlace([first, second]);
    const life = await begun(place);
    await completes(life, ['build']);
    const files = new Map(place.memory.files);
    const plan = { build: 'compile' };
    const { preview } = await granted(life.migrate('2.0.0', plan, { dryRun: true }));
    expect(preview).toMatchObject({
      steps: [
        { step: 'build', becomes: 'compile', state: 'completed', stateAfter: 'completed' },
        { step: 'test', becomes: 'test', state: 'ready', stateAfter: 'ready' },
        { step: 'publish', becomes: 'publish' },
      ],
      added: ['audit'],
    });
    expect(place.memory.files).toEqual(files);
  });

  test('given a migration that dropped a step, when it is rolled back, then the item is as it was, and both are on record with reasons', async () => {
    const life = await begun(openPlace([first, second]));
    await completes(life, ['build', 'test']);
    const plan = { build: 'compile', test: null };
    await granted(life.migrate('2.0.0', plan, { reason: 'audits' }));
    expect((await life.status()).nextSteps).toEqual(['test']);
    await granted(life.rollback({ reason: 'audits are off' }));
    expect(await life.status()).toMatchObject({
      workflow: { version: '1.0.0' },
      nextSteps: ['publish'],
      migrations: [
        { from: '1.0.0', to: '2.0.0', reason: 'audits', rollback: false },
        { from: '2.0.0', to: '1.0.0', reason: 'audits are off', rollback: true },
      ],
    });
    expect(await life.violations()).toEqual([]);
  });
});

describe('edge case: the workflow changes while an item is in flight', () => {
  test('given an open step that the new version lacks, when the item is migrated, then an explicit mapping is asked for, and with it the work counts on', async () => {
    const life = await begun(openPlace([first, second]));
    await granted(life.claim('build'));
    const refusal = await refused(life.migrate('2.0.0'));
    expect(refusal).toMatchObject({
      code: 'mapping-missing',
      exit: 4,
      details: [{ step: 'build' }],
    });
    expect(refusal.hint).toContain('--map build=NEW');
    await granted(life.migrate('2.0.0', { build: 'compile' }));
    expect((await life.status()).currentSteps).toEqual(['compile']);
    await granted(life.complete('compile'));
    expect(await life.status()).toMatchObject({ completed: 1, nextSteps: ['test'] });
    expect(await life.violations()).toEqual([]);
  });
});

describe('FR-022: edits of workflows and policy are logged', () => {
  const draftOf = (said: Partial<typeof change>) => {
    const read = readWorkflow({ id: 'wf', ...second, change: undefined });
    if (!read.ok) throw new Error('It is a valid definition.');
    const written: string[] = [];
    const { deps } = openPlace([first]);
    const shelf = {
      find: () => undefined,
      isSame: () => false,
      add: (path: string) => written.push(path) > 0,
      replace: () => false,
    };
    const draft = {
      ...{ path: 'drafts/wf.yaml', workflow: read.workflow, change: {} },
      withChange: (it: object) => Promise.resolve({ text: JSON.stringify(it), digest: 'd' }),
    };
    return { published: publish(deps, shelf, { draft, given: said, actor: 'Ada' }), written };
  };

  test('given a new version, when it is published without reason or impact, then it is refused and not written', async () => {
    const { published, written } = draftOf({ reason: 'Audits ask for it' });
    const refusal = await refused(published);
    expect(refusal).toMatchObject({ code: 'change-missing', exit: 2 });
    expect(refusal.hint).toContain('--impact');
    expect(written).toEqual([]);
    const whole = await granted(draftOf(change).published);
    expect(whole).toMatchObject({ change, path: 'artifacts/workflows/wf@2.0.0.yaml' });
  });

  test('given versions and an edited policy, when the change log is read, then each entry has author, reason and impact', async () => {
    const { deps } = openPlace([first, second]);
    const told = { commit: 'c'.repeat(40), at: '2026-01-20T08:00:00Z', author: 'Bea' };
    const after = { ...defaultPolicy, roles: { quality: ['sam'] } };
    const log: EditLog = {
      complete: true,
      edits: [
        {
          ...{ ...told, reason: 'Sam joins', impact: 'Sam may approve', path: 'orchestrator.yml' },
          ...{ change: 'edited', policy: { before: defaultPolicy, after } },
        },
      ],
    };
    const { view } = await granted(changelog(deps, log));
    expect(view.entries).toMatchObject([
      { kind: 'version', workflow: { version: '2.0.0' }, ...change, previous: '1.0.0' },
      { kind: 'version', workflow: { version: '1.0.0' } },
      { kind: 'policy', author: 'Bea', reason: 'Sam joins', impact: 'Sam may approve' },
    ]);
  });
});
