import { expect, test } from '@jest/globals';
import { RE2JS } from 're2js';
import type { Program } from '../../src/pattern/program.ts';
import { createSearch } from '../../src/pattern/search.ts';
import { evilPatterns, evilTexts } from './evil.ts';

const programOf = (pattern: string): Program =>
  RE2JS.compile(pattern, RE2JS.MULTILINE).re2().prog as Program;

/** Counts how often an instruction is looked at: that is where the time goes. */
function counting({ inst, start }: Program) {
  const counter = { looks: 0 };
  const counted = new Proxy(inst, {
    get: (target, key) => {
      counter.looks++;
      return Reflect.get(target, key) as unknown;
    },
  });
  return { counter, program: { inst: counted, start } };
}

test.each(evilPatterns)('the work for %s does not grow with the text', (pattern) => {
  for (const text of evilTexts(20_000)) {
    const { counter, program } = counting(programOf(pattern));
    createSearch(program)(text);
    expect(counter.looks).toBeLessThan(150_000);
  }
});

const atoms =
  'a|b|.|[ab]|[^a]|\\b|\\B|^|$|\\w|\\W|\\s|\\n|\\A|\\z|é|😀|[é-😀]|(?i:k)|(?i:É)|\\pL|(?s:.)| '.split(
    '|',
  );
const repeats = ['*', '+', '?', '{2}', '{0,3}', '*?'];
const characters = [
  'a',
  'b',
  'A',
  'k',
  'K',
  '\u212a',
  'É',
  'é',
  '\n',
  ' ',
  '😀',
  '1',
  '\u0001',
  '\0',
];

function generator(seed: number) {
  let state = seed;
  const below = (limit: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 8) % limit;
  };
  const one = (of: readonly string[]): string => of[below(of.length)] ?? '';
  const pattern = (depth: number): string => {
    const kind = below(8);
    if (depth === 0 || kind < 3) return one(atoms);
    if (kind < 5) return pattern(depth - 1) + pattern(depth - 1);
    if (kind === 5) return `(?:${pattern(depth - 1)}|${pattern(depth - 1)})`;
    return `(?:${pattern(depth - 1)})${one(repeats)}`;
  };
  const text = (): string => Array.from({ length: below(12) }, () => one(characters)).join('');
  return { pattern, text };
}

test('finds what RE2 finds', () => {
  const { pattern, text } = generator(7);
  let matches = 0;
  for (let count = 0; count < 3000; count++) {
    const source = pattern(4);
    const expected = RE2JS.compile(source, RE2JS.MULTILINE);
    const search = createSearch(programOf(source));
    for (const sample of Array.from({ length: 5 }, text)) {
      const isFound = search(sample) !== 'none';
      if (isFound) matches++;
      expect({ source, sample, isFound }).toEqual({
        source,
        sample,
        isFound: expected.test(sample),
      });
    }
  }
  // Neither all nor none, or nothing was compared.
  expect(matches).toBeGreaterThan(3000);
  expect(matches).toBeLessThan(12_000);
});

test('what was given up is given up again, and what is known is still found', () => {
  const search = createSearch(programOf('[ab].{40}\\x01|^!!'));
  const [, , , , mixed = ''] = evilTexts(20_000);
  expect(search('!!')).toEqual({ end: 2, isEmpty: false });
  expect([search(mixed), search(mixed)]).toEqual(['costly', 'costly']);
  expect(search('!!')).toEqual({ end: 2, isEmpty: false });
});
