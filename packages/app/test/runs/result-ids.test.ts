/** Results of checks are told apart by their ids: two checks of a step never share one. */
import { describe, expect, test } from '@jest/globals';
import { granted, item, refused, type Written } from '../world.ts';
import { contractOf, runWorld, startedRun } from './run-world.ts';

const exists = (id: string | undefined, path: string): object => ({
  ...(id !== undefined && { id }),
  ...{ type: 'file_exists', path },
});
const withIds = (...ids: readonly (string | undefined)[]): string =>
  contractOf('G1', { validations: ids.map((id, index) => exists(id, `${index}.md`)) });
const oneGate = (exitCriteria: readonly object[] = []): Written => ({
  steps: [{ key: 'intake', order: 1, contract: 'G1', exitCriteria }],
});

describe('an id that another check has', () => {
  test.each<[string, string, readonly object[]]>([
    ['a required output', withIds('g1-output-1'), []],
    ['a validation without one', withIds('g1-validation-2', undefined), []],
    ['a criterion of the step', withIds('mine'), [exists('mine', 'x.md')]],
    ['a criterion of the step without one', withIds('exit-1'), [exists(undefined, 'x.md')]],
    [
      'a criterion of the step that took that of an output',
      withIds(),
      [exists('g1-output-1', 'x.md')],
    ],
  ])('that of %s: no item and no run is bound to it', async (_, text, exitCriteria) => {
    const world = runWorld(oneGate(exitCriteria));
    world.texts.set('G1', text);
    for (const command of [world.registerAs(item), world.startRun()])
      expect(await refused(command)).toMatchObject({ exit: 2 });
    expect(world.memory.files.size).toBe(0);
  });

  test.each<[string, string, readonly object[]]>([
    ['ids of its own', withIds('mine', 'yours'), [exists('ours', 'x.md')]],
    ['ids like those of another gate', withIds('g2-output-1', 'g10-validation-1'), []],
    ['no ids', withIds(undefined, undefined), [exists(undefined, 'x.md')]],
  ])('%s: each result is told of its own check', async (_, text, exitCriteria) => {
    const run = await startedRun('manual', oneGate(exitCriteria));
    run.texts.set('G1', text);
    const { label, item: id } = await granted(run.startRun());
    await granted(run.start(label, 'G1'));
    const { attempt } = await granted(run.finish(label, 'G1'));
    const { steps } = await run.stateOf(id);
    const checks = steps[0]?.counting?.handoff?.record.checks ?? [];
    expect(new Set(checks.map((it) => it.id)).size).toBe(checks.length);
    const ofContract = checks.slice(exitCriteria.length);
    expect(attempt.validations.map(({ detail }) => detail)).toEqual(
      ofContract.map(({ detail }) => detail),
    );
    expect(await run.violationsOf()).toEqual([]);
  });
});
