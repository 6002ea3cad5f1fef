/** Contracts as people write them: what they may hold, and every problem with its place and the way out. */
import { describe, expect, test } from '@jest/globals';
import { pathFields, readContract, variablesIn } from '../../src/index.ts';

const written = (more: object = {}): object => ({ gate: 'G1', name: 'Research', ...more });
const validation = (more: object): object =>
  written({ validations: [{ type: 'file_exists', path: 'a.md', ...more }] });

/** The problems of a contract that has some. */
function problemsOf(document: unknown) {
  const read = readContract(document);
  if (read.ok) throw new Error('It was accepted.');
  return read.problems;
}

describe('what a contract may be', () => {
  test('its gate and its name are enough', () => {
    expect(readContract(written())).toEqual({
      ok: true,
      contract: { gate: 'G1', name: 'Research', required_outputs: [], validations: [] },
    });
  });

  test.each([
    ['file_exists', {}],
    ['min_sources', { min: 0 }],
    ['contains_headings', { headings: ['Summary'] }],
    ['not_contains', { pattern: 'TODO' }],
    ['not_contains', { pattern: 'TODO', severity: 'warn' }],
    ['json_schema', { schema: '{artifact_path}/a.schema.json' }],
    ['matches', { pattern: '^#' }],
    ['min_words', { min: 100 }],
    ['links_resolve', {}],
    ['sha256', { digest: 'a'.repeat(64) }],
  ])('a validation of type %s', (type, more) => {
    const path = '{artifact_path}/{slug}.md';
    const id = 'mine';
    expect(readContract(validation({ type, path, id, text: 'why', ...more })).ok).toBe(true);
  });

  test('a command, whose arguments are its own affair', () => {
    const argv = ['node', '{slug}', '{anything}', '../x'];
    expect(readContract(written({ validations: [{ type: 'command', argv }] })).ok).toBe(true);
  });

  test.each(['G1', 'g', 'Research-Complete', 'constructor', `G${'1'.repeat(31)}`])(
    'a gate %s',
    (gate) => {
      expect(readContract(written({ gate })).ok).toBe(true);
    },
  );

  test('10,000 outputs', () => {
    const outputs = (count: number) => ({
      required_outputs: Array.from({ length: count }, (_, index) => `out/${index}.md`),
    });
    expect(readContract(written(outputs(10_000))).ok).toBe(true);
    expect(problemsOf(written(outputs(10_001)))).toMatchObject(
      [{ code: 'invalid-value', at: ['required_outputs'], detail: /10,000 outputs/ }].map((it) => ({
        ...it,
        detail: expect.stringMatching(it.detail),
      })),
    );
  });
});

describe('problems', () => {
  test.each([
    ['no object', [], [], 'invalid-value', 'must be', ''],
    ['nothing at all', {}, ['gate'], 'missing-field', 'gate is missing', 'Add gate'],
    ['no name', { gate: 'G1' }, ['name'], 'missing-field', 'name is missing', 'Add name'],
    ['an empty name', written({ name: ' ' }), ['name'], 'invalid-value', 'empty', ''],
    ['a name with a bell', written({ name: '\u0007' }), ['name'], 'invalid-value', 'control', ''],
    ['a long name', written({ name: 'x'.repeat(4001) }), ['name'], 'invalid-value', '4000', ''],
    [
      'a gate with a slash',
      written({ gate: '../G1' }),
      ['gate'],
      'invalid-value',
      'such as G1',
      '',
    ],
    ['a gate like a number', written({ gate: '1' }), ['gate'], 'invalid-value', 'a letter', ''],
    [
      'a gate of 33 characters',
      written({ gate: 'G'.repeat(33) }),
      ['gate'],
      'invalid-value',
      '31',
      '',
    ],
    [
      'an unknown key',
      written({ required_output: ['a'] }),
      ['required_output'],
      'unknown-key',
      '"required_output" has no meaning here',
      'Did you mean required_outputs?',
    ],
    [
      'an unknown type',
      validation({ type: 'min_source', min: 1 }),
      ['validations', 0, 'type'],
      'invalid-value',
      '"min_source" is unknown',
      'Did you mean min_sources?',
    ],
    [
      'a type like no other',
      validation({ type: 'quality' }),
      ['validations', 0, 'type'],
      'invalid-value',
      '"quality" is unknown',
      'file_exists, min_sources, contains_headings, not_contains, json_schema, matches',
    ],
    [
      'no type',
      written({ validations: [{ path: 'a.md' }] }),
      ['validations', 0, 'type'],
      'missing-field',
      'type is missing',
      'Choose one of: file_exists',
    ],
    [
      'an unknown key of a validation',
      validation({ type: 'min_sources', mim: 3 }),
      ['validations', 0, 'mim'],
      'unknown-key',
      '"mim" has no meaning in validations[0]',
      'Did you mean min?',
    ],
    [
      'a validation without its path',
      written({ validations: [{ type: 'file_exists' }] }),
      ['validations', 0, 'path'],
      'missing-field',
      'validations[0].path is missing',
      'Add path',
    ],
    [
      'a severity that is none',
      validation({ type: 'not_contains', pattern: 'x', severity: 'wran' }),
      ['validations', 0, 'severity'],
      'invalid-value',
      'fail or warn',
      'Did you mean warn?',
    ],
    [
      'half a source',
      validation({ type: 'min_sources', min: 0.5 }),
      ['validations', 0, 'min'],
      'invalid-value',
      'whole number',
      '',
    ],
    [
      'headings that are none',
      validation({ type: 'contains_headings', headings: [] }),
      ['validations', 0, 'headings'],
      'invalid-value',
      'at least one heading',
      '',
    ],
    [
      'two validations of one id',
      written({
        validations: ['x', 'y', 'x'].map((id) => ({ id, type: 'file_exists', path: 'a' })),
      }),
      ['validations', 2, 'id'],
      'duplicate-key',
      'Two validations have the id x',
      'an id of its own',
    ],
  ])('%s', (_, document, at, code, says, hint) => {
    expect(problemsOf(document)[0]).toEqual({
      code,
      at,
      detail: expect.stringContaining(says),
      hint: expect.stringContaining(hint),
    });
  });

  test.each([
    ['out of the root', '../a.md'],
    ['out in the middle', 'a/../../b.md'],
    ['absolute', '/etc/passwd'],
    ['of Windows', 'C:\\a.md'],
    ['with a backslash', 'a\\b.md'],
    ['with an empty part', 'a//b.md'],
    ['to nowhere', ''],
    ['with a NUL', 'a\u0000b'],
    ['with a dot', './a.md'],
    ['that is too long', 'a'.repeat(1025)],
  ])('a path %s', (_, path) => {
    const document = written({
      required_outputs: ['fine.md', path],
      validations: [
        { type: 'file_exists', path },
        { type: 'json_schema', path: 'a', schema: path },
      ],
    });
    expect(problemsOf(document).map(({ at }) => at)).toEqual([
      ['required_outputs', 1],
      ['validations', 0, 'path'],
      ['validations', 1, 'schema'],
    ]);
  });

  test.each([
    [
      'an output',
      written({ required_outputs: ['a', '{slug}/{artefact_path}/b'] }),
      ['required_outputs', 1],
    ],
    ['a path', validation({ path: '{artefact_path}/a' }), ['validations', 0, 'path']],
    [
      'a schema',
      validation({ type: 'json_schema', schema: '{artefact_path}/a' }),
      ['validations', 0, 'schema'],
    ],
  ])('an unknown variable in %s', (_, document, at) => {
    expect(problemsOf(document)).toEqual([
      {
        code: 'unknown-variable',
        at,
        detail: expect.stringContaining('the variable {artefact_path} is unknown'),
        hint: 'A path may hold {slug} and {artifact_path}.',
      },
    ]);
  });

  test.each(['{}/a', '{ slug }/a', '{SLUG}/a', '{constructor}/a'])('no variable: %s', (path) => {
    expect(problemsOf(validation({ path }))).toMatchObject([{ code: 'unknown-variable' }]);
  });

  test('every problem is told, a misspelt key before what follows from it', () => {
    const problems = problemsOf({
      gate: '?',
      title: 'Research',
      validations: [
        { type: 'file_exist', path: 'a' },
        { type: 'min_words', path: '../x', mini: 3 },
      ],
    });
    expect(problems.map(({ code, at }) => `${code} ${at.join('.')}`)).toEqual([
      'unknown-key validations.1.mini',
      'unknown-key title',
      'invalid-value gate',
      'missing-field name',
      'invalid-value validations.0.type',
      'invalid-value validations.1.path',
      'missing-field validations.1.min',
    ]);
  });
});

describe('paths and their variables', () => {
  test.each([
    ['{artifact_path}/{slug}.md', ['artifact_path', 'slug']],
    ['a/{}/b', ['']],
    ['a/{{slug}}', ['slug']],
    ['a/{slug', []],
    ['plain.md', []],
  ])('%s', (path, names) => {
    expect(variablesIn(path)).toEqual(names);
  });

  test('a command has none, a schema is one more', () => {
    expect(pathFields({ type: 'command', argv: ['a'] })).toEqual([]);
    expect(pathFields({ type: 'json_schema', path: 'a', schema: 'b' })).toEqual([
      ['path', 'a'],
      ['schema', 'b'],
    ]);
  });
});
