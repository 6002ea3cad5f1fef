/** Files that executors have uploaded, below a folder: plain files only, and nothing is followed. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { StorageError } from '@orchestrator/core';

export interface FoundFile {
  /** Its path below the folder, with `/`. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly read: () => Promise<Uint8Array>;
}

/** One folder an upload; deeper is nothing that a collector made. */
const deepest = 2;
/** More than any matrix and its re-runs can upload. */
const mostFiles = 100_000;

/**
 * @param folder an absolute path
 * @returns its `.json` files, sorted by name; links and special files are left out
 * @throws StorageError when there are too many: none must be hidden behind the others
 */
export function filesBelow(folder: string): readonly FoundFile[] {
  const found: FoundFile[] = [];
  const look = (below: string, depth: number): void => {
    for (const entry of fs.readdirSync(path.join(folder, below), { withFileTypes: true })) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory() && depth < deepest) look(name, depth + 1);
      if (!entry.isFile() || !entry.name.endsWith('.json')) continue;
      if (found.length === mostFiles) throw tooMany(folder);
      found.push(fileAt(folder, name));
    }
  };
  look('', 1);
  return found.sort((one, other) => (one.name < other.name ? -1 : 1));
}

const tooMany = (folder: string): StorageError =>
  new StorageError(
    `There are more than ${mostFiles} files in ${folder}; nothing was collected.`,
    'Collect them in several folders.',
  );

function fileAt(folder: string, name: string): FoundFile {
  const file = path.join(folder, name);
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return { name, size, read: () => fs.promises.readFile(file) };
}
