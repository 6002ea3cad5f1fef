import type { CheckOf } from '../check-of.ts';
import { readText } from '../files/read-text.ts';
import { compilePattern } from '../pattern/compile-pattern.ts';
import { fail, pass, type Verdict } from '../verdict.ts';

/** Does the pattern match somewhere in the file? `^` and `$` match at each line. */
export async function checkMatches(
  root: string,
  { path, pattern }: CheckOf<'matches'>,
): Promise<Verdict> {
  const firstLine = await compilePattern(pattern);
  if (!firstLine.ok) return firstLine;
  const text = await readText(root, path);
  if (!text.ok) return text;
  const line = firstLine.value(text.value);
  if (!line.ok) return fail(`${path} was not searched for ${pattern}: ${line.detail}`);
  return line.value === undefined
    ? fail(`${path} does not match ${pattern}`)
    : pass(`${path} matches ${pattern}, first on line ${line.value}`);
}
