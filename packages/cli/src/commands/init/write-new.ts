/** Writes files that must not be there yet: all of them, or none. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { StorageError } from '@orchestrator/core';

export interface NewFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** @throws StorageError when the disk or a link is in the way; then nothing new is left */
export function writeNew(root: string, files: readonly NewFile[]): void {
  const done: string[] = [];
  for (const { path: name, text } of files) {
    const file = path.join(root, name);
    try {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      if (!isInside(root, path.dirname(file))) throw new Error('a link leads out of the folder');
      fs.writeFileSync(file, text, { flag: 'wx' });
      done.push(file);
    } catch (error) {
      for (const written of done) fs.rmSync(written, { force: true });
      throw cannotWrite(name, error);
    }
  }
}

/** Gives a file new contents, whole or not at all. @throws StorageError */
export function replaceFile(root: string, { path: name, text }: NewFile): void {
  const file = fs.realpathSync(path.join(root, name));
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}`);
  try {
    fs.writeFileSync(draft, text, { flag: 'wx', mode: fs.statSync(file).mode });
    fs.renameSync(draft, file);
  } catch (error) {
    fs.rmSync(draft, { force: true });
    throw cannotWrite(name, error);
  }
}

function isInside(root: string, folder: string): boolean {
  const below = path.relative(fs.realpathSync(root), fs.realpathSync(folder));
  return below !== '..' && !below.startsWith(`..${path.sep}`) && !path.isAbsolute(below);
}

function cannotWrite(name: string, error: unknown): StorageError {
  const { code, message } = error as NodeJS.ErrnoException;
  const isTaken = code === 'ENOTDIR' || code === 'EEXIST';
  const why = isTaken ? 'a file is where a folder should be' : (code ?? message);
  return new StorageError(
    `${name} can't be written: ${why}. No file was left behind.`,
    isTaken
      ? 'Move that file away and run the same command again.'
      : 'Make the folder writable for you and run the same command again.',
    error,
  );
}
