/** Who answers for what, what is in the way, and what was said wrongly: FR-009, FR-011, FR-012. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { canonicalJson } from '@orchestrator/core';
import { granted, refused } from '../world.ts';
import { begun, completes, openPlace, type Life, type Place } from './kit.ts';

const written = {
  steps: [
    { key: 'build', order: 1, role: 'developer' },
    { key: 'docs', order: 2, parallelizable: true, dependsOn: ['build'] },
    { key: 'side', order: 3, parallelizable: true, dependsOn: [] },
    { key: 'publish', order: 4, dependsOn: ['docs'] },
  ],
};
let place: Place;
let life: Life;
let tampered: boolean;
beforeEach(async () => {
  tampered = false;
  place = openPlace([written]);
  life = await begun(place);
});
afterEach(async () => {
  if (!tampered) expect(await life.violations()).toEqual([]);
});

describe('FR-009: a history that shows tampering, and corrections beside it', () => {
  test('given a handoff that somebody edited, when the next command runs, then verify names the record and nothing is built on it', async () => {
    await completes(life, ['build']);
    await granted(life.claim('docs'));
    const files = place.memory.files as Map<string, string>;
    const path = [...files.keys()].find((it) => it.includes('/handoff/')) ?? '';
    const record = JSON.parse(files.get(path) ?? '') as Record<string, string>;
    files.set(path, `${canonicalJson({ ...record, outcome: 'Never happened' })}\n`);
    tampered = true;
    expect(await refused(life.complete('docs'))).toMatchObject({ code: 'item-damaged', exit: 5 });
    const found = await life.violations();
    expect(found.some(({ path: at, detail }) => `${at} ${detail}`.includes(path))).toBe(true);
  });

  test('given a wrong word in a record, when it is corrected, then the record stays, and readers see both', async () => {
    await granted(life.claim('build'));
    const { decision } = await granted(life.complete('build', { outcome: 'Built on Node 22' }));
    const { id, path } = decision.answer;
    const before = place.memory.files.get(path);
    const set = { outcome: 'Built on Node 24' };
    await granted(life.correct(id, set, { reason: 'a slip of the pen' }));
    expect(place.memory.files.get(path)).toBe(before);
    expect(await life.recordsOf('correction')).toMatchObject([{ corrects: id, causes: [id], set }]);
    const entry = (await life.history()).entries.find(({ record }) => record === id);
    expect(entry).toMatchObject({
      detail: 'build completed: Built on Node 22',
      corrections: [{ by: 'rita', set, reason: 'a slip of the pen' }],
    });
  });

  test('given a correction without a reason, or of what a record decides, then it is refused', async () => {
    await granted(life.claim('build'));
    const { decision } = await granted(life.complete('build'));
    const { id } = decision.answer;
    expect(await refused(life.correct(id, { outcome: 'x' }, { reason: '' }))).toMatchObject({
      code: 'reason-missing',
    });
    expect(await refused(life.correct(id, { status: 'failed' }))).toMatchObject({
      code: 'not-correctable',
      exit: 2,
    });
  });
});

describe('FR-011: somebody answers for the item and for each step', () => {
  test('given a transfer of the item, when it is looked at, then the new owner is shown, with who, when, why', async () => {
    await granted(life.transfer('bob', { reason: 'olga is on leave' }));
    expect((await life.status()).owner).toBe('bob');
    expect(await life.recordsOf('transfer')).toMatchObject([
      {
        from: 'olga',
        to: 'bob',
        reason: 'olga is on leave',
        actor: 'rita',
        at: expect.any(String),
      },
    ]);
  });

  test('given a transfer of one step, when it is looked at, then only that step has another owner', async () => {
    await granted(life.transfer('carol', { step: 'side', reason: 'knows the database' }));
    expect(await life.status()).toMatchObject({ owner: 'olga', stepOwners: { side: 'carol' } });
    const owners = (await life.next()).steps.map(({ key, owner, role }) => [key, owner, role]);
    expect(owners).toEqual([['build', 'olga', 'developer']]);
    await completes(life, ['build']);
    expect((await life.next()).steps.map(({ key, owner }) => [key, owner])).toEqual([
      ['docs', 'olga'],
      ['side', 'carol'],
    ]);
  });

  test('given no reason, when somebody transfers, then it is refused', async () => {
    expect(await refused(life.transfer('bob', { reason: ' ' }))).toMatchObject({
      code: 'reason-missing',
      exit: 2,
    });
    expect(await life.recordsOf('transfer')).toEqual([]);
  });
});

describe('FR-012: blockers are declared, classified and resolved', () => {
  const down = { step: 'docs', reason: 'staging is down', owner: 'otto' } as const;

  test('given a blocked step, when somebody claims it, then it is refused until the blocker is resolved', async () => {
    await completes(life, ['build']);
    await granted(life.block('env-1', down));
    const refusal = await refused(life.claim('docs'));
    expect(refusal).toMatchObject({ code: 'step-not-launchable', details: [{ code: 'blocker' }] });
    expect(refusal.message).toContain('otto is to resolve it');
    await granted(life.unblock('env-1', { reason: 'staging is back' }));
    await completes(life, ['docs']);
    expect(await life.recordsOf('resolution')).toMatchObject([{ reason: 'staging is back' }]);
  });

  test('given a blocker, when the status is asked for, then it shows the kind, who resolves it, and every step that it holds up', async () => {
    await granted(life.block('env-1', down));
    expect((await life.status()).blockers).toMatchObject([
      {
        id: 'env-1',
        type: 'environment',
        owner: 'otto',
        step: 'docs',
        holdsUp: ['docs', 'publish'],
      },
    ]);
    expect((await life.status()).nextAction).toContain('Resolve env-1 (otto)');
  });
});
