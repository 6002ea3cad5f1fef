/** Sign-offs at gates (FR-006), and what a person reads when a rule says no (FR-025). */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { granted, refused } from '../world.ts';
import { begun, completes, openPlace, type Life } from './kit.ts';

const written = {
  steps: [
    { key: 'build', order: 1 },
    { key: 'publish', order: 2 },
  ],
  gates: [{ key: 'go', kind: 'release', before: 'publish', approvals: 2, roles: ['quality'] }],
};
let life: Life;
beforeEach(async () => {
  life = await begun(openPlace([written], { roles: { quality: ['rita', 'sam'] } }));
});

describe('FR-006: review and release gates', () => {
  test('given a quorum of two, when one has approved, then the step behind waits; with both sign-offs it may start', async () => {
    await completes(life, ['build']);
    await granted(life.approve('go', { actor: 'rita', reason: 'tested by hand' }));
    expect((await refused(life.claim('publish'))).message).toContain('go (pending, 1 of 2)');
    await granted(life.approve('go', { actor: 'sam' }));
    await granted(life.claim('publish'));
    const time: unknown = expect.stringMatching(/^2026-01-19T14:\d\d:\d\d\.000Z$/);
    const signOffs = await life.recordsOf('approval');
    expect(signOffs.map(({ actor, reason }) => [actor, reason]).sort()).toEqual([
      ['rita', 'tested by hand'],
      ['sam', ''],
    ]);
    expect(signOffs.map(({ timestamp }) => timestamp)).toEqual([time, time]);
  });

  test('given a rejection, when the work is taken up again, then reason and follow-ups are read', async () => {
    await completes(life, ['build']);
    const rejection = { returnTo: 'build', reason: 'crashes on start' };
    await granted(life.reject('go', rejection, ['Add a smoke test']));
    expect(await life.recordsOf('rework')).toMatchObject([
      { actor: 'rita', reason: 'crashes on start', followUps: ['Add a smoke test'] },
    ]);
    expect((await life.next()).steps).toMatchObject([
      {
        key: 'build',
        rework: [{ by: 'rita', reason: 'crashes on start', followUps: ['Add a smoke test'] }],
      },
    ]);
  });
});

describe('FR-025: every error says what to do next', () => {
  test('a conflict with the policy: who may decide instead', async () => {
    await completes(life, ['build']);
    const refusal = await refused(life.approve('go', { actor: 'paul' }));
    expect(refusal).toMatchObject({ code: 'not-an-approver', exit: 4, hint: 'Ask one of them.' });
    expect(refusal.message).toContain('the role quality (rita, sam)');
    expect(await life.recordsOf('approval')).toEqual([]);
  });

  test('missing data: what to add', async () => {
    await completes(life, ['build']);
    const refusal = await refused(life.reject('go', { returnTo: 'build', reason: ' ' }));
    expect(refusal).toMatchObject({ code: 'reason-missing', exit: 2 });
    expect(refusal.hint).toContain('--reason');
    expect(await life.recordsOf('rework')).toEqual([]);
  });

  test('an invalid state: what is missing, and the command that shows it', async () => {
    const refusal = await refused(life.approve('go'));
    expect(refusal).toMatchObject({ code: 'gate-not-pending', exit: 4 });
    expect(refusal.hint).toMatch(/orchestrator (status|explain) --work-item wi-1/);
    expect(await life.recordsOf('approval')).toEqual([]);
  });
});
