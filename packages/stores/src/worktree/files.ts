/** The few file operations that a store is made of. Synchronous: a record is smaller than the cost of a promise. */
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { StorageError } from '@orchestrator/core';

/** Codes that mean: this disk, or what lies on it, can't be written to. */
const unwritable = new Set([
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EACCES',
  'EPERM',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOTDIR',
  'EISDIR',
  'ELOOP',
  'EFBIG',
  // A folder that can't be made says one of these where the disk is read-only or a file is in its place.
  'ENOENT',
  'EEXIST',
]);

/** Not `instanceof`: an error may come from another realm. */
export const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

/** Runs an operation; what the disk refuses becomes a `StorageError` that says what to do. */
export function onDisk<Result>(what: string, operation: () => Result): Result {
  try {
    return operation();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || !unwritable.has(code)) throw error;
    const full = code === 'ENOSPC' || code === 'EDQUOT';
    throw new StorageError(
      `${what} failed: ${full ? 'the disk is full' : `the system says ${code}`}. Nothing is lost, and nothing half-written counts.`,
      full
        ? 'Free some space and run the same command again.'
        : 'Make the folder writable for you and run the same command again.',
      error,
    );
  }
}

/** Makes a folder and its parents; each one that is new is made durable in its parent. */
export function makeFolder(folder: string): void {
  const first = fs.mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = path.dirname(made))
    syncFolder(path.dirname(made));
}

/** Makes the names in a folder durable. Where folders can't be opened (Windows), the file system does it. */
export function syncFolder(folder: string): void {
  let handle: number;
  try {
    handle = fs.openSync(folder, 'r');
  } catch (error) {
    if (codeOf(error) === 'EISDIR' || codeOf(error) === 'EPERM') return;
    throw error;
  }
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

/** Writes a new file whole and durable, or leaves nothing. @throws EEXIST */
export function writeDurably(file: string, bytes: string | Buffer): void {
  const handle = fs.openSync(file, 'wx', 0o644);
  try {
    fs.writeFileSync(handle, bytes);
    fs.fsyncSync(handle);
  } catch (error) {
    fs.closeSync(handle);
    remove(file);
    throw error;
  }
  fs.closeSync(handle);
}

/** Gives a complete file a name that must be free. @returns whether it was */
export function linkIfAbsent(from: string, to: string): boolean {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Replaces a view by another: readers see the old one or the new one. */
export const replaceFile = (file: string, text: string): void => replaceBytes(file, text);

/** The same, for bytes that need not be text. */
export function replaceBytes(file: string, bytes: string | Buffer): void {
  makeFolder(path.dirname(file));
  const staged = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${randomBytes(6).toString('hex')}.tmp`,
  );
  try {
    writeDurably(staged, bytes);
    fs.renameSync(staged, file);
  } catch (error) {
    remove(staged);
    throw error;
  }
}

export function remove(file: string): void {
  try {
    fs.unlinkSync(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

export function readIfThere(file: string): string | undefined {
  if (!fs.existsSync(file)) return undefined;
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code !== 'EISDIR') throw error;
    throw new StorageError(
      `${file} is a folder; a file belongs there.`,
      'Move the folder away.',
      error,
    );
  }
}

/** Names in a folder, sorted; none when it is not there. */
export function namesIn(folder: string): readonly string[] {
  if (!fs.existsSync(folder)) return [];
  try {
    return fs.readdirSync(folder).sort();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}
