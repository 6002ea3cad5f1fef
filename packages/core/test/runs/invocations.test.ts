/** That an agent was called is noted at any time, for the attempt that it was called for. */
import { describe, expect, test } from '@jest/globals';
import { legalityOf, runRecord, verifyItem } from '../../src/index.ts';
import { evidenceOf, granted, ids, startedRun, type Run } from './run-kit.ts';

/** `gate attempt` of each invocation in RUN.json. */
const noted = (run: Run): readonly string[] =>
  runRecord(run.state()).invocations.map(({ gate, attempt }) => `${gate} ${String(attempt)}`);

describe('what an invocation is noted for', () => {
  test('before, during and after attempts, and after the end of the run', () => {
    const run = startedRun('manual');
    granted(run.invoke('research', 'inv_1_0000'));
    granted(run.start('research'));
    granted(run.invoke('research', 'inv_2_0000'));
    granted(run.end('research', 'failed', { outcome: 'no' }));
    granted(run.invoke('research', 'inv_3_0000'));
    granted(run.retry('research'));
    granted(run.invoke('research', 'inv_4_0000'));
    granted(run.start('research'));
    granted(run.invoke('research', 'inv_5_0000'));
    granted(run.end('research', 'completed', evidenceOf('G2')));
    granted(run.finish('PASSED'));
    granted(run.invoke('research', 'inv_6_0000'));
    granted(run.invoke('spec', 'inv_7_0000'));
    expect(noted(run)).toEqual([...['G2 null', 'G2 1', 'G2 1', 'G2 1', 'G2 2', 'G2 2'], 'G3 null']);
    expect(verifyItem(run.state(), ids)).toEqual([]);
    const [, research] = runRecord(run.state()).gates;
    expect(research?.attempts.map((it) => it.invocation_ids)).toEqual([
      ['inv_2_0000', 'inv_3_0000', 'inv_4_0000'],
      ['inv_5_0000', 'inv_6_0000'],
    ]);
  });

  test('an attempt that was launched and that nobody began is not meant', () => {
    const run = startedRun('manual');
    granted(run.start('research'));
    granted(run.end('research', 'failed', { outcome: 'no' }));
    granted(run.retry('research'));
    run.launch();
    expect(run.state().steps[1]?.last?.k).toBe(2);
    granted(run.invoke('research', 'inv_1_0000'));
    granted(run.invoke('spec', 'inv_2_0000'));
    expect(noted(run)).toEqual(['G2 1', 'G3 null']);
    expect(verifyItem(run.state(), ids)).toEqual([]);
  });

  test('the earliest is shown first, whatever their ids are', () => {
    const run = startedRun('manual');
    for (const id of ['inv_2_0000', 'inv_3_0000', 'inv_1_0000']) granted(run.invoke('spec', id));
    const { invocations } = runRecord(run.state());
    expect(invocations.map(({ invocation_id }) => invocation_id)).toEqual([
      ...['inv_2_0000', 'inv_3_0000', 'inv_1_0000'],
    ]);
  });

  test('what is said of it', () => {
    const run = startedRun('manual');
    const startedAt = '2026-01-19T14:31:00.000Z';
    granted(
      run.invoke('spec', 'inv_1_abcd', {
        startedAt,
        exitCode: 3,
        detail: 'logs/x',
        status: 'FAIL',
      }),
    );
    expect(runRecord(run.state()).invocations).toEqual([
      {
        ...{ invocation_id: 'inv_1_abcd', gate: 'G3', attempt: null, agent: 'bob', status: 'FAIL' },
        ...{ started_at: startedAt, recorded_at: '2026-01-19T14:31:12.000Z', actor: 'olga' },
        ...{ exit_code: 3, detail: 'logs/x' },
      },
    ]);
  });

  test('a gate that is none', () => {
    expect(startedRun('manual').invoke('intakes', 'inv_1_0000')).toMatchObject({
      refusal: { code: 'unknown-step', hint: 'Did you mean intake?' },
    });
  });
});

describe('what verify says of one that nobody could record', () => {
  function forged(change: (record: Record<string, unknown>, run: Run) => void): string {
    const run = startedRun('manual');
    granted(run.start('intake'));
    granted(run.start('research'));
    const { answer } = granted(run.invoke('intake', 'inv_1_0000'));
    const record = structuredClone(answer.record) as unknown as Record<string, unknown>;
    change(record, run);
    return legalityOf(run.state(), { ...answer, record } as never, ids) ?? 'legal';
  }

  test.each<[string, (record: Record<string, unknown>, run: Run) => void, RegExp]>([
    ['as it is', () => undefined, /^legal$/],
    ['an attempt of another gate', (it) => (it['attempt'] = ['research', 1]), /another one/],
    [
      'an attempt that there is not',
      (it) => (it['attempt'] = ['intake', 2]),
      /claim of its attempt/,
    ],
    ['no attempt, and its claim', (it) => delete it['attempt'], /bound to/],
    [
      'the claim of another gate',
      (it, run) => (it['causes'] = [run.state().steps[1]?.open?.claim?.id]),
      /claim of its attempt/,
    ],
  ])('%s', (_, change, says) => {
    expect(forged(change)).toMatch(says);
  });
});
