import './realm.ts';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createGitStore, createMemoryStore, createWorktreeStore } from '../src/index.ts';
import { freshFolder, removeFolder, writeFile } from './folders.ts';
import { storeContract, type Lab } from './store-contract.ts';

storeContract('memory', () => {
  const store = createMemoryStore();
  const files = store.files as Map<string, string>;
  return {
    store,
    other: store,
    byHand: (file, text) => {
      if (text === undefined) files.delete(file);
      else files.set(file, text);
    },
    close: () => undefined,
  };
});

const worktree = (prepare: (root: string) => void) => (): Lab => {
  const root = freshFolder('contract');
  prepare(root);
  return {
    store: createWorktreeStore(root),
    other: createWorktreeStore(root),
    byHand: (file, text) =>
      text === undefined ? fs.rmSync(path.join(root, file)) : writeFile(root, file, text),
    close: () => removeFolder(root),
  };
};

storeContract(
  'worktree (in git)',
  worktree((root) => fs.mkdirSync(path.join(root, '.git'))),
);
storeContract(
  'worktree (outside git)',
  worktree(() => undefined),
);

/** @param filtering does the server leave contents out when it is asked to? Both kinds are in use. */
const onBranch = (filtering: boolean) => (): Lab => {
  const root = freshFolder('contract');
  const remote = path.join(root, 'remote.git');
  const git = (...args: readonly string[]) => execFileSync('git', ['-C', remote, ...args]);
  execFileSync('git', ['init', '--quiet', '--bare', remote]);
  git('config', 'uploadpack.allowFilter', String(filtering));
  const open = (name: string) =>
    createGitStore({ remote, branch: 'orchestrator', clone: path.join(root, name) });
  const stores = [open('one'), open('other')] as const;
  return {
    store: stores[0],
    other: stores[1],
    byHand: (file, text) => changeByHand(root, remote, file, text),
    close: () => {
      for (const store of stores) store.close();
      removeFolder(root);
    },
  };
};

/** What anybody can do with a clone: change a file, commit, push. */
function changeByHand(root: string, remote: string, file: string, text: string | undefined): void {
  const hand = path.join(root, 'hand');
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', hand, '-c', 'user.name=h', '-c', 'user.email=h@h', ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  fs.rmSync(hand, { recursive: true, force: true });
  execFileSync('git', ['init', '--quiet', '-b', 'orchestrator', hand]);
  try {
    git('pull', '--quiet', remote, 'orchestrator');
  } catch {
    // There is no such branch yet.
  }
  if (text === undefined) fs.rmSync(path.join(hand, file));
  else writeFile(hand, file, text);
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message', 'by hand');
  git('push', '--quiet', remote, 'HEAD:refs/heads/orchestrator');
}

storeContract('git (a server that filters)', onBranch(true));
storeContract('git (a server that does not)', onBranch(false));
