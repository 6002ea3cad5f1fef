/** A contract as criteria: its outputs and validations, with the values of its variables. */
import { describe, expect, test } from '@jest/globals';
import {
  contractCriteria,
  resolvePath,
  unresolved,
  type MachineCheck,
  type PinnedContract,
} from '../../src/index.ts';

const inputs = { slug: 'word', artifact_path: 'essays/word' };

const pin = (
  required_outputs: readonly string[] = [],
  validations: readonly MachineCheck[] = [],
): PinnedContract => ({
  digest: 'd'.repeat(64),
  name: 'A gate',
  required_outputs: [...required_outputs],
  validations: [...validations],
});

describe('criteria of a contract', () => {
  test('outputs first; ids of their own, or made of the gate and the place', () => {
    const contract = pin(
      ['{artifact_path}/a.md', 'b.md'],
      [
        { type: 'min_words', path: '{slug}.md', min: 3 },
        { id: 'mine', text: 'Said so', type: 'links_resolve', path: 'c.md' },
        { type: 'file_exists', path: 'd.md' },
      ],
    );
    const criteria = contractCriteria('Research-2', contract, inputs);
    expect(
      criteria.map(({ criterion: { id, text }, writtenPath }) => [id, text, writtenPath]),
    ).toEqual([
      ['research-2-output-1', 'essays/word/a.md exists', '{artifact_path}/a.md'],
      ['research-2-output-2', 'b.md exists', 'b.md'],
      ['research-2-validation-1', 'word.md has at least 3 words', '{slug}.md'],
      ['mine', 'Said so', 'c.md'],
      ['research-2-validation-3', 'd.md exists', 'd.md'],
    ]);
    expect(criteria.every(({ criterion }) => criterion.isOfContract === true)).toBe(true);
  });

  test('variables in paths, schemas and the arguments of commands', () => {
    const checks = contractCriteria(
      'G1',
      pin(
        [],
        [
          { type: 'json_schema', path: '{artifact_path}/a.json', schema: 'schemas/{slug}.json' },
          { type: 'command', argv: ['check', '{artifact_path}/{slug}', '{other}', '{slug}{slug}'] },
          { type: 'matches', path: 'a.md', pattern: '{slug}' },
        ],
      ),
      inputs,
    ).map(({ criterion, writtenPath }) => [criterion.check, writtenPath]);
    expect(checks).toEqual([
      [
        { type: 'json_schema', path: 'essays/word/a.json', schema: 'schemas/word.json' },
        '{artifact_path}/a.json',
      ],
      [{ type: 'command', argv: ['check', 'essays/word/word', '{other}', 'wordword'] }, undefined],
      [{ type: 'matches', path: 'a.md', pattern: '{slug}' }, 'a.md'],
    ]);
  });

  test.each([
    ['{slug}', 'word'],
    ['{artifact_path}/{slug}/{slug}', 'essays/word/word/word'],
    ['{unknown}/{}', '{unknown}/{}'],
    ['{toString}', '{toString}'],
  ])('%s becomes %s', (written, resolved) => {
    expect(resolvePath(written, inputs)).toBe(resolved);
  });

  test('a value is put in as it is: what it holds is no variable and no pattern of a replacement', () => {
    expect(resolvePath('{slug}/x', { slug: '{artifact_path}$&$1', artifact_path: 'no' })).toBe(
      '{artifact_path}$&$1/x',
    );
  });

  test('only inputs of the two names count', () => {
    expect(resolvePath('{slug}/{depth}', { depth: 'deep' })).toBe('{slug}/{depth}');
  });
});

describe('what keeps a contract from being checked', () => {
  const contract = pin(
    ['fine.md'],
    [{ type: 'json_schema', path: 'a.json', schema: '{artifact_path}/s.json' }],
  );

  test('nothing', () => {
    expect(unresolved(contract, inputs)).toBeUndefined();
    expect(unresolved(pin(), {})).toBeUndefined();
  });

  test('a variable without a value', () => {
    expect(unresolved(contract, { slug: 'word' })).toEqual({
      detail: expect.stringContaining('{artifact_path}, and the item has no input artifact_path'),
      hint: expect.stringContaining('--input artifact_path=VALUE'),
    });
  });

  test.each(['', '..', 'a/..', '/etc', 'a//b', 'a\\b', 'C:x', 'x'.repeat(1020)])(
    'a value that makes no path: %j',
    (artifact_path) => {
      expect(unresolved(contract, { ...inputs, artifact_path })).toEqual({
        detail: expect.stringContaining('no path inside the root'),
        hint: expect.stringContaining('Correct the inputs'),
      });
    },
  );
});
