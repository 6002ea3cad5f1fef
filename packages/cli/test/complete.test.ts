import { describe, expect, test } from '@jest/globals';
import { claim, complete, on, refused, rootWithItem, textAt } from './cli.ts';

const steps = '  - {key: a, order: 1}\n  - {key: b, order: 2}';

describe('complete', () => {
  test('what nobody has claimed', () => {
    refused(rootWithItem(steps), on('complete', 'a'), {
      exit: 4,
      code: 'attempt-not-claimed',
      says: 'Nobody has claimed the step a',
      hint: 'orchestrator claim --work-item wi --step a',
    });
  });

  test('by a stranger', () => {
    const root = rootWithItem(steps);
    claim(root, 'a', '--executor', 'one');
    const error = refused(root, on('complete', 'a', '--executor', 'two'), {
      exit: 3,
      code: 'not-owner',
      says: 'assigned to one, not to two',
      hint: 'orchestrator abandon --work-item wi --step a',
    });
    expect(error).toMatchObject({ holder: 'one' });
    complete(root, 'a', '--executor', 'one');
    refused(root, on('complete', 'a', '--executor', 'two'), {
      exit: 3,
      code: 'not-owner',
      says: "one's",
      hint: 'next',
    });
  });

  test('a command among the checks may write what the next one reads', () => {
    const write = `{type: command, argv: [node, -e, "require('fs').writeFileSync('report.md', 'three words here')"]}`;
    const root = rootWithItem(
      `  - {key: a, order: 1, exitCriteria: [${write}, {type: min_words, path: report.md, min: 3}]}`,
    );
    claim(root, 'a');
    expect(complete(root, 'a')).toMatchObject({ checks: [{ ok: true }, { ok: true }] });
  });

  test('twice: the same words are one record, others are refused', () => {
    const root = rootWithItem(steps);
    claim(root, 'a');
    const words = ['--outcome', 'Done', '--next-action', 'Go on'];
    const first = complete(root, 'a', ...words);
    const before = root.files();
    expect(complete(root, 'a', ...words)).toEqual({ ...(first as object), repeated: true });
    expect(root.files()).toEqual(before);
    for (const other of [
      ['--outcome', 'Well done'],
      [...words, '--status', 'failed'],
    ])
      refused(root, on('complete', 'a', ...other), {
        exit: 4,
        code: 'attempt-closed',
        says: 'has ended already: completed',
        hint: textAt(first, 'handoff'),
      });
  });

  test('an attempt that there is not', () => {
    const root = rootWithItem(steps);
    claim(root, 'a');
    refused(root, on('complete', 'a', '--attempt', 'a-remote'), {
      exit: 2,
      code: 'unknown-attempt',
      says: 'a-remote',
      hint: 'a-local',
    });
  });

  test.each([
    [['--evidence', 'no.txt'], 'file-missing', 'no.txt'],
    [['--evidence', '../x'], 'invalid-input', 'stays inside'],
    [['--evidence', '/etc/passwd'], 'invalid-input', 'stays inside'],
    [['--commit', 'no-such-thing'], 'invalid-input', 'no-such-thing'],
    [['--commit', '--upload-pack=x'], 'invalid-input', /./],
    [['--status', 'done'], 'invalid-input', 'done'],
    [['--status', 'completed', '--event-type', 'attempt-failed'], 'invalid-input', 'contradict'],
    [['--event-type', 'baseline-integration', '--baseline', 'pre'], 'invalid-input', 'post'],
    [['--baseline', 'maybe'], 'invalid-input', 'maybe'],
  ])('%j', (more, code, says) => {
    const root = rootWithItem(steps, { git: true });
    claim(root, 'a');
    refused(root, on('complete', 'a', ...more), { exit: 2, code, says, hint: /./ });
  });

  test('evidence is hashed, and a link out of the root is none', () => {
    const root = rootWithItem(steps);
    claim(root, 'a');
    root.write('report.txt', 'hello\n');
    const path = textAt(complete(root, 'a', '--evidence', 'report.txt'), 'handoff');
    expect(JSON.parse(root.read(path))).toMatchObject({
      outputs: [
        {
          path: 'report.txt',
          sha256: '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03',
        },
      ],
    });
  });
});
