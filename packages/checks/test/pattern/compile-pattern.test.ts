import { expect, test } from '@jest/globals';
import type { MachineCheck } from '@orchestrator/core';
import { RE2JS } from 're2js';
import { compilePattern } from '../../src/pattern/compile-pattern.ts';
import { folderWith, resultOf } from '../folder.ts';
import { evilPatterns, evilTexts } from './evil.ts';

async function lineIn(pattern: string, text: string) {
  const firstLine = await compilePattern(pattern);
  return firstLine.ok ? firstLine.value(text) : firstLine;
}

test.each<[string, string, number | undefined]>([
  ['b', 'a\nb\nb', 2],
  ['b\\n', 'a\nb\nc', 2],
  ['^$', 'a\n\nb', 2],
  ['^$', 'a\n', 2],
  ['$', 'a\nb', 1],
  ['\\A', 'a', 1],
  ['\\z', 'a\nb', 2],
  ['a\\n+b', 'a\n\n\nb', 4],
  ['', '', 1],
  ['x', '', undefined],
  ['(?i)STRASSE', 'strasse', 1],
  ['(?i)k', '\u212a', 1],
  ['(?i)É', 'a\né', 2],
  ['\\bé', 'é', undefined],
  ['\u{1f600}.$', 'a\n\u{1f600}\u{1f600}', 2],
  ['.{121,}', `${'x'.repeat(120)}\n${'東'.repeat(121)}`, 2],
])('%s in %j', async (pattern, text, line) => {
  expect(await lineIn(pattern, text)).toEqual({ ok: true, value: line });
});

const words = Array.from({ length: 100 }, (_, index) => `word${index}x`).join('|');

/** Ordinary patterns, which must work on a large file too. */
test.each([
  'TODO|FIXME|lorem ipsum',
  '(?i)\\b(todo|fixme|tbd)\\b',
  '.{121,}',
  '[ \\t]+$',
  '^#{7,} ',
  '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}',
  '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
  'https?://[^\\s)]+\\.invalid',
  '\\bTODO\\b.{0,80}\\burgent\\b',
  `(?i)\\b(${words})\\b`,
  '\\p{Greek}+',
])('%s is searched for in 5 MB', async (pattern) => {
  const line =
    'Some *text* with [a link](https://example.org), naïve 文字列 and `code` of 2026-01-19.\n';
  expect(await lineIn(pattern, line.repeat(5_000_000 / line.length))).toEqual({
    ok: true,
    value: undefined,
  });
});

const large = /^the pattern is too large: .*about 1000 characters/;

test.each([
  ['((abcdea{0,9}){0,99})b', large],
  ['(a{1,1000}){1,1000}', large],
  ['a{1000}b{1000}', large],
  ['(?:a|b){700}', large],
  ['\\pL'.repeat(100), large],
  [`(?i)${'[b-\u{1e942}]'.repeat(5)}`, large],
  [`(?i)${'[b-\\x{1e942}]'.repeat(5)}`, large],
  ['x'.repeat(4000), large],
  [`{${'1'.repeat(3990)}`, large],
  ['(', /^the pattern cannot be read: .*missing closing \)/],
  ['(?=a)', /^the pattern cannot be read: /],
  ['(a)\\1', /^the pattern cannot be read: /],
  ['('.repeat(900), /^the pattern cannot be read: /],
])('%s is refused', async (pattern, reason) => {
  const root = folderWith({ 'a.txt': 'a' });
  for (const type of ['matches', 'not_contains'] as const) {
    const result = await resultOf(root, { type, path: 'a.txt', pattern });
    expect(result).toEqual({ id: 'exit-1', ok: false, detail: expect.stringMatching(reason) });
  }
});

test('what is not refused compiles to a small program', async () => {
  for (const pattern of evilPatterns) {
    expect(await compilePattern(pattern)).toMatchObject({ ok: true });
    expect(RE2JS.compile(pattern).programSize()).toBeLessThan(2500);
  }
});

test.each(['matches', 'not_contains', 'json_schema'] as const)(
  '%s says that a pattern leads to too many cases, also as a warning',
  async (type) => {
    const pattern = '[ab].{40}\\x01';
    const [, , , , text = ''] = evilTexts(20_000);
    const root = folderWith({
      'a.txt': type === 'json_schema' ? JSON.stringify(text) : text,
      's.json': JSON.stringify({ pattern: '[ab].{40}\\u0001' }),
    });
    const check: MachineCheck =
      type === 'json_schema'
        ? { type, path: 'a.txt', schema: 's.json' }
        : type === 'matches'
          ? { type, path: 'a.txt', pattern }
          : { type, path: 'a.txt', pattern, severity: 'warn' };
    expect(await resultOf(root, check)).toEqual({
      id: 'exit-1',
      ok: false,
      detail: expect.stringContaining('the pattern leads to too many cases in this text: shorten'),
    });
  },
);

test('a warning does not hide an invalid pattern', async () => {
  const root = folderWith({ 'a.txt': 'a' });
  expect(
    await resultOf(root, { type: 'not_contains', path: 'a.txt', pattern: '(', severity: 'warn' }),
  ).toMatchObject({ ok: false });
});
