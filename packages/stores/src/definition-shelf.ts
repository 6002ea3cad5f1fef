/** Puts definitions into the checkout: whole or not at all, never over something else. */
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root as artifacts, StorageError, type DefinitionShelf } from '@orchestrator/core';
import { endings } from './definition-files.ts';
import {
  linkIfAbsent,
  makeFolder,
  onDisk,
  remove,
  replaceFile,
  syncFolder,
  writeDurably,
} from './worktree/files.ts';

const folder = `${artifacts}/workflows`;

/** @param root an absolute path */
export function createDefinitionShelf(root: string): DefinitionShelf {
  const full = (file: string): string => path.join(root, file);
  return {
    find: (id, version) => {
      checkFolders(root);
      const file = endings
        .map((ending) => `${folder}/${id}@${version}${ending}`)
        .find((name) => fs.lstatSync(full(name), { throwIfNoEntry: false }) !== undefined);
      if (file === undefined) return undefined;
      checkPlain(root, file);
      const text = onDisk(`Reading ${file}`, () => fs.readFileSync(full(file), 'utf8'));
      return { path: file, text };
    },
    isSame: (file, other) => {
      const [one, two] = [path.resolve(root, file), full(other)];
      return one === two || realPath(one) === realPath(two);
    },
    add: (file, text) =>
      onDisk(`Writing ${file}`, () => {
        makeFolder(path.dirname(full(file)));
        checkFolders(root);
        return addWhole(full(file), text);
      }),
    replace: (file, old, text) =>
      onDisk(`Writing ${file}`, () => {
        if (fs.readFileSync(full(file), 'utf8') !== old) return false;
        replaceFile(full(file), text);
        return true;
      }),
  };
}

function addWhole(file: string, text: string): boolean {
  const name = `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`;
  const staged = path.join(path.dirname(file), name);
  writeDurably(staged, text);
  try {
    const isNew = linkIfAbsent(staged, file);
    if (isNew) syncFolder(path.dirname(file));
    return isNew;
  } finally {
    remove(staged);
  }
}

const realPath = (file: string): string | undefined => {
  try {
    return fs.realpathSync(file);
  } catch {
    return undefined;
  }
};

/** A link on the way would carry the file to where nobody looks for it. */
function checkFolders(root: string): void {
  for (const part of [artifacts, folder]) {
    const stat = fs.lstatSync(path.join(root, part), { throwIfNoEntry: false });
    if (stat === undefined || stat.isDirectory()) continue;
    throw stat.isSymbolicLink()
      ? new StorageError(
          `${part} is a link; the folder itself belongs there.`,
          'Replace the link by a folder, and run the same command again.',
        )
      : new StorageError(
          `A file lies where the folder ${part} should be.`,
          'Move the file away, and run the same command again.',
        );
  }
}

function checkPlain(root: string, file: string): void {
  const stat = fs.lstatSync(path.join(root, file));
  if (stat.isFile()) return;
  const what = stat.isSymbolicLink() ? 'a link' : stat.isDirectory() ? 'a folder' : 'no plain file';
  throw new StorageError(
    `${file} is ${what}; a plain file belongs there.`,
    stat.isSymbolicLink()
      ? 'Replace the link by the file itself, and run the same command again.'
      : 'Move it away, and run the same command again.',
  );
}
