import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const skipped: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/**
 * The paths of all files and links below a folder of the root, `/` between their parts. Links are not
 * followed; `.git` and `node_modules` are left out; hidden files are not.
 */
export async function* walk(root: string, folder: string): AsyncGenerator<string> {
  if (folder.split('/').some((part) => skipped.has(part))) return;
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, path);
    else if (entry.isFile() || entry.isSymbolicLink()) yield path;
  }
}
