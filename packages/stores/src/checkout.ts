/** What a checkout holds of items that live elsewhere: a registration to be copied, records that should not be there. */
import { itemFolders, root as artifacts, type Checkout } from '@orchestrator/core';
import { git } from './git.ts';
import { readIfThere, namesIn } from './worktree/files.ts';
import { readRegistration } from './worktree/record-files.ts';
import { commonGitFolder, gitFolderOf } from './worktree/scratch.ts';
import * as path from 'node:path';

export function createCheckout(root: string): Checkout {
  return {
    registration: (item) => Promise.resolve(readRegistration(root, item)),
    records: (item) =>
      Promise.resolve(
        itemFolders.flatMap((folder) => {
          const place = `${artifacts}/${folder}/${item}`;
          return namesIn(path.join(root, place))
            .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
            .map((name) => `${place}/${name}`);
        }),
      ),
  };
}

/** Is this branch the one that is checked out at the root? */
export function isCheckedOut(root: string, branch: string): boolean {
  const gitFolder = gitFolderOf(root);
  const head = gitFolder && readIfThere(path.join(gitFolder, 'HEAD'));
  return head?.trim() === `ref: refs/heads/${branch}`;
}

/**
 * Does an item of a checkout also live on a branch that this repository knows?
 * @returns the branch that holds it
 */
export async function branchWith(
  root: string,
  item: string,
  branch: string,
): Promise<string | undefined> {
  const gitFolder = commonGitFolder(root);
  if (gitFolder === undefined) return undefined;
  for (const ref of knownRefs(gitFolder, branch)) {
    const { code } = await git(root, [
      'cat-file',
      '-e',
      `${ref}:${artifacts}/work-items/${item}.json`,
    ]);
    if (code === 0) return ref.replace(/^refs\/(heads|remotes)\//, '');
  }
  return undefined;
}

/** Looked for without starting git: nearly every repository has no such branch. */
function knownRefs(gitFolder: string, branch: string): readonly string[] {
  const refs = [`refs/heads/${branch}`, `refs/remotes/origin/${branch}`];
  // Refs in the newer format are one file, which git alone can read.
  if (namesIn(path.join(gitFolder, 'reftable')).length > 0) return refs;
  const packed = readIfThere(path.join(gitFolder, 'packed-refs')) ?? '';
  return refs.filter(
    (ref) => readIfThere(path.join(gitFolder, ref)) !== undefined || packed.includes(` ${ref}\n`),
  );
}
