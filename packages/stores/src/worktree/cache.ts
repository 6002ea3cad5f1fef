/**
 * What was worked out before from bytes that never change, by the sha256 of those bytes. It lies where only this
 * machine's commands write (`.git/orchestrator`), and is not checked again: whoever can write there can do anything.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { makeFolder, readIfThere } from './files.ts';
import { scratchFolder } from './scratch.ts';

/** Raise it when what is kept, or the rules by which it was accepted, change: older entries are then not found. */
export const cacheFormat = 5;

const fileOf = (root: string, name: string): string =>
  path.join(scratchFolder(root), '@cache', `${name}-${String(cacheFormat)}`);

/** The text kept under a name. */
export const readCache = (root: string, name: string): string | undefined =>
  readIfThere(fileOf(root, name));

/** Keeps a text. A cache that can't be written is no cache, and no reason to fail. */
export function writeCache(root: string, name: string, text: string): void {
  const file = fileOf(root, name);
  const staged = `${file}.${process.pid}`;
  try {
    makeFolder(path.dirname(file));
    fs.writeFileSync(staged, text);
    fs.renameSync(staged, file);
  } catch {
    fs.rmSync(staged, { force: true });
  }
}

/** A value kept as JSON; `undefined` also for what can't be read any more. */
export function readCachedJson(root: string, name: string): unknown {
  const text = readCache(root, name);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
