import { expect, test } from '@jest/globals';
import { writtenLength } from '../../src/pattern/written-length.ts';

test.each([
  ['', 0],
  ['abc', 3],
  ['a{3}', 3],
  ['a{2,5}', 5],
  ['a{4,}', 4],
  ['a{0}', 1],
  ['ab{3}', 4],
  ['(ab){3}c', 10],
  ['((ab){3}c){2}', 22],
  ['(a|b{2}){3}(c){2}', 19],
  ['\\d{4}-\\d{2}', 7],
  ['\\({3}', 3],
  ['(\\)a){3}', 9],
  ['[()]{3}', 3],
  ['(a[](]b){3}', 12],
  ['(a[^](]b){3}', 12],
  ['(a[[:alpha:](]b){3}', 12],
  ['(a\\Q(\\Eb){3}', 24],
  ['a){3}', 6],
  ['(){1000}', 1000],
  ['(((a', 1],
  ['[a', 2],
  ['{3}', 0],
])('%s', (source, length) => {
  expect(writtenLength(source)).toBe(length);
});
