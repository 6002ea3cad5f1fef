import { expect, test } from '@jest/globals';
import type { Criterion, MachineCheck } from '@orchestrator/core';
import { createChecks } from '../src/index.ts';
import { folderWith, resultOf } from './folder.ts';

test('one result for each checked criterion, in order; plain words are left out', async () => {
  const root = folderWith({ 'a.md': '' });
  const criteria: readonly Criterion[] = [
    { id: 'second', text: '', check: { type: 'file_exists', path: 'b.md' } },
    { id: 'words', text: 'a person says so' },
    { id: 'first', text: '', check: { type: 'file_exists', path: 'a.md' } },
  ];
  expect(await createChecks({ root }).run(criteria)).toEqual([
    { id: 'second', ok: false, detail: 'b.md does not exist' },
    { id: 'first', ok: true, detail: 'a.md exists' },
  ]);
});

test('a command may write what the next check reads', async () => {
  const root = folderWith();
  const criteria: readonly Criterion[] = [
    { id: 'make', text: '', check: { type: 'command', argv: ['touch', 'made'] } },
    { id: 'made', text: '', check: { type: 'file_exists', path: 'made' } },
  ];
  const results = await createChecks({ root }).run(criteria);
  expect(results.map(({ ok }) => ok)).toEqual([true, true]);
});

const hostile = `{"${'x'.repeat(5000)}\\u0000\\u001b[31m\\r\\ud800": 1}`;
test.each<[MachineCheck]>([
  [{ type: 'json_schema', path: 'a.json', schema: 'strict.json' }],
  [{ type: 'links_resolve', path: 'a.md' }],
  [{ type: 'contains_headings', path: 'a.md', headings: ['y'.repeat(4000), 'z'] }],
  [{ type: 'matches', path: 'a.md', pattern: '\ud83d\ude00'.repeat(299) }],
  [
    {
      type: 'command',
      argv: ['node', '-e', 'process.stderr.write(Buffer.alloc(9999, 27)); process.exit(1)'],
    },
  ],
])('a record can hold the detail of %j', async (check) => {
  const root = folderWith({
    'a.json': hostile,
    'strict.json': '{"additionalProperties": false}',
    'a.md': Array.from({ length: 99 }, (_, index) => `[x](<${'n'.repeat(300)}${index}>)`).join(
      '\n',
    ),
  });
  const { ok, detail } = await resultOf(root, check);
  expect(ok).toBe(false);
  expect(detail.length).toBeLessThanOrEqual(4000);
  expect(detail).not.toMatch(/[^\P{Cc}\n\t]|\p{Surrogate}/u);
  expect(detail).not.toContain(root);
  expect(await resultOf(root, check)).toEqual({ id: 'exit-1', ok, detail });
});

test.each([
  ['quotes', '>'.repeat(100_000)],
  ['lists', Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(2 * depth)}- a`).join('\n')],
  ['brackets', '['.repeat(100_000)],
  ['emphasis', '_a*'.repeat(30_000)],
  ['open comments', '<!--'.repeat(30_000)],
])('Markdown of nothing but %s is read', async (_, text) => {
  const root = folderWith({ 'a.md': text });
  for (const check of [
    { type: 'links_resolve', path: 'a.md' },
    { type: 'min_sources', path: 'a.md', min: 0 },
    { type: 'min_words', path: 'a.md', min: 0 },
  ] as const) {
    expect(await resultOf(root, check)).toMatchObject({ ok: true });
  }
});
