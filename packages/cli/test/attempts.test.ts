import { describe, expect, test } from '@jest/globals';
import { at, claim, complete, on, refused, rootWithItem, textAt, type Root } from './cli.ts';

const notLaunchable = { exit: 4, code: 'step-not-launchable' };

describe('failure, release, abandon, retry', () => {
  const after = (args: readonly string[]): Root => {
    const root = rootWithItem('  - {key: a, order: 1}');
    claim(root, 'a');
    root.ok(...args);
    return root;
  };

  test.each([
    ['failed', on('complete', 'a', '--status', 'failed', '--outcome', 'No')],
    ['released', on('release', 'a', '--reason', 'Called away')],
    ['abandoned', on('abandon', 'a', '--reason', 'The machine is gone', '--actor', 'bob')],
  ])('%s: a new attempt needs a requeue', (status, args) => {
    const root = after(args);
    refused(root, on('claim', 'a'), {
      ...notLaunchable,
      says: `Attempt 1 ${status}; somebody must requeue it`,
      hint: 'orchestrator retry --work-item wi --step a --reason',
    });
    root.ok(...on('retry', 'a', '--reason', 'Again'));
    expect(root.ok(...on('retry', 'a', '--reason', 'Again'))).toMatchObject({ repeated: true });
    refused(root, on('retry', 'a', '--reason', 'Me too', '--actor', 'bob'), {
      exit: 3,
      code: 'already-requeued',
      says: 'ada-lovelace has requeued a already',
      hint: 'orchestrator claim --work-item wi --step a',
    });
    expect(claim(root, 'a')).toMatchObject({ attempt: 2, attemptId: 'a-local-2' });
  });

  test('nothing to requeue', () => {
    const root = rootWithItem('  - {key: a, order: 1, retry: {maxAttempts: 2}}');
    const expected = { exit: 4, code: 'requeue-not-needed' };
    const retry = on('retry', 'a', '--reason', 'x');
    refused(root, retry, { ...expected, says: 'did not fail', hint: 'explain' });
    claim(root, 'a');
    refused(root, retry, {
      ...expected,
      says: 'Attempt 1 of a is still claimed by local (ada-lovelace).',
      hint: 'orchestrator abandon --work-item wi --step a --attempt a-local',
    });
    complete(root, 'a', '--status', 'failed');
    refused(root, retry, {
      ...expected,
      says: 'maxAttempts 2',
      hint: 'orchestrator claim --work-item wi --step a',
    });
    expect(claim(root, 'a')).toMatchObject({ attempt: 2 });
  });

  test.each(['retry', 'release', 'abandon', 'revert'])(
    '%s without a reason, or an empty one',
    (command) => {
      const root = rootWithItem('  - {key: a, order: 1}');
      const expected = {
        exit: 2,
        code: 'reason-missing',
        says: '--reason is missing',
        hint: '--reason "…"',
      };
      refused(root, on(command, 'a'), expected);
      refused(root, on(command, 'a', '--reason', '  '), expected);
    },
  );

  test('release by a stranger, abandon by anybody', () => {
    const root = rootWithItem('  - {key: a, order: 1}');
    claim(root, 'a', '--executor', 'one');
    refused(root, on('release', 'a', '--reason', 'x', '--executor', 'two'), {
      exit: 3,
      code: 'not-owner',
      says: 'one',
      hint: 'abandon',
    });
    root.ok(...on('abandon', 'a', '--reason', 'Gone', '--actor', 'bob'));
    refused(root, on('complete', 'a', '--executor', 'one'), {
      exit: 4,
      code: 'attempt-closed',
      says: 'abandoned',
      hint: 'requeue',
    });
  });
});

describe('criteria', () => {
  const checked = (phase: string): string =>
    `  - key: a\n    order: 1\n    ${phase}:\n      - {type: file_exists, path: one.md, text: The first}\n      - {id: second, type: contains_headings, path: two.md, headings: [End]}\n      - In plain words\n      - {type: file_exists, path: artifacts/workflows/wf@1.0.0.yaml}`;
  const failures = [
    {
      id: expect.stringMatching(/^(entry|exit)-1$/),
      ok: false,
      detail: expect.stringContaining('one.md'),
    },
    { id: 'second', ok: false, detail: expect.stringContaining('two.md') },
  ];

  test('exit criteria: every failure is listed, and the attempt stays open', () => {
    const root = rootWithItem(checked('exitCriteria'));
    claim(root, 'a');
    const error = refused(root, on('complete', 'a'), {
      exit: 4,
      code: 'exit-criteria',
      says: /2 of 3 checks fail\. exit-1: The first \(.*one\.md.*\); second: .*two\.md/,
      hint: 'run the same command again; nothing was recorded',
    });
    expect(at(error, 'details')).toEqual(failures);
    root.write('one.md', '');
    root.write('two.md', '# End\n');
    const done = complete(root, 'a');
    expect(at(done, 'checks')).toMatchObject([
      { id: 'exit-1', ok: true },
      { id: 'second', ok: true },
      { id: 'exit-4', ok: true },
    ]);
    expect(JSON.parse(root.read(textAt(done, 'handoff')))).toMatchObject({ attested: ['exit-3'] });
  });

  test('a failed attempt needs no criteria', () => {
    const root = rootWithItem(checked('exitCriteria'));
    claim(root, 'a');
    expect(complete(root, 'a', '--status', 'failed')).toMatchObject({
      status: 'failed',
      checks: [],
    });
  });

  test('entry criteria: every failure is listed, and nothing is claimed', () => {
    const root = rootWithItem(checked('entryCriteria'));
    const error = refused(root, on('claim', 'a'), {
      exit: 4,
      code: 'entry-criteria',
      says: /2 of 3 checks fail/,
      hint: 'nothing was recorded',
    });
    expect(at(error, 'details')).toEqual(failures);
    root.write('one.md', '');
    root.write('two.md', '# End\n');
    const path = textAt(claim(root, 'a'), 'path');
    expect(JSON.parse(root.read(path))).toMatchObject({ attested: ['entry-3'] });
  });
});
