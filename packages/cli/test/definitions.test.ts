import { describe, expect, test } from '@jest/globals';
import { at, definition, expectInvalid, newRoot, workflow, type Root } from './cli.ts';

const withText = (text: string): Root => newRoot({ [definition]: text });

describe('keys and values', () => {
  test('an unknown key of a step', () => {
    const root = withText(
      workflow('  - key: build\n    order: 1\n    paralelizable: true\n  - {key: b, order: 2}'),
    );
    expectInvalid(root, {
      code: 'unknown-key',
      line: 6,
      says: '"paralelizable"',
      hint: 'Did you mean parallelizable?',
    });
  });

  test('an unknown key of the workflow, one of a gate, and one of a criterion: all are named', () => {
    const root = withText(
      `${workflow('  - key: a\n    order: 1\n    exitCriteria:\n      - {type: file_exists, pth: x}')}gates:\n  - key: g\n    befor: a\nstep: []\n`,
    );
    const problems = expectInvalid(root, {
      code: 'unknown-key',
      line: 7,
      says: 'The key "pth" has no meaning in steps[0].exitCriteria[0]',
      hint: 'Did you mean path?',
    });
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: 'unknown-key', line: 7, hint: 'Did you mean path?' }),
        expect.objectContaining({ code: 'unknown-key', line: 10, hint: 'Did you mean before?' }),
        expect.objectContaining({ code: 'unknown-key', line: 11, hint: 'Did you mean steps?' }),
      ]),
    );
  });

  test.each([
    ['  - {order: 1}', 4, 'missing-field', 'steps[0].key is missing', 'Add key'],
    ['  - {key: a}', 4, 'missing-field', 'steps[0].order is missing', 'Add order'],
    ['  - key: a\n    order: 0', 5, 'invalid-value', 'steps[0].order: at least 1', 'Correct'],
    ['  - key: a\n    order: 1.5', 5, 'invalid-value', 'steps[0].order', 'Correct'],
    ['  - key: a\n    order: "1"', 5, 'invalid-value', 'steps[0].order must be', 'Correct'],
    ['  - key: a\n    order: 1e99', 5, 'invalid-value', 'steps[0].order', 'Correct'],
    [
      '  - {key: a, order: 1}\n  - {key: a, order: 2}',
      5,
      'duplicate-key',
      'the key a',
      'of its own',
    ],
    [
      '  - key: a\n    order: 1\n    retry: {maxAttempts: 0}',
      6,
      'invalid-value',
      'maxAttempts',
      'Correct',
    ],
    [
      '  - key: a\n    order: 1\n    exitCriteria: [{type: file_exist, path: x}]',
      6,
      'invalid-value',
      '',
      'file_exists',
    ],
  ])('%j', (steps, line, code, says, hint) => {
    expectInvalid(withText(workflow(steps)), { code, line, says, hint });
  });

  test('no steps', () => {
    const root = withText('id: wf\nversion: 1.0.0\nsteps: []\n');
    expectInvalid(root, {
      code: 'invalid-value',
      line: 3,
      says: 'at least one step',
      hint: 'Correct',
    });
  });

  test('a missing id, and a version that is a number for YAML', () => {
    const problems = expectInvalid(withText('version: 1.0\nsteps: [{key: a, order: 1}]\n'), {
      code: 'missing-field',
      line: 1,
      says: 'id is missing',
      hint: 'Add id',
    });
    expect(problems).toEqual([
      expect.any(Object),
      expect.objectContaining({ line: 1, code: 'invalid-value' }),
    ]);
  });

  test('nothing at all', () => {
    expectInvalid(withText(''), {
      code: 'invalid-value',
      line: 1,
      says: 'must be',
      hint: 'Correct',
    });
  });

  test('more steps than 10,000', () => {
    const steps = Array.from({ length: 10_001 }, (_, index) => `  - {key: s${index}, order: 1}`);
    const root = withText(workflow(steps.join('\n')));
    expectInvalid(root, { code: 'invalid-value', line: 3, says: '10,000 steps', hint: 'Correct' });
  });

  test('10,000 steps are fine', () => {
    const steps = Array.from(
      { length: 10_000 },
      (_, index) => `  - {key: s${index}, order: ${index + 1}}`,
    );
    const root = withText(workflow(steps.join('\n')));
    expect(root.ok('validate')).toMatchObject({ ok: true });
  });
});

describe('dependencies', () => {
  test('a cycle is named in full', () => {
    const root = withText(
      workflow(
        ['a: c', 'b: a', 'c: b']
          .map((pair) => pair.split(': '))
          .map(
            ([key, on], index) =>
              `  - {key: ${key ?? ''}, order: ${index + 1}, dependsOn: [${on ?? ''}]}`,
          )
          .join('\n'),
      ),
    );
    const problems = expectInvalid(root, {
      code: 'cycle',
      line: 4,
      says: 'wait for each other',
      hint: 'Take one of these out of a dependsOn',
    });
    const detail = String(at(problems, 0, 'detail'));
    const names = (/: (.*)\.$/.exec(detail)?.[1] ?? '').split(' → ');
    expect(names).toHaveLength(4);
    expect(names[0]).toBe(names[3]);
    expect(new Set(names)).toEqual(new Set(['a', 'b', 'c']));
  });

  test('a step that depends on itself', () => {
    const root = withText(
      workflow('  - {key: a, order: 1}\n  - key: b\n    order: 2\n    dependsOn: [b]'),
    );
    expectInvalid(root, {
      code: 'cycle',
      line: 7,
      says: 'b → b',
      hint: 'Remove b from its own dependsOn',
    });
  });

  test('an implicit cycle: an early step depends on a later one that waits for all earlier ones', () => {
    const root = withText(
      workflow('  - {key: early, order: 1, dependsOn: [late]}\n  - {key: late, order: 2}'),
    );
    const problems = expectInvalid(root, {
      code: 'cycle',
      line: 4,
      says: 'early',
      hint: 'A step without dependsOn waits for all earlier groups',
    });
    expect(at(problems, 0, 'detail')).toMatch(/early → late → early|late → early → late/);
  });

  test.each([
    ['  - {key: build, order: 1}\n  - key: test\n    order: 2\n    dependsOn: [biuld]', '', 7],
    ['  - {key: build, order: 1}', 'gates:\n  - key: g\n    before: bulid\n', 7],
    ['  - {key: build, order: 1}', 'gates:\n  - key: g\n    after: build\n    returnTo: buil\n', 8],
  ])('an unknown step: %j %j', (steps, gates, line) => {
    const root = withText(workflow(steps) + gates);
    expectInvalid(root, {
      code: 'unknown-step',
      line,
      says: 'There is no step',
      hint: 'Did you mean build?',
    });
  });

  test('two gates with one key, and a gate that stands nowhere', () => {
    const root = withText(
      `${workflow('  - {key: a, order: 1}')}gates:\n  - {key: g, before: a}\n  - {key: g}\n`,
    );
    const problems = expectInvalid(root, {
      code: 'duplicate-key',
      line: 7,
      says: 'the key g',
      hint: 'of its own',
    });
    expect(problems).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: 'gate-place', line: 7 })]),
    );
  });

  test('a gate that nobody can open', () => {
    const root = withText(
      `${workflow('  - {key: a, order: 1}')}gates:\n  - key: g\n    after: a\n    approvals: 2\n    users: [bob, BOB]\n`,
    );
    expectInvalid(root, {
      code: 'approvals-out-of-reach',
      line: 8,
      says: 'needs 2',
      hint: 'Name more users',
    });
  });

  test('a rejection that would go forward', () => {
    const root = withText(
      `${workflow('  - {key: a, order: 1}\n  - {key: b, order: 2}')}gates:\n  - key: g\n    after: a\n    returnTo: b\n`,
    );
    expectInvalid(root, {
      code: 'return-not-behind',
      line: 9,
      says: 'does not lie behind',
      hint: 'Name one of: a',
    });
  });
});
