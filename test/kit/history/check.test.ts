/** The checker against brute force, against seeded defects, and on the histories that its rules are made for. */
import { describe, expect, test } from '@jest/globals';
import { isLinearizable } from './brute-force.ts';
import { checkHistory, checkStored } from './check.ts';
import type { Call, Claim } from './history.ts';
import { anyHistory, defects, trueHistory } from './random-history.ts';
import { chance } from './random.ts';

/** Raise it for a long run. */
const histories = Number(process.env['HISTORIES'] ?? 15_000);

const claim = (who: string, result: Claim['result'], start: number, end: number): Call => ({
  kind: 'claim',
  register: 'wi/one.1',
  who,
  result,
  start,
  end: result === 'unknown' ? Number.POSITIVE_INFINITY : end,
});
const look = (owner: string | undefined, start: number, end: number): Call => ({
  kind: 'look',
  register: 'wi/one.1',
  owner,
  start,
  end,
});
const codes = (...calls: readonly Call[]): readonly string[] =>
  checkHistory(calls).map(({ code }) => code);

describe('one register', () => {
  test.each<[string, readonly Call[], readonly string[]]>([
    ['one owner, the others lost', [claim('a/1', 'ok', 0, 5), claim('b/1', 'lost', 1, 4)], []],
    ['two owners', [claim('a/1', 'ok', 0, 5), claim('b/1', 'ok', 1, 4)], ['double']],
    ['two nonces of one name', [claim('a/1', 'ok', 0, 5), claim('a/2', 'ok', 6, 7)], ['double']],
    ['told twice', [claim('a/1', 'ok', 0, 5), claim('a/1', 'ok', 6, 7)], []],
    ['killed, then told', [claim('a/1', 'unknown', 0, 0), claim('a/1', 'ok', 6, 7)], []],
    ['the owner told lost', [claim('a/1', 'lost', 0, 1), look('a/1', 2, 3)], ['orphan']],
    ['lost to nobody', [claim('a/1', 'lost', 0, 1)], ['foreign']],
    [
      'lost to one that was killed',
      [claim('a/1', 'lost', 0, 9), claim('b/1', 'unknown', 3, 3)],
      [],
    ],
    [
      'lost before the other asked',
      [claim('a/1', 'lost', 0, 2), claim('b/1', 'unknown', 3, 3)],
      ['foreign'],
    ],
    ['free after it was won', [claim('a/1', 'ok', 0, 1), look(undefined, 2, 3)], ['order']],
    ['free while it is won', [claim('a/1', 'ok', 0, 3), look(undefined, 2, 3)], []],
    ['an owner that did not ask', [claim('a/1', 'refused', 0, 1), look('b/1', 2, 3)], ['foreign']],
    ['refused, yet stored', [claim('a/1', 'refused', 0, 1), look('a/1', 2, 3)], ['orphan']],
  ])('%s', (_, calls, expected) => {
    expect(codes(...calls)).toEqual(expected);
    expect(isLinearizable(calls)).toBe(expected.length === 0);
  });

  test('a refusal names the holder', () => {
    const won = claim('a/1', 'ok', 0, 1);
    expect(codes(won, { ...claim('b/1', 'lost', 0, 1), holder: 'a' } as Call)).toEqual([]);
    expect(codes(won, { ...claim('b/1', 'lost', 0, 1), holder: 'c' } as Call)).toEqual(['holder']);
  });
});

describe('what is stored at the end', () => {
  const stored = (owner: string | undefined, ...calls: readonly Call[]) =>
    checkStored(calls, new Map(owner === undefined ? [] : [['wi/one.1', owner]])).map(
      ({ code }) => code,
    );

  test.each<[string, string | undefined, readonly Call[], readonly string[]]>([
    ['the one who was told', 'a/1', [claim('a/1', 'ok', 0, 1)], []],
    ['nobody, and nobody was told', undefined, [claim('a/1', 'refused', 0, 1)], []],
    ['nobody, and somebody was told', undefined, [claim('a/1', 'ok', 0, 1)], ['not-stored']],
    [
      'somebody else',
      'b/1',
      [claim('a/1', 'ok', 0, 1), claim('b/1', 'lost', 0, 1)],
      ['not-stored', 'orphan'],
    ],
    ['one who was told nothing', 'a/1', [claim('a/1', 'unknown', 0, 1)], ['unsettled']],
    ['one who was told no', 'a/1', [claim('a/1', 'refused', 0, 1)], ['orphan']],
    ['one who never asked', 'a/1', [], ['foreign']],
  ])('%s', (_, owner, calls, expected) => {
    expect(stored(owner, ...calls)).toEqual(expected);
  });
});

test(`the same verdict as brute force on ${2 * histories} random histories`, () => {
  const verdicts = { true: 0, false: 0 };
  for (let seed = 0; seed < 2 * histories; seed += 1) {
    const make = seed % 2 === 0 ? anyHistory : trueHistory;
    const calls = make(chance(seed));
    const expected = isLinearizable(calls);
    verdicts[`${expected}`] += 1;
    const found = checkHistory(calls);
    if ((found.length === 0) !== expected) expect({ seed, calls, found }).toEqual({ expected });
    if (make === trueHistory && !expected) expect({ seed, calls }).toEqual('linearizable');
  }
  // Both verdicts were tried, often.
  expect(verdicts.true).toBeGreaterThan(histories);
  expect(verdicts.false).toBeGreaterThan(histories / 3);
});

describe('seeded defects are caught, all of them', () => {
  test.each(Object.entries(defects))('%s', (_, inject) => {
    let caught = 0;
    for (let seed = 0; seed < 3000; seed += 1) {
      const calls = trueHistory(chance(seed));
      const broken = inject(calls, chance(seed + 1));
      if (broken === undefined) continue;
      if (checkHistory(broken).length === 0) expect({ seed, broken }).toEqual('caught');
      expect(isLinearizable(broken)).toBe(false);
      caught += 1;
    }
    expect(caught).toBeGreaterThan(10);
  });
});
