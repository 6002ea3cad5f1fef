import { fail, found, type Found } from '../verdict.ts';
import { loadCompiler } from './compile-search.ts';

/** The line of the first match in a text, from 1; `undefined` when there is none. */
export type FirstLine = (text: string) => Found<number | undefined>;

/** Compiles the pattern of a criterion: RE2 syntax, `^` and `$` matching at each line. */
export async function compilePattern(source: string): Promise<Found<FirstLine>> {
  const compile = await loadCompiler();
  const search = compile(source, true);
  if (!search.ok) return search;
  return found((text) => {
    const outcome = search.value(text);
    if (outcome === 'costly') return fail(tooCostly);
    if (outcome === 'none') return found(undefined);
    // A match that takes in the end of its line is on that line, not on the next one.
    return found(lineAt(text, outcome.isEmpty ? outcome.end : outcome.end - 1));
  });
}

export const tooCostly =
  'the pattern leads to too many cases in this text: shorten its counted repetitions, such as .{0,200}, or split it into several checks';

function lineAt(text: string, end: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
