/** A bare repository, stores that work on a branch of it, and their clones. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createGitStore, type GitStore, type GitStoreOptions } from '../../src/index.ts';
import { freshFolder, removeFolder } from '../folders.ts';

export const item = 'item-1';
const record = (name: string, text = `${name}\n`) => ({
  path: `artifacts/claims/${item}/${name}.json`,
  text,
});
export const only = (...names: readonly string[]) => ({
  records: names.map((name) => record(name)),
  views: [],
});

export interface Lab {
  readonly folder: string;
  readonly remote: string;
  readonly git: (...args: readonly string[]) => string;
  /** Opens the store with the clone of this name; waits take no time. */
  readonly open: (clone: string, more?: Partial<GitStoreOptions>) => GitStore;
  readonly close: () => void;
}

export function newLab(): Lab {
  const folder = freshFolder('git');
  const remote = path.join(folder, 'remote.git');
  execFileSync('git', ['init', '--quiet', '--bare', remote]);
  const opened: GitStore[] = [];
  return {
    folder,
    remote,
    git: (...args) =>
      execFileSync('git', ['-C', remote, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim(),
    open: (clone, more = {}) => {
      const store = createGitStore({
        ...{ remote, branch: 'orchestrator', clone: path.join(folder, clone) },
        wait: () => Promise.resolve(),
        ...more,
      });
      opened.push(store);
      return store;
    },
    close: () => {
      for (const store of opened) store.close();
      removeFolder(folder);
    },
  };
}

/** What the branch holds of the item, read by somebody with a clone of his own. */
export async function seenByOthers(lab: Lab): Promise<readonly string[]> {
  const store = lab.open(`other-${Math.random()}`);
  const { files } = await store.read(item);
  store.close();
  return files.map(({ path: file }) => path.basename(file, '.json'));
}

/** Every file below a folder, relative to it. */
export const filesIn = (folder: string): readonly string[] =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
