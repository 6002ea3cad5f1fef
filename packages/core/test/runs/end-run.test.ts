/** Ending a run: what may be said of it in which state of its gates, and that it is said once. */
import { describe, expect, test } from '@jest/globals';
import { legalityOf, verifyItem, type RunEnd, type RunOptions } from '../../src/index.ts';
import { evidenceOf, gateOf, granted, ids, label, startedRun, type Run } from './run-kit.ts';

type Mode = RunOptions['mode'];
type How = 'untouched' | 'running' | 'passed' | 'failed' | 'abandoned' | 'released' | 'again';

/** Brings a gate to a state; `again`: it failed, and is tried again. */
function bring(run: Run, step: string, how: How): void {
  if (how === 'untouched') return;
  granted(run.start(step));
  if (how === 'running') return;
  if (how === 'again') {
    granted(run.end(step, 'failed', { outcome: 'no' }));
    granted(run.retry(step));
    granted(run.start(step));
    return;
  }
  const status = how === 'passed' ? 'completed' : how;
  granted(run.end(step, status, how === 'passed' ? evidenceOf(gateOf(step)) : { outcome: how }));
}

function runWith(mode: Mode, ...states: readonly How[]): Run {
  const run = startedRun(mode);
  for (const [index, step] of ['intake', 'research', 'spec'].entries())
    bring(run, step, states[index] ?? 'untouched');
  return run;
}

/** What a decision says: the end that was recorded, or the code of the refusal. */
function ended(run: Run, status?: RunEnd): string {
  const decision = run.finish(status);
  if (!decision.ok) return decision.refusal.code;
  expect(verifyItem(run.state(), ids)).toEqual([]);
  return decision.answer.record.status;
}

const no = 'gates-not-passed';

describe('what may be said of a run', () => {
  // The states of its gates; then what comes of saying nothing, PASSED, FAILED, CANCELED.
  test.each<[Mode, string, readonly How[], readonly string[]]>([
    ['manual', 'nothing was done', [], [no, no, 'FAILED', 'CANCELED']],
    ['manual', 'one gate runs', ['running'], [no, no, no, no]],
    ['manual', 'one passed, one runs', ['passed', 'running'], [no, no, no, no]],
    ['manual', 'one passed', ['untouched', 'passed'], ['PASSED', 'PASSED', 'FAILED', 'CANCELED']],
    [
      'manual',
      'all passed',
      ['passed', 'passed', 'passed'],
      ['PASSED', 'PASSED', 'FAILED', 'CANCELED'],
    ],
    ['manual', 'one failed', ['failed'], ['FAILED', no, 'FAILED', 'CANCELED']],
    [
      'manual',
      'one passed, one failed',
      ['passed', 'failed'],
      ['FAILED', no, 'FAILED', 'CANCELED'],
    ],
    ['manual', 'one was given up', ['passed', 'abandoned'], ['FAILED', no, 'FAILED', 'CANCELED']],
    ['manual', 'one failed and runs again', ['again'], [no, no, no, no]],
    ['pipeline', 'nothing was done', [], [no, no, 'FAILED', 'CANCELED']],
    ['pipeline', 'the first one runs', ['running'], [no, no, no, no]],
    ['pipeline', 'the first one passed', ['passed'], [no, no, 'FAILED', 'CANCELED']],
    ['pipeline', 'the last one runs', ['passed', 'passed', 'running'], [no, no, no, no]],
    [
      'pipeline',
      'all passed',
      ['passed', 'passed', 'passed'],
      ['PASSED', 'PASSED', 'FAILED', 'CANCELED'],
    ],
    ['pipeline', 'one failed', ['passed', 'failed'], ['FAILED', no, 'FAILED', 'CANCELED']],
    ['pipeline', 'one was given up', ['abandoned'], ['FAILED', no, 'FAILED', 'CANCELED']],
  ])('%s: %s', (mode, _, states, ends) => {
    const said = [undefined, 'PASSED', 'FAILED', 'CANCELED'] as const;
    expect(said.map((status) => ended(runWith(mode, ...states), status))).toEqual(ends);
  });

  test('it names the gates, and the way out', () => {
    const open = runWith('pipeline', 'passed').finish('PASSED');
    expect(open).toMatchObject({
      refusal: {
        message: expect.stringContaining(`${label} has not passed: G2, G3 did not`),
        hint: expect.stringContaining(`run complete --run ${label} --status FAILED (or CANCELED)`),
      },
    });
    expect(runWith('manual').finish()).toMatchObject({
      refusal: { message: expect.stringContaining('how it ended') },
    });
    expect(runWith('manual', 'untouched', 'running').finish('CANCELED')).toMatchObject({
      refusal: {
        message: `G2 of ${label} is still running.`,
        hint: expect.stringContaining(`gate finish --run ${label} --gate G2`),
      },
    });
  });

  test('it cites what the run is bound to, and the last outcome of each gate', () => {
    const run = runWith('manual', 'passed', 'failed', 'untouched');
    const first = run.state().steps[1]?.last?.handoff?.id;
    granted(run.retry('research'));
    granted(run.start('research'));
    granted(run.end('research', 'completed', evidenceOf('G2')));
    const outcomes = run.state().steps.flatMap(({ last }) => last?.handoff?.id ?? []);
    const { record } = granted(run.finish(undefined, 'olga', 'good enough')).answer;
    expect(record).toMatchObject({ status: 'PASSED', actor: 'olga', reason: 'good enough' });
    expect(record.causes).toEqual([run.state().registration.id, ...outcomes].sort());
    expect(record.causes).not.toContain(first);
  });
});

describe('after the end', () => {
  test('the same again is on record already, whoever says it; another end is refused', () => {
    const run = runWith('manual', 'passed');
    const first = granted(run.finish('PASSED')).answer;
    for (const again of [run.finish(), run.finish('PASSED', 'rita', 'other words')])
      expect(again).toEqual({ ok: true, records: [], answer: first, repeated: true });
    expect(run.finish('FAILED')).toMatchObject({
      refusal: {
        code: 'item-ended',
        message: expect.stringContaining(`${label} was ended by olga as PASSED`),
        hint: expect.stringContaining('run start --workflow wf --slug the-word-robot'),
      },
    });
  });

  test.each(['passed', 'failed', 'untouched'] as const)(
    'nothing starts: a gate that is %s',
    (how) => {
      const run = runWith('manual', how, 'failed');
      granted(run.finish('CANCELED'));
      const before = run.files().length;
      for (const step of ['intake', 'research', 'spec']) {
        const decision = run.start(step, 'Eve');
        const code = step === 'intake' && how === 'passed' ? 'step-completed' : 'item-ended';
        expect(decision).toMatchObject({ ok: false, refusal: { code } });
      }
      expect(run.retry('research')).toMatchObject({ refusal: { code: 'item-ended' } });
      expect(run.files().length).toBe(before);
    },
  );

  test.each(['proceed', 'close'] as const)('nothing is reviewed any more: %s', (decision) => {
    const run = startedRun('manual', [{ key: 'intake-review', kind: 'handoff' }]);
    granted(run.finish('CANCELED'));
    expect(run.review('intake-review', decision)).toMatchObject({
      refusal: { code: 'item-ended' },
    });
  });

  test('no approval is decided', () => {
    const run = startedRun('manual', [{ key: 'seen', after: 'intake' }]);
    bring(run, 'intake', 'passed');
    granted(run.finish('CANCELED'));
    expect([run.approve('seen'), run.reject('seen', 'intake')]).toMatchObject([
      { refusal: { code: 'item-ended' } },
      { refusal: { code: 'item-ended' } },
    ]);
  });
});

describe('what verify says of an end that nobody could record', () => {
  const illegal = (run: Run, change: (record: Record<string, unknown>) => void): string => {
    const { answer } = granted(run.finish('FAILED'));
    const record = structuredClone(answer.record) as unknown as Record<string, unknown>;
    change(record);
    return legalityOf(run.state(), { ...answer, record } as never, ids) ?? 'legal';
  };
  const outcomeOf = (run: Run, index: number): string =>
    run.state().steps[index]?.last?.handoff?.id ?? '';

  test.each<
    [string, Mode, readonly How[], (record: Record<string, unknown>, run: Run) => void, RegExp]
  >([
    [
      'PASSED with a gate that failed',
      'manual',
      ['passed', 'failed'],
      (it) => (it['status'] = 'PASSED'),
      /its gates do not/,
    ],
    ['PASSED with none', 'manual', [], (it) => (it['status'] = 'PASSED'), /its gates do not/],
    [
      'PASSED of a pipeline without all',
      'pipeline',
      ['passed'],
      (it) => (it['status'] = 'PASSED'),
      /its gates do not/,
    ],
    [
      'without what it is bound to',
      'manual',
      ['failed'],
      (it, run) => (it['causes'] = [outcomeOf(run, 0)]),
      /bound to/,
    ],
    [
      'with something that is no outcome',
      'manual',
      ['failed'],
      (it, run) =>
        (it['causes'] = [run.state().registration.id, run.state().steps[0]?.last?.claim?.id]),
      /and only that/,
    ],
  ])('%s', (_, mode, states, change, says) => {
    const run = runWith(mode, ...states);
    expect(illegal(run, (record) => change(record, run))).toMatch(says);
  });

  test('the end itself is legal', () => {
    expect(illegal(runWith('manual', 'passed', 'failed'), () => undefined)).toBe('legal');
  });
});
