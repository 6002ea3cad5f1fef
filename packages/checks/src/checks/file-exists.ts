import type { CheckOf } from '../check-of.ts';
import { locateFile } from '../files/locate.ts';
import { pass, type Verdict } from '../verdict.ts';

/** Is there a file? A folder is none. */
export async function checkFileExists(
  root: string,
  { path }: CheckOf<'file_exists'>,
): Promise<Verdict> {
  const file = await locateFile(root, path);
  return file.kind === undefined ? file : pass(`${path} exists`);
}
