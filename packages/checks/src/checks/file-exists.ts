import type { CheckOf } from '../check-of.ts';
import { locateFile } from '../files/locate.ts';
import type { Setting } from '../run-check.ts';
import { pass, type Verdict } from '../verdict.ts';

/** Is there a file? A folder is none. */
export function checkFileExists(
  { root, folders }: Pick<Setting, 'root' | 'folders'>,
  { path }: CheckOf<'file_exists'>,
): Verdict {
  const file = locateFile(root, path, folders);
  return file.kind === undefined ? file : pass(`${path} exists`);
}
