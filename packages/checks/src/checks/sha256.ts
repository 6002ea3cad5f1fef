import type { CheckOf } from '../check-of.ts';
import { hashFile } from '../files/hash-file.ts';
import { locateFile } from '../files/locate.ts';
import { fail, pass, type Verdict } from '../verdict.ts';

/** Does the file have exactly these bytes? */
export async function checkSha256(
  root: string,
  { path, digest }: CheckOf<'sha256'>,
): Promise<Verdict> {
  const file = locateFile(root, path);
  if (file.kind === undefined) return file;
  const actual = await hashFile(path, file);
  if (!actual.ok) return actual;
  if (actual.value === digest) return pass(`${path} has the sha256 ${digest}`);
  return fail(`${path} has the sha256 ${actual.value}, not ${digest}`);
}
