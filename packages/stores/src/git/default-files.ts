/** A few files of the repository's default branch, for jobs that have no checkout: policy, definitions, a registration. */
import * as path from 'node:path';
import { registrationSlot, root as artifacts } from '@orchestrator/core';
import { policyFile } from '../policy-file.ts';
import { onDisk, replaceBytes } from '../worktree/files.ts';
import { createBranch, type Contents } from './branch.ts';
import { defaultBranch, type Place } from './clone.ts';
import { isPlainFile, type TreeEntry } from './tree.ts';

/**
 * Writes those files below a folder, as a checkout has them.
 * @param folder an absolute path; the store's clone for it is made beside it
 * @param item whose registration is wanted; absent: none
 */
export async function fetchDefaultFiles(
  place: Omit<Place, 'branch' | 'clone'>,
  folder: string,
  item: string | undefined,
): Promise<void> {
  const branch = createBranch({ ...place, branch: defaultBranch, clone: `${folder}-clone` });
  try {
    await branch.look(async (contents) => {
      const wanted = await wantedFiles(contents, item);
      const blobs = await contents.blobs(wanted.map(([, { oid }]) => oid));
      onDisk('Reading the default branch', () => {
        for (const [file, { oid }] of wanted) {
          replaceBytes(path.join(folder, file), blobs.get(oid) ?? Buffer.alloc(0));
        }
      });
    });
  } finally {
    branch.close();
  }
}

async function wantedFiles(
  contents: Contents,
  item: string | undefined,
): Promise<readonly (readonly [path: string, entry: TreeEntry])[]> {
  const definitions = await contents.folder(`${artifacts}/workflows`);
  const single = [policyFile, ...(item === undefined ? [] : [registrationSlot(item)])];
  const entries = await Promise.all(
    single.map(async (file) => [file, await contents.entry(file)] as const),
  );
  return [
    ...entries.flatMap(([file, entry]) => (entry === undefined ? [] : [[file, entry] as const])),
    ...definitions.map((entry) => [`${artifacts}/workflows/${entry.name}`, entry] as const),
  ].filter(([, entry]) => isPlainFile(entry));
}
