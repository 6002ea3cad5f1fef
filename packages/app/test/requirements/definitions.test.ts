/** Workflows and work items: what a definition says, and what an item is bound to (FR-001, FR-002). */
import { describe, expect, test } from '@jest/globals';
import { readWorkflow } from '@orchestrator/core';
import { granted, refused } from '../world.ts';
import { begun, lifeOf, openPlace } from './kit.ts';

const steps = [
  {
    key: 'publish',
    order: 2,
    entryCriteria: ['Release notes are written'],
    exitCriteria: [{ id: 'notes', type: 'file_exists', path: 'NOTES.md' }, 'Announced'],
    definitionOfDone: 'Users can install it',
  },
  { key: 'build', order: 1 },
];

describe('FR-001: reusable workflows with ordered steps', () => {
  test('given entry and exit criteria and a definition of done, when the step is done, then each was checked or vouched for', async () => {
    const life = await begun(openPlace([{ steps }]));
    await granted(life.claim('build'));
    await granted(life.complete('build'));
    const { decision: claimed } = await granted(life.claim('publish'));
    expect(claimed.answer.record.attested).toEqual(['entry-1']);
    const { decision: ended } = await granted(life.complete('publish'));
    expect(ended.answer.record).toMatchObject({
      checks: [{ id: 'notes', ok: true }],
      attested: ['exit-2', 'definition-of-done'],
    });
  });

  test('given two steps with one key, when the definition is read, then it is refused and says which', () => {
    const twice = [...steps, { key: 'build', order: 3 }];
    const read = readWorkflow({ id: 'wf', version: '1.0.0', steps: twice });
    expect(read).toMatchObject({
      ok: false,
      problems: [{ code: 'duplicate-key', at: ['steps', 2, 'key'] }],
    });
  });

  test('given one workflow, when two items are registered to it, then each goes its own way', async () => {
    const place = openPlace([{ steps }]);
    const [one, other] = [await begun(place, 'wi-1'), await begun(place, 'wi-2')];
    await granted(one.claim('build'));
    await granted(one.complete('build'));
    expect((await one.status()).nextSteps).toEqual(['publish']);
    expect((await other.status()).nextSteps).toEqual(['build']);
  });
});

describe('FR-002: an item is bound to one active workflow', () => {
  test('given a registered item, when it is registered to another version, then it is refused and stays where it is', async () => {
    const place = openPlace([{ steps }, { version: '2.0.0', steps }]);
    const life = await begun(place);
    expect(await refused(place.register('wi-1', { version: '2.0.0' }))).toMatchObject({
      code: 'item-exists',
      exit: 4,
    });
    expect((await life.status()).workflow).toMatchObject({ id: 'wf', version: '1.0.0' });
  });

  test('given a claimed step, when the status is asked for, then it shows the current step, the next one and what remains', async () => {
    const parallel = steps.map((step) => ({ ...step, parallelizable: true, dependsOn: [] }));
    const place = openPlace([{ steps: parallel }]);
    const life = await begun(place);
    await granted(life.claim('publish'));
    const view = await lifeOf(place, 'wi-1').status();
    expect(view).toMatchObject({ currentSteps: ['publish'], nextSteps: ['build'] });
    expect(view.remainingExitCriteria.map(({ step, id }) => [step, id])).toEqual([
      ['publish', 'notes'],
      ['publish', 'exit-2'],
      ['publish', 'definition-of-done'],
    ]);
  });
});
