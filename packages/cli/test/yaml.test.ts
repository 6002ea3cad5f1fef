import { describe, expect, test } from '@jest/globals';
import { at, definition, newRoot, refused, registerWi, workflow, type Root } from './cli.ts';

const good = workflow('  - {key: a, order: 1}');

/** The problems that both `validate` and `register` refuse the file for. */
function problemsOf(content: string | Uint8Array): unknown {
  const root = newRoot();
  root.write(definition, content);
  const { code, json, stderr } = root.run('validate', '--json');
  expect([code, stderr]).toEqual([2, '']);
  const problems = at(json, 'problems');
  refused(root, registerWi, {
    exit: 2,
    code: 'invalid-definition',
    says: `${definition}:${String(at(problems, 0, 'line'))}: `,
    hint: String(at(problems, 0, 'hint')),
  });
  return problems;
}

test.each([
  ['an anchor', workflow('  - &a {key: a, order: 1}'), 4, 'The anchor &a'],
  [
    'an alias',
    workflow('  - {key: &k a, order: 1}\n  - {key: b, order: 2, title: *k}'),
    5,
    'An alias',
  ],
  ['a tag', workflow('  - {key: !secret a, order: 1}'), 4, 'The tag !secret'],
  ['a standard tag', workflow('  - {key: !!str a, order: 1}'), 4, 'tag'],
  ['a binary tag', workflow('  - {key: !!binary YQ==, order: 1}'), 4, 'tag'],
  ['a merge key', workflow('  - key: a\n    order: 1\n    <<: {title: x}'), 6, 'A merge key'],
  ['__proto__', `${good}__proto__: {name: x}\n`, 5, '__proto__'],
  [
    '__proto__ in a step',
    workflow('  - key: a\n    order: 1\n    __proto__: {parallelizable: true}'),
    6,
    '__proto__',
  ],
  ['a list as a key', `${good}? [a, b]\n: c\n`, 5, 'A key that is not a word'],
])('%s is refused with its line', (_, text, line, says) => {
  expect(problemsOf(text)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ path: definition, line, detail: expect.stringContaining(says) }),
    ]),
  );
});

test.each(['constructor', 'toString', 'prototype'])(
  'the key %s is unknown like any other',
  (key) => {
    expect(problemsOf(`${good}${key}: x\n`)).toEqual([
      expect.objectContaining({
        code: 'unknown-key',
        line: 5,
        detail: expect.stringContaining(`"${key}"`),
      }),
    ]);
  },
);

test('a key that stands twice', () => {
  expect(problemsOf(workflow('  - key: a\n    order: 1\n    key: b'))).toEqual([
    {
      code: 'duplicate-key',
      path: definition,
      line: 6,
      detail: expect.any(String),
      hint: 'Keep one of the two.',
    },
  ]);
});

test('a tab for indentation', () => {
  expect(problemsOf('id: wf\nversion: 1.0.0\nsteps:\n\t- {key: a, order: 1}\n')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ code: 'not-yaml', line: 4, detail: expect.stringMatching(/tab/i) }),
    ]),
  );
});

test('YAML that breaks off', () => {
  expect(problemsOf('id: wf\nversion: 1.0.0\nsteps:\n  - {key: a, order: 1\n')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ code: 'not-yaml', hint: 'Correct the YAML.' }),
    ]),
  );
});

test('two documents in one file', () => {
  expect(problemsOf(`${good}---\n${good}`)).toEqual([
    expect.objectContaining({ code: 'not-yaml', path: definition }),
  ]);
});

test('bytes that are not UTF-8', () => {
  const bytes = Buffer.concat([Buffer.from(`${good}name: `), Buffer.from([0xff, 0xfe, 0x0a])]);
  expect(problemsOf(bytes)).toEqual([
    {
      code: 'unreadable',
      path: definition,
      line: 1,
      detail: 'The file is not UTF-8.',
      hint: expect.stringContaining('UTF-8'),
    },
  ]);
});

describe('size', () => {
  const padded = (bytes: number): string => `${good}#${'x'.repeat(bytes - good.length - 2)}\n`;

  test('1 MiB is read', () => {
    const root = newRoot({ [definition]: padded(1024 * 1024) });
    root.ok(...registerWi);
  });

  test('one byte more is refused', () => {
    expect(problemsOf(padded(1024 * 1024 + 1))).toEqual([
      {
        code: 'too-large',
        path: definition,
        line: 1,
        detail: expect.stringContaining('1 MiB'),
        hint: expect.any(String),
      },
    ]);
  });

  test('a billion laughs are over in no time', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const names =
        level === 0 ? '"lol"' : Array.from({ length: 10 }, () => `*l${level - 1}`).join(', ');
      return `l${level}: &l${level} [${names}]`;
    });
    const started = performance.now();
    expect(at(problemsOf(`${levels.join('\n')}\n${good}`), 0, 'code')).toBe('yaml-feature');
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test.each([
    ['lists', '['],
    ['mappings', '{a: '],
    ['block sequences', '- '],
  ])('a hundred thousand %s inside each other are over in no time', (_, open) => {
    const started = performance.now();
    expect(
      problemsOf(`${good}name: ${open === '- ' ? '\n  ' : ''}${open.repeat(100_000)}\n`),
    ).toEqual(expect.arrayContaining([expect.objectContaining({ path: definition })]));
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('control characters', () => {
  const nul = String.fromCharCode(0);

  test.each([
    ['in a key', workflow(`  - {key: "a\\0b", order: 1}`), 'steps[0].key'],
    ['in a title', workflow(`  - {key: a, order: 1, title: "a\\0b"}`), 'steps[0].title'],
    ['raw in a title', workflow(`  - {key: a, order: 1, title: "a${nul}b"}`), ''],
    ['an escape sequence', workflow(`  - {key: a, order: 1, title: "\\e[31m"}`), 'steps[0].title'],
  ])('NUL %s', (_, text, says) => {
    expect(problemsOf(text)).toEqual([
      expect.objectContaining({ line: 4, path: definition, detail: expect.stringContaining(says) }),
    ]);
  });
});

describe('hostile ids', () => {
  test.each([
    '../x',
    'a/b',
    '--x',
    'CON',
    'Build',
    '.',
    '..',
    'a b',
    'a.b',
    'x'.repeat(300),
    'bu\u0131ld',
    'b\u0443ild',
    'é',
    '',
  ])('%j is no step key', (key) => {
    expect(problemsOf(workflow(`  - key: ${JSON.stringify(key)}\n    order: 1`))).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          code: 'invalid-value',
          line: 4,
          detail: expect.stringContaining('steps[0].key'),
        }),
      ]),
    );
  });

  test.each(['../x', '/etc/passwd', 'a/../../x', 'C:\\x', 'a\\b', './x', 'a//b', ''])(
    '%j is no path inside the root',
    (file) => {
      const steps = `  - key: a\n    order: 1\n    exitCriteria: [{type: file_exists, path: ${JSON.stringify(file)}}]`;
      expect(problemsOf(workflow(steps))).toEqual([
        expect.objectContaining({
          code: 'invalid-value',
          line: 6,
          detail: expect.stringContaining('steps[0].exitCriteria[0].path'),
        }),
      ]);
    },
  );

  test('a mixed-case twin of a step is no second step', () => {
    expect(problemsOf(workflow('  - {key: build, order: 1}\n  - {key: Build, order: 2}'))).toEqual([
      expect.objectContaining({ line: 5, detail: expect.stringContaining('steps[1].key') }),
    ]);
  });
});

test('a byte order mark does no harm, or is named', () => {
  const root: Root = newRoot({ [definition]: `\ufeff${good}` });
  root.ok(...registerWi);
  root.ok('status', '--work-item', 'wi');
});
