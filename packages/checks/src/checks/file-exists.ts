import type { CheckOf } from '../check-of.ts';
import { locateFile, type Folders } from '../files/locate.ts';
import { pass, type Verdict } from '../verdict.ts';

/** Is there a file? A folder is none. */
export function checkFileExists(
  { root, folders }: { readonly root: string; readonly folders: Folders },
  { path }: CheckOf<'file_exists'>,
): Verdict {
  const file = locateFile(root, path, folders);
  return file.kind === undefined ? file : pass(`${path} exists`);
}
