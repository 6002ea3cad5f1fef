import { fail, found, type Found } from '../verdict.ts';
import type { Program } from './program.ts';
import { createSearch, type Search } from './search.ts';
import { writtenLength } from './written-length.ts';

/** About 10 ms in a process that has just begun. */
const maxCost = 5_000;
const costOfCharacter = 5;

export type CompileSearch = (source: string, isMultiline: boolean) => Found<Search>;

/**
 * Loads what compiles patterns in RE2 syntax. RE2 knows neither look-around nor back-references, which
 * is why no pattern needs exponential time; what is left that makes patterns slow is bounded here,
 * before they are compiled, and in `createSearch`.
 */
export async function loadCompiler(): Promise<CompileSearch> {
  const { RE2JS, RE2JSException } = await import('re2js');
  return (source, isMultiline) => {
    if (costOf(source) > maxCost) {
      return fail(
        `the pattern is too large: with counted repetitions written out it may have about ${maxCost / costOfCharacter} characters, less where it holds \\p or, under (?i), wide ranges; split it into several checks`,
      );
    }
    try {
      const compiled = RE2JS.compile(source, isMultiline ? RE2JS.MULTILINE : 0);
      // The package has no type for the programs that it compiles to.
      return found(createSearch(compiled.re2().prog as Program));
    } catch (error) {
      if (!(error instanceof RE2JSException)) throw error;
      return fail(`the pattern cannot be read: ${error.message}`);
    }
  };
}

const unicodeClass = /\\p/gi;
const wideRange = /-(?:[^\0-\x7f]|\\x)/gu;

/**
 * What compiling may cost at most, in microseconds. Classes of Unicode are large, and to ranges
 * `(?i)` is applied one character after the other.
 */
function costOf(source: string): number {
  const classes = source.match(unicodeClass)?.length ?? 0;
  const ranges = /\(\?\w*i/.test(source) ? (source.match(wideRange)?.length ?? 0) : 0;
  const characters = Math.max(source.length, writtenLength(source));
  return costOfCharacter * characters + 150 * classes + 3000 * ranges;
}
