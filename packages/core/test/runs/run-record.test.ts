/** RUN.json and the files of attempts, stage by stage: what the page shows. */
import { describe, expect, test } from '@jest/globals';
import { attemptFile, runFile, runViews } from '../../src/index.ts';
import { fail, pass, read, stage } from './read-run.ts';
import { evidenceOf, granted, ids, item, label, startedRun } from './run-kit.ts';

describe('stage by stage', () => {
  test('a run by hand', () => {
    const run = startedRun('manual');
    expect(stage(run)).toBe('RUNNING: G1 PENDING(0) G2 PENDING(0) G3 PENDING(0)');
    granted(run.start('research'));
    expect(stage(run)).toBe('RUNNING: G1 PENDING(0) G2 RUNNING(1) G3 PENDING(0)');
    fail(run, 'research', 'G2');
    expect(stage(run)).toBe('RUNNING: G1 PENDING(0) G2 FAIL(1) G3 PENDING(0)');
    granted(run.retry('research'));
    expect(stage(run)).toBe('RUNNING: G1 PENDING(0) G2 FAIL(1) G3 PENDING(0)');
    granted(run.start('research'));
    expect(stage(run)).toBe('RUNNING: G1 PENDING(0) G2 RUNNING(2) G3 PENDING(0)');
    granted(run.end('research', 'completed', evidenceOf('G2')));
    pass(run, 'intake', 'G1');
    pass(run, 'spec', 'G3');
    expect(stage(run)).toBe('RUNNING: G1 PASS(1) G2 PASS(2) G3 PASS(1)');
    granted(run.finish());
    expect(stage(run)).toBe('PASSED: G1 PASS(1) G2 PASS(2) G3 PASS(1)');
  });

  test('a pipeline: it stops at a gate that fails, and goes on when that is tried again', () => {
    const run = startedRun('pipeline');
    expect(stage(run)).toBe('RUNNING: G1 PENDING(0) G2 PENDING(0) G3 PENDING(0)');
    expect(run.start('research')).toMatchObject({ refusal: { code: 'step-not-launchable' } });
    granted(run.start('intake'));
    fail(run, 'intake', 'G1');
    expect(stage(run)).toBe('FAILED: G1 FAIL(1) G2 PENDING(0) G3 PENDING(0)');
    expect(read(run).finished_at).toBe(read(run).gates[0]?.attempts[0]?.finished_at);
    granted(run.retry('intake'));
    granted(run.start('intake'));
    expect(stage(run)).toBe('RUNNING: G1 RUNNING(2) G2 PENDING(0) G3 PENDING(0)');
    granted(run.end('intake', 'completed', evidenceOf('G1')));
    pass(run, 'research', 'G2');
    pass(run, 'spec', 'G3');
    expect(stage(run)).toBe('PASSED: G1 PASS(2) G2 PASS(1) G3 PASS(1)');
    const { finished_at, gates } = read(run);
    expect(finished_at).toBe(gates[2]?.attempts[0]?.finished_at);
    const { at } = granted(run.finish()).answer.record;
    expect(read(run)).toMatchObject({ status: 'PASSED', finished_at: at });
  });

  test.each(['FAILED', 'CANCELED'] as const)('a run that was ended as %s', (status) => {
    const run = startedRun('pipeline');
    pass(run, 'intake', 'G1');
    const { at } = granted(run.finish(status, 'olga', 'no time')).answer.record;
    expect(stage(run)).toBe(`${status}: G1 PASS(1) G2 PENDING(0) G3 PENDING(0)`);
    expect(read(run).finished_at).toBe(at);
  });
});

describe('what RUN.json says', () => {
  test('the fields of the page', () => {
    const run = startedRun('manual');
    pass(run, 'intake', 'G1');
    granted(run.invoke('intake', 'inv_1_abcd'));
    const { gates, events, ...rest } = read(run);
    expect(Object.keys(read(run))).toEqual([
      ...['run_id', 'workflow', 'depth', 'status', 'started_at', 'finished_at', 'gates'],
      ...['invocations', 'artifacts_index', 'validations', 'events'],
    ]);
    expect(rest).toMatchObject({
      run_id: label,
      workflow: {
        name: 'wf',
        version: '1.0.0',
        slug: 'the-word-robot',
        artifact_path: 'essays/robot',
      },
      depth: 'standard',
      status: 'RUNNING',
      started_at: '2026-01-19T14:30:12.000Z',
      finished_at: null,
      invocations: [{ invocation_id: 'inv_1_abcd', gate: 'G1', attempt: 1 }],
    });
    expect(gates.map(({ gate, name }) => [gate, name])).toEqual([
      ['G1', 'The gate G1'],
      ['G2', 'The gate G2'],
      ['G3', 'The gate G3'],
    ]);
    expect(events.map(({ type, gate, attempt }) => [type, gate, attempt])).toEqual([
      ['item.registered', undefined, undefined],
      ['attempt.launched', 'G1', 1],
      ['attempt.claimed', 'G1', 1],
      ['attempt-completed', 'G1', 1],
      ['agent.invoked', 'G1', 1],
    ]);
  });

  test('an attempt that passed', () => {
    const run = startedRun('manual');
    pass(run, 'intake', 'G1');
    granted(run.invoke('intake', 'inv_1_abcd'));
    const robot = { path: '{artifact_path}/G1.md', resolved_path: 'essays/robot/G1.md' };
    const slug = { path: '{slug}.txt', resolved_path: 'the-word-robot.txt' };
    const [page, text] = [ids.sha256(robot.resolved_path), ids.sha256(slug.resolved_path)];
    expect(read(run).gates[0]?.attempts).toEqual([
      {
        ...{ attempt: 1, status: 'PASS', agent: 'Bob', failure_reason: null },
        started_at: '2026-01-19T14:31:12.000Z',
        finished_at: '2026-01-19T14:32:12.000Z',
        invocation_ids: ['inv_1_abcd'],
        required_outputs: [robot.path, slug.path],
        artifacts: [
          { ...robot, sha256: page, exists: true },
          { ...slug, sha256: text, exists: true },
        ],
        validations: [
          { type: 'file_exists', path: robot.path, pass: true, detail: 'looked at output-1 of G1' },
          { type: 'file_exists', path: slug.path, pass: true, detail: 'looked at output-2 of G1' },
          {
            type: 'min_words',
            path: robot.path,
            pass: true,
            detail: 'looked at validation-1 of G1',
          },
          {
            ...{ type: 'not_contains', path: slug.path, pass: true, severity: 'warn' },
            detail: 'looked at validation-2 of G1',
          },
          { type: 'command', pass: true, detail: 'looked at validation-3 of G1' },
        ],
      },
    ]);
    expect(read(run).artifacts_index).toEqual([
      { ...robot, sha256: page, gate: 'G1', attempt: 1 },
      { ...slug, sha256: text, gate: 'G1', attempt: 1 },
    ]);
    expect(read(run).validations.map(({ gate, attempt, type }) => [gate, attempt, type])).toEqual(
      ['file_exists', 'file_exists', 'min_words', 'not_contains', 'command'].map((type) => [
        'G1',
        1,
        type,
      ]),
    );
  });

  test('an attempt that failed, one that was given up, one that was given back', () => {
    const run = startedRun('manual');
    granted(run.start('intake'));
    fail(run, 'intake', 'G1');
    granted(run.start('research'));
    granted(run.end('research', 'abandoned', { outcome: 'gone' }));
    granted(run.start('spec'));
    granted(run.end('spec', 'released', { outcome: 'not now' }));
    const [one, two, three] = read(run).gates.map(({ attempts }) => attempts[0]);
    expect(one).toMatchObject({
      status: 'FAIL',
      failure_reason: 'a page is missing',
      artifacts: [
        { resolved_path: 'essays/robot/G1.md', sha256: null, exists: false },
        { resolved_path: 'the-word-robot.txt', exists: true },
      ],
    });
    expect(one?.validations.map(({ pass: ok }) => ok)).toEqual([false, true, true, true, true]);
    // Nobody looked at what these two left behind.
    const unseen = { status: 'FAIL', artifacts: [], validations: [] };
    expect([two, three]).toMatchObject([
      { ...unseen, failure_reason: 'gone' },
      { ...unseen, failure_reason: 'not now' },
    ]);
  });

  test('an attempt that runs has no file; who began it is known', () => {
    const run = startedRun('manual');
    granted(run.start('intake', 'Research-Orchestrator[bot]'));
    expect(read(run).gates[0]?.attempts[0]).toMatchObject({
      ...{ attempt: 1, status: 'RUNNING', agent: 'Research-Orchestrator[bot]' },
      ...{ finished_at: null, artifacts: [], validations: [], failure_reason: null },
    });
    expect(runViews(run.state()).map(({ path }) => path)).toEqual([runFile(item)]);
  });

  test('attempts are numbered by who began them, and each has a file of its own', () => {
    const run = startedRun('manual');
    for (let n = 1; n <= 3; n += 1) {
      granted(run.start('intake'));
      fail(run, 'intake', 'G1');
      granted(run.retry('intake'));
    }
    pass(run, 'intake', 'G1');
    expect(
      read(run).gates[0]?.attempts.map(({ attempt, status }) => `${attempt} ${status}`),
    ).toEqual(['1 FAIL', '2 FAIL', '3 FAIL', '4 PASS']);
    expect(runViews(run.state()).map(({ path }) => path)).toEqual([
      ...[1, 2, 3, 4].map((n) => attemptFile(item, 'G1', n)),
      runFile(item),
    ]);
    expect(read(run).artifacts_index.map(({ attempt }) => attempt)).toEqual([4, 4]);
  });
});
