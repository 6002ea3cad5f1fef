import { expect, test } from '@jest/globals';
import { folderWith, resultOf } from './folder.ts';

const size = 100_000;
const words = `${'word '.repeat(size / 5)}!`;
const same = `${'a'.repeat(size)}!`;
const lines = `${`${'a'.repeat(79)}\n`.repeat(size / 80)}!`;

/** Each of these takes a backtracking engine exponential or high polynomial time. */
const evil = [
  '(a+)+$',
  '(a|a)*$',
  '(a|aa)+$',
  '(.*a){20}$',
  '([a-zA-Z]+)*$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(x+x+)+y',
  '((a*)*)*b',
  '(a?){30}a{30}',
  '\\b(\\w+\\s?)+$',
  '.*.*.*.*.*=.*',
  '(?i)(\\pL+)*1',
  '^(.*?,){11}P',
];

async function millisecondsFor(text: string, pattern: string): Promise<number> {
  const root = folderWith({ 'a.txt': text });
  const start = performance.now();
  await resultOf(root, { type: 'not_contains', path: 'a.txt', pattern });
  return performance.now() - start;
}

test('evil patterns take about as long as a harmless one', async () => {
  await millisecondsFor(same, 'zzz');
  const harmless = Math.max(5, await millisecondsFor(words, '[a-z]+ [0-9]'));
  for (const pattern of evil) {
    for (const text of [same, words, lines]) {
      const times = [await millisecondsFor(text, pattern), await millisecondsFor(text, pattern)];
      expect({ pattern, isSlow: Math.min(...times) > 20 * harmless }).toEqual({
        pattern,
        isSlow: false,
      });
    }
  }
});

test.each([
  ['.{900}z', /^the pattern is too large \(\d+ instructions, at most 300\)/],
  ['((a{0,30}){0,30})b', /^the pattern is too large/],
  ['(a{1,1000}){1,1000}', /^the pattern cannot be read: .*too large/],
  ['(', /^the pattern cannot be read: .*missing closing \)/],
  ['(?=a)', /^the pattern cannot be read: /],
  ['(a)\\1', /^the pattern cannot be read: /],
  ['('.repeat(2000), /^the pattern cannot be read: /],
])('%s is refused', async (pattern, reason) => {
  const root = folderWith({ 'a.txt': 'a' });
  for (const type of ['matches', 'not_contains'] as const) {
    const result = await resultOf(root, { type, path: 'a.txt', pattern });
    expect(result).toEqual({ id: 'exit-1', ok: false, detail: expect.stringMatching(reason) });
  }
});

test('a warning does not hide an invalid pattern', async () => {
  const root = folderWith({ 'a.txt': 'a' });
  expect(
    await resultOf(root, { type: 'not_contains', path: 'a.txt', pattern: '(', severity: 'warn' }),
  ).toMatchObject({ ok: false });
});
