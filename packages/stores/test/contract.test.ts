import './realm.ts';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createMemoryStore, createWorktreeStore } from '../src/index.ts';
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
