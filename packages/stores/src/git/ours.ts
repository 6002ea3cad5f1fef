/** A branch of that name may hold something else; then nothing is written to it. */
import { root as artifacts, StorageError } from '@orchestrator/core';
import type { Contents } from './branch.ts';
import { isFolder, isPlainFile } from './tree.ts';
import { sentence } from './trouble.ts';

/** Files that people may put beside the records, to explain the branch or to configure its tools. */
const welcome = new Set(['README.md', '.gitattributes', 'LICENSE']);

/** @throws StorageError when the branch holds anything but the artifacts */
export const checkOurs =
  (name: string) =>
  async (contents: Contents): Promise<void> => {
    const entries = await contents.folder('');
    const foreign = entries.filter((entry) =>
      entry.name === artifacts ? !isFolder(entry) : !welcome.has(entry.name),
    );
    if (foreign.length === 0) return;
    const names = foreign.map((entry) => JSON.stringify(entry.name)).slice(0, 3);
    throw new StorageError(
      sentence(
        `${name} holds something else than records: ${names.join(', ')}${foreign.length > 3 ? ' and more' : ''}. Nothing was written.`,
      ),
      'Name a branch of its own for the store in orchestrator.yml, for example: store: {kind: git, branch: orchestrator-records}',
    );
  };

/**
 * Git would put a folder over a file without a word, and the file would be lost.
 * @throws StorageError when something else lies where a file shall be written, or on the way there
 */
export const checkWay =
  (name: string, paths: readonly string[]) =>
  async (contents: Contents): Promise<void> => {
    for (const path of paths) {
      const parts = path.split('/');
      for (let length = 1; length <= parts.length; length += 1) {
        const place = parts.slice(0, length).join('/');
        const entry = await contents.entry(place);
        if (entry === undefined) break;
        if (length === parts.length ? isPlainFile(entry) : isFolder(entry)) continue;
        throw new StorageError(
          sentence(
            `${name} has something else at ${place} than a ${length === parts.length ? 'file' : 'folder'}. Nothing was written.`,
          ),
          `Look at who put it there (git log -- ${place}), and move it away with a commit.`,
        );
      }
    }
  };
