/** A branch of that name may hold something else; then nothing is written to it. */
import { root as artifacts, StorageError } from '@orchestrator/core';
import type { Contents } from './branch.ts';
import { isFolder } from './tree.ts';

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
      `${name} holds something else than records: ${names.join(', ')}${foreign.length > 3 ? ' and more' : ''}. Nothing was written.`,
      'Name a branch of its own for the store in orchestrator.yml, for example: store: {kind: git, branch: orchestrator-records}',
    );
  };
