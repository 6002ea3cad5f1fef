/** Where a root keeps what is nobody else's: `.git/orchestrator`, outside git `.orchestrator` (semantics R7). */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { sha256 } from '../hash.ts';
import { readIfThere } from './files.ts';

/** @param root an absolute path. @returns the folder; it need not be there yet */
export function scratchFolder(root: string): string {
  const found = findGit(root);
  if (found === undefined) return path.join(root, '.orchestrator');
  const below = path.relative(found.top, root);
  const folder = path.join(found.gitFolder, 'orchestrator');
  // Two roots inside one repository must not meet: an id never holds the `@`.
  return below === ''
    ? folder
    : path.join(folder, `@${sha256(below.split(path.sep).join('/')).slice(0, 16)}`);
}

interface Git {
  readonly top: string;
  readonly gitFolder: string;
}

function findGit(root: string): Git | undefined {
  for (let top = root; ; top = path.dirname(top)) {
    const candidate = path.join(top, '.git');
    const stat = fs.statSync(candidate, { throwIfNoEntry: false });
    if (stat?.isDirectory()) return { top, gitFolder: candidate };
    if (stat?.isFile()) {
      const pointer = /^gitdir: (.+)$/m.exec(readIfThere(candidate) ?? '')?.[1];
      if (pointer !== undefined) return { top, gitFolder: path.resolve(top, pointer.trim()) };
    }
    if (top === path.dirname(top)) return undefined;
  }
}

/** The folder that git keeps for this checkout. */
export const gitFolderOf = (root: string): string | undefined => findGit(root)?.gitFolder;

/** The folder of refs and objects; linked worktrees share that of the first one. */
export function commonGitFolder(root: string): string | undefined {
  const gitFolder = findGit(root)?.gitFolder;
  if (gitFolder === undefined) return undefined;
  const shared = readIfThere(path.join(gitFolder, 'commondir'))?.trim();
  return shared === undefined ? gitFolder : path.resolve(gitFolder, shared);
}

/** The top of the git repository around a root, if there is one. */
export const gitTop = (root: string): string | undefined => findGit(root)?.top;
