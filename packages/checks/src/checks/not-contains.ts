import type { CheckOf } from '../check-of.ts';
import { readText } from '../files/read-text.ts';
import { compilePattern } from '../pattern.ts';
import { fail, pass, type Verdict } from '../verdict.ts';

/**
 * Is the pattern nowhere in the file? With the severity `warn` a match passes with a warning; a file
 * that cannot be read or a pattern that cannot be compiled fails all the same.
 */
export async function checkNotContains(
  root: string,
  { path, pattern, severity }: CheckOf<'not_contains'>,
): Promise<Verdict> {
  const compiled = await compilePattern(pattern);
  if (!compiled.ok) return compiled;
  const text = await readText(root, path);
  if (!text.ok) return text;
  const match = compiled.value.isIn(text.value);
  if (!match.ok) return match;
  if (!match.value) return pass(`${path} does not contain ${pattern}`);
  const line = compiled.value.lineIn(text.value);
  const detail = `${path} contains ${pattern}${line === undefined ? '' : `, first on line ${line}`}`;
  return severity === 'warn' ? pass(`warning: ${detail}`) : fail(detail);
}
