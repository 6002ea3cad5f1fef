/** Going back: what is done again and what is not (FR-010, FR-021), and taking up what was interrupted (scenario 8). */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { granted, refused } from '../world.ts';
import { begun, completes, openPlace, type Life, type Place } from './kit.ts';

const written = {
  steps: [
    { key: 'models', order: 1, inputs: ['plan.md'], outputs: ['models.sql'] },
    { key: 'api', order: 2, inputs: ['api.md'], outputs: ['api.ts'] },
    {
      key: 'ui',
      order: 3,
      exitCriteria: [{ id: 'shots', type: 'file_exists', path: 'shots' }, 'Looks right'],
    },
  ],
  gates: [{ key: 'go', after: 'api', returnTo: 'models' }],
};
let place: Place;
let life: Life;
beforeEach(async () => {
  place = openPlace([written]);
  life = await begun(place);
});
afterEach(async () => expect(await life.violations()).toEqual([]));

describe('FR-010: doing a step again has no effect twice', () => {
  test('given unchanged inputs, when a step behind rework is claimed, then the earlier outcome holds and nobody works', async () => {
    await completes(life, ['models', 'api']);
    await granted(life.reject('go'));
    await completes(life, ['models']);
    const claimed = await granted(life.claim('api'));
    const [first, again] = (await life.recordsOf('handoff')).filter(
      ({ step }) => step.key === 'api',
    );
    expect(claimed.unchanged?.record.reusedFrom).toMatch(/^[0-9a-f]{64}$/);
    expect(again).toMatchObject({ attemptId: 'api-local-2', outputs: first?.outputs });
    expect((await life.status()).currentSteps).toEqual([]);
  });

  test('given unchanged inputs, when the rejected step itself is claimed, then it is done again', async () => {
    await completes(life, ['models', 'api']);
    await granted(life.reject('go'));
    expect((await granted(life.claim('models'))).unchanged).toBeUndefined();
    expect((await life.status()).currentSteps).toEqual(['models']);
  });

  test('given other inputs, or --force, then the step is done again', async () => {
    await completes(life, ['models', 'api']);
    await granted(life.reject('go', { returnTo: 'models' }));
    await completes(life, ['models']);
    place.outside.contents = 'new words';
    expect((await granted(life.claim('api'))).unchanged).toBeUndefined();
    await granted(life.complete('api'));
    await granted(life.reject('go'));
    await completes(life, ['models']);
    expect((await granted(life.claim('api', { force: true }))).unchanged).toBeUndefined();
  });
});

describe('FR-010: integration is the line', () => {
  test('given integrated work, when it is rejected, then an explicit revert with a reason comes first', async () => {
    await completes(life, ['models', 'api']);
    await granted(life.integrate());
    expect((await life.status()).baseline.steps).toEqual(['api', 'models']);
    expect(await refused(life.reject('go'))).toMatchObject({ code: 'already-integrated', exit: 4 });
    expect(await refused(life.revert('models', { reason: '' }))).toMatchObject({
      code: 'reason-missing',
    });
    await granted(life.revert('models', { reason: 'broke production' }));
    expect((await life.status()).baseline.steps).toEqual([]);
    await granted(life.reject('go'));
    expect((await life.status()).nextSteps).toEqual(['models']);
  });
});

describe('FR-021: items go back with recorded reasons', () => {
  test('given a rejection, when the status is asked for, then reworks are counted: how often, and how many steps', async () => {
    await completes(life, ['models', 'api']);
    await granted(life.reject('go', { reason: 'no index' }));
    await completes(life, ['models']);
    place.outside.contents = 'new words';
    await completes(life, ['api']);
    await granted(life.reject('go', { reason: 'no tests', returnTo: 'api' }));
    expect(
      (await life.recordsOf('rework')).map(({ reason, rejected }) => [reason, rejected]),
    ).toEqual([
      ['no tests', ['api', 2]],
      ['no index', ['models', 1]],
    ]);
    expect((await life.status()).rework).toEqual({ times: 2, steps: 3 });
  });
});

describe('scenario 8: work is taken up again after an interruption', () => {
  test('given an abandoned attempt, when the step is requeued, then the packet has the state, and the criteria to be verified again', async () => {
    await completes(life, ['models', 'api']);
    await granted(life.approve('go'));
    await granted(life.claim('ui'));
    await granted(life.end('ui', 'abandoned', 'the runner died'));
    expect((await life.status()).nextAction).toContain('Requeue ui');
    await granted(life.retry('ui'));
    expect((await life.next()).steps).toMatchObject([
      {
        key: 'ui',
        attempt: 2,
        earlier: [{ attempt: 'ui.1', status: 'abandoned', outcome: 'the runner died' }],
        exitCriteria: [{ id: 'shots', verifiedBy: 'check' }, { id: 'exit-2' }],
      },
    ]);
    await granted(life.claim('ui'));
    place.failing.add('shots');
    expect(await refused(life.complete('ui'))).toMatchObject({ code: 'exit-criteria', exit: 4 });
    place.failing.clear();
    await granted(life.complete('ui'));
  });
});
