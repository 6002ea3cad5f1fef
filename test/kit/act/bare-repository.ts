/** The repository on GitHub, as a bare one in a temporary folder. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

import { git } from './git.ts';

export interface BareRepository {
  /** Path of the bare repository. */
  readonly path: string;
  /** Commits files to `main` and pushes; `undefined` deletes one. Scripts become executable. @returns the commit */
  commit(files: Readonly<Record<string, string | undefined>>): string;
  /** The commit of a branch; undefined when there is no such branch. */
  tip(branch: string): string | undefined;
  /** Paths of a branch's files, sorted; of those below a folder. */
  files(branch: string, below?: string): readonly string[];
  read(branch: string, file: string): string;
  /** How many commits a branch has. */
  length(branch: string): number;
  /** Installs a hook; the script is for sh. */
  hook(name: string, script: string): void;
  remove(): void;
}

/**
 * A bare repository whose `main` holds these files.
 * @param files contents by path, over those of `template`
 * @param template a folder to begin with
 */
export function bareRepository(
  files: Readonly<Record<string, string | undefined>>,
  template?: string,
): BareRepository {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'bare-')));
  const bare = path.join(folder, 'consumer.git');
  const checkout = path.join(folder, 'checkout');
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
  git(folder, 'clone', '--quiet', bare, checkout);
  if (template !== undefined) fs.cpSync(template, checkout, { recursive: true });
  const commit = (more: Readonly<Record<string, string | undefined>>): string => {
    for (const [file, content] of Object.entries(more)) put(path.join(checkout, file), content);
    git(checkout, 'add', '--all');
    git(checkout, 'commit', '--quiet', '--message', 'Change files');
    git(checkout, 'push', '--quiet', 'origin', 'HEAD:main');
    return git(checkout, 'rev-parse', 'HEAD').trim();
  };
  commit(files);
  return {
    path: bare,
    commit,
    ...views(bare),
    remove: () => fs.rmSync(folder, { recursive: true }),
  };
}

function put(file: string, content: string | undefined): void {
  if (content === undefined) return fs.rmSync(file);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
  if (file.endsWith('.sh')) fs.chmodSync(file, 0o755);
}

function views(bare: string): Omit<BareRepository, 'path' | 'commit' | 'remove'> {
  const tip = (branch: string): string | undefined => {
    const found = git(bare, 'for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`);
    return found === '' ? undefined : found.trim();
  };
  return {
    tip,
    files: (branch, below = '.') =>
      tip(branch) === undefined
        ? []
        : git(bare, 'ls-tree', '-r', '-z', '--name-only', branch, '--', below)
            .split('\0')
            .filter((file) => file !== '')
            .sort(),
    read: (branch, file) => git(bare, 'show', `${branch}:${file}`),
    length: (branch) =>
      tip(branch) === undefined ? 0 : Number(git(bare, 'rev-list', '--count', branch)),
    hook: (name, script) =>
      fs.writeFileSync(path.join(bare, 'hooks', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 }),
  };
}
