/** What a rejection changes in the files of a run; and that the same records give the same bytes. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runRecord, runRecordSchema, runViews } from '../../src/index.ts';
import { fail, pass, read, stage } from './read-run.ts';
import { granted, startedRun, type Run } from './run-kit.ts';

describe('an approval that is refused', () => {
  const gates = [{ key: 'seen', after: 'intake', returnTo: 'intake' }];

  test.each(['manual', 'pipeline'] as const)(
    'takes an attempt back: it is shown as such, and to be done again (%s)',
    (mode) => {
      const run = startedRun(mode, gates);
      pass(run, 'intake', 'G1');
      const before = runViews(run.state()).find(({ path }) => path.includes('attempt-1'))?.text;
      granted(run.reject('seen', 'intake'));
      const { gates: shown, artifacts_index, validations } = read(run);
      expect(shown[0]).toMatchObject({
        status: 'PENDING',
        attempts: [{ attempt: 1, status: 'PASS', void: true }],
      });
      expect([artifacts_index, validations]).toEqual([[], []]);
      expect(runViews(run.state()).find(({ path }) => path.includes('attempt-1'))?.text).not.toBe(
        before,
      );
      pass(run, 'intake', 'G1');
      const [intake] = read(run).gates;
      expect(intake?.status).toBe('PASS');
      expect(intake?.attempts.map(({ attempt, void: taken = false }) => [attempt, taken])).toEqual([
        [1, true],
        [2, false],
      ]);
    },
  );

  test('in a pipeline it takes back what was built on it, and what is being built', () => {
    const run = startedRun('pipeline', [{ key: 'all', after: 'research', returnTo: 'intake' }]);
    pass(run, 'intake', 'G1');
    pass(run, 'research', 'G2');
    granted(run.reject('all', 'intake'));
    expect(stage(run)).toBe('RUNNING: G1 PENDING(1) G2 PENDING(1) G3 PENDING(0)');
    expect(run.finish('PASSED')).toMatchObject({ refusal: { code: 'gates-not-passed' } });
  });
});

describe('the same records', () => {
  function busyRun(): Run {
    const run = startedRun('manual', [{ key: 'seen', after: 'intake' }]);
    granted(run.start('intake'));
    granted(run.invoke('intake', 'inv_2_0000'));
    fail(run, 'intake', 'G1');
    granted(run.retry('intake'));
    pass(run, 'intake', 'G1');
    granted(run.reject('seen', 'intake'));
    granted(run.start('research'));
    granted(run.end('research', 'released', { outcome: 'not now' }));
    granted(run.invoke('spec', 'inv_1_0000'));
    granted(run.finish('CANCELED'));
    return run;
  }

  test('give the same bytes in whatever order they are read', () => {
    const run = busyRun();
    const expected = runViews(run.state());
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...run.files()], { minLength: run.files().length }),
        (files) => {
          expect(runViews(run.stateOf(files))).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('are shown without exception when any of them are missing', () => {
    const run = busyRun();
    const [registration, ...others] = run.files();
    fc.assert(
      fc.property(fc.subarray(others), (some) => {
        const state = run.stateOf(registration === undefined ? some : [registration, ...some]);
        expect(runRecordSchema.safeParse(runRecord(state)).success).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('end in a line, and are indented by two', () => {
    for (const { text } of runViews(busyRun().state()))
      expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 2)}\n`);
  });
});
