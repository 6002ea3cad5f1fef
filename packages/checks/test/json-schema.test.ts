import { expect, test } from '@jest/globals';
import { folderWith, resultOf } from './folder.ts';

const person = {
  type: 'object',
  properties: { name: { type: 'string', pattern: '^[a-z]+$' }, at: { format: 'date-time' } },
  required: ['name'],
  additionalProperties: false,
};
const evil = { type: 'string', pattern: '^(([a-z])+.)+[A-Z]([a-z])+$' };
const draft7 = { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ const: 1 }] };

const check = (data: string, schema: unknown) =>
  resultOf(
    folderWith({
      'a.json': data,
      's.json': typeof schema === 'string' ? schema : JSON.stringify(schema),
    }),
    { type: 'json_schema', path: 'a.json', schema: 's.json' },
  );

test.each<[string, unknown]>([
  ['{"name":"ann","at":"2026-01-19T14:30:12Z"}', person],
  ['{}', true],
  ['[1]', { prefixItems: [{ const: 1 }], items: false }],
  ['[1,2]', draft7],
  ['{}', { 'x-unknown': 1, format: 'unknown' }],
  [`"${'a'.repeat(100_000)}Aa"`, evil],
  [
    '{"a":{"a":{}}}',
    { $ref: '#/$defs/n', $defs: { n: { properties: { a: { $ref: '#/$defs/n' } } } } },
  ],
])('%# passes', async (data, schema) => {
  expect(await check(data, schema)).toEqual({
    id: 'exit-1',
    ok: true,
    detail: 'a.json is valid under s.json',
  });
});

test.each<[string, unknown, string]>([
  [
    '{}',
    person,
    "a.json is not valid under s.json: the document must have required property 'name'",
  ],
  [
    '{"x":1,"y":2}',
    person,
    "a.json is not valid under s.json: the document must have required property 'name', the document must NOT have additional properties (x), the document must NOT have additional properties (y)",
  ],
  [
    '{"name":"a","at":"now"}',
    person,
    'a.json is not valid under s.json: /at must match format "date-time"',
  ],
  ['[2]', draft7, 'a.json is not valid under s.json: /0 must be equal to constant'],
  [
    `"${'a'.repeat(100_000)}"`,
    evil,
    'a.json is not valid under s.json: the document must match pattern "^(([a-z])+.)+[A-Z]([a-z])+$"',
  ],
  ['{', true, 'a.json is not JSON: '],
  ['{}', '{', 's.json is not JSON: '],
  ['{}', 3, 's.json cannot be used: a schema is an object, true or false'],
  ['{}', { type: 'none' }, 's.json cannot be used: schema is invalid'],
  [
    '{}',
    { $ref: 'https://example.org/x.json' },
    "s.json cannot be used: can't resolve reference https://example.org/x.json",
  ],
  ['"a"', { pattern: '(?=a)' }, 's.json cannot be used: '],
  ['{}', { $async: true }, 's.json cannot be used: it is asynchronous'],
])('%# fails', async (data, schema, detail) => {
  const result = await check(data, schema);
  expect(result.ok).toBe(false);
  expect(result.detail.slice(0, detail.length)).toBe(detail);
});

test('nesting without end does not throw', async () => {
  const recursive = { $ref: '#/$defs/n', $defs: { n: { items: { $ref: '#/$defs/n' } } } };
  const result = await check('['.repeat(100_000) + ']'.repeat(100_000), recursive);
  expect(result).toMatchObject({ ok: false });
});

test('__proto__ in data changes nothing', async () => {
  expect(await check('{"__proto__":{"polluted":1}}', { type: 'object' })).toMatchObject({
    ok: true,
  });
  expect('polluted' in {}).toBe(false);
});

test('several patterns in one schema are told apart', async () => {
  const schema = { properties: { a: { pattern: '^a$' }, b: { pattern: '^b$' } } };
  expect(await check('{"a":"a","b":"b"}', schema)).toMatchObject({ ok: true });
  expect(await check('{"a":"a","b":"a"}', schema)).toMatchObject({
    ok: false,
    detail: 'a.json is not valid under s.json: /b must match pattern "^b$"',
  });
});
