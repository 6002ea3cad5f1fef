import type { CheckOf } from '../check-of.ts';
import { hashFile } from '../files/hash-file.ts';
import { locateFile } from '../files/locate.ts';
import { fail, pass, type Verdict } from '../verdict.ts';

/** Does the file have exactly these bytes? */
export async function checkSha256(
  root: string,
  { path, digest }: CheckOf<'sha256'>,
): Promise<Verdict> {
  const file = await locateFile(root, path);
  if (file.kind === undefined) return file;
  const actual = await hashFile(file.real);
  if (actual === digest) return pass(`${path} has the sha256 ${digest}`);
  return fail(`${path} has the sha256 ${actual}, not ${digest}`);
}
