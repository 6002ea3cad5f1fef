import { expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { itemIdSchema, pathSchema } from '@orchestrator/core';
import { count, flag, lines, readInputs, tokenInput, word } from '../src/inputs.ts';

const schema = z.object({
  'work-item': itemIdSchema,
  executors: count(256, 256),
  'pre-claim': flag(true),
  quiet: flag(false),
  'if-lost': z._default(word(['fail', 'skip']), 'fail'),
  evidence: lines(pathSchema),
  step: z.optional(z.string()),
  token: tokenInput,
});
const read = (values: Readonly<Record<string, string>>) =>
  readInputs(schema, (name) => values[name] ?? '');

test('an empty input is an absent one, and has its default', () => {
  expect(read({ 'work-item': 'wi', executors: '', 'pre-claim': '', step: '' })).toEqual({
    ok: true,
    inputs: {
      ...{ 'work-item': 'wi', executors: 256, 'pre-claim': true, quiet: false },
      ...{ 'if-lost': 'fail', evidence: [], token: '' },
    },
  });
});

test('values are what they say', () => {
  const read1 = read({
    ...{
      'work-item': 'wi',
      executors: '3',
      'pre-claim': 'false',
      quiet: 'TRUE',
      'if-lost': 'skip',
    },
    evidence: 'a.txt\n\n  b/c.txt \n',
  });
  expect(read1).toMatchObject({
    ok: true,
    inputs: {
      executors: 3,
      'pre-claim': false,
      quiet: true,
      'if-lost': 'skip',
      evidence: ['a.txt', 'b/c.txt'],
    },
  });
});

test.each([
  [{}, 'The input work-item is missing.'],
  [{ 'work-item': '../x' }, 'The input work-item "../x" is not allowed: a work item id must match'],
  [{ executors: '0' }, 'The input executors "0" is not allowed: a whole number from 1 on.'],
  [{ executors: '1e3' }, 'The input executors "1e3"'],
  [{ executors: '257' }, 'The input executors "257" is not allowed: at most 256.'],
  [{ 'pre-claim': 'maybe' }, 'The input pre-claim "maybe" is not allowed: true or false.'],
  [{ 'if-lost': 'cry' }, 'The input if-lost "cry" is not allowed: one of: fail, skip.'],
  [{ evidence: 'a\n../b' }, 'The input evidence "a\\n../b" is not allowed: a path is relative'],
])('%j is refused by name', (values, message) => {
  const given: Readonly<Record<string, string>> =
    'work-item' in values || message.includes('missing')
      ? values
      : { 'work-item': 'wi', ...values };
  const result = read(given);
  expect(result).toMatchObject({ ok: false, refusal: { code: 'invalid-input' } });
  expect(result.ok ? '' : result.refusal.message).toContain(message);
});

test('all that is wrong is named at once', () => {
  const result = read({ executors: 'x', quiet: 'x' });
  const message = result.ok ? '' : result.refusal.message;
  for (const name of ['work-item', 'executors', 'quiet'])
    expect(message).toContain(`The input ${name}`);
});
