import type { CheckOf } from '../check-of.ts';
import { readText } from '../files/read-text.ts';
import { compilePattern } from '../pattern/compile-pattern.ts';
import { fail, pass, type Verdict } from '../verdict.ts';

/**
 * Is the pattern nowhere in the file? With the severity `warn` a match passes with a warning; a file
 * that cannot be read or a pattern that cannot be compiled fails all the same.
 */
export async function checkNotContains(
  root: string,
  { path, pattern, severity }: CheckOf<'not_contains'>,
): Promise<Verdict> {
  const firstLine = await compilePattern(pattern);
  if (!firstLine.ok) return firstLine;
  const text = await readText(root, path);
  if (!text.ok) return text;
  const line = firstLine.value(text.value);
  if (!line.ok) return fail(`${path} was not searched for ${pattern}: ${line.detail}`);
  if (line.value === undefined) return pass(`${path} does not contain ${pattern}`);
  const detail = `${path} contains ${pattern}, first on line ${line.value}`;
  return severity === 'warn' ? pass(`warning: ${detail}`) : fail(detail);
}
