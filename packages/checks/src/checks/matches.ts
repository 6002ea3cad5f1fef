import type { CheckOf } from '../check-of.ts';
import { readText } from '../files/read-text.ts';
import { compilePattern } from '../pattern.ts';
import { fail, pass, type Verdict } from '../verdict.ts';

/** Does the pattern match somewhere in the file? `^` and `$` match at each line. */
export async function checkMatches(
  root: string,
  { path, pattern }: CheckOf<'matches'>,
): Promise<Verdict> {
  const compiled = await compilePattern(pattern);
  if (!compiled.ok) return compiled;
  const text = await readText(root, path);
  if (!text.ok) return text;
  const match = compiled.value.isIn(text.value);
  if (!match.ok) return match;
  return match.value
    ? pass(`${path} matches ${pattern}`)
    : fail(`${path} does not match ${pattern}`);
}
