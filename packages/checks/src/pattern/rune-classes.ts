import { endOfText, newline, readsRune, wordRanges, type Program } from './program.ts';

/**
 * Numbers characters so that those with the same number are the same to a program: none of its
 * instructions tells them apart. `spend` hears of what that costs beside a search among a few bounds.
 */
export function runeClasses(
  { inst }: Program,
  spend: (work: number) => void,
): (rune: number) => number {
  const readers = inst.filter(readsRune);
  const ranges = new Set(readers.map(({ runes }) => runes));
  const length = [...ranges].reduce((sum, one) => sum + one.length, 0);
  spend(length);
  // Too much to spend: nothing will be read.
  const bounds = boundsOf(length > maxLength ? [] : ranges);
  const singles = readers.filter(({ runes, arg }) => runes.length === 1 && arg !== 0);
  const inAnyCase = [...new Map(singles.map((one) => [one.runes[0], one])).values()];
  if (inAnyCase.length === 0) return (rune) => countUpTo(bounds, rune);
  const known = new Map<number, number>();
  return (rune) => {
    let number = known.get(rune);
    if (number === undefined) {
      const isCased = hasCase(rune);
      if (isCased) spend(inAnyCase.length);
      const isAlone = isCased && inAnyCase.some((one) => one.matchRune(rune));
      number = isAlone ? -1 - rune : countUpTo(bounds, rune);
      known.set(rune, number);
    }
    return number;
  };
}

function hasCase(rune: number): boolean {
  if (rune === endOfText) return false;
  const text = String.fromCodePoint(rune);
  return text.toLowerCase() !== text.toUpperCase();
}

/** More than the work for a pattern may ever be. */
const maxLength = 120_000;

/** Where a character differs from the one before it, in order. */
function boundsOf(classes: Iterable<Int32Array>): Int32Array {
  const bounds = new Set([endOfText]);
  for (const ranges of [...classes, wordRanges, [newline, newline]]) {
    for (let at = 0; at < ranges.length; at += 2) {
      const first = ranges[at] ?? 0;
      bounds.add(first);
      bounds.add((ranges[at + 1] ?? first) + 1);
    }
  }
  return Int32Array.from(bounds).sort();
}

/** How many of the numbers, which are in order, are not above `most`. */
function countUpTo(sorted: Int32Array, most: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? 0) <= most) from = middle + 1;
    else to = middle;
  }
  return from;
}
