/** The record files of one item, as they lie in the checkout. */
import { isUtf8 } from 'node:buffer';
import * as fs from 'node:fs';
import { itemFolders, registrationSlot, rootOf, type StoredFile } from '@orchestrator/core';
import { sha256 } from '../hash.ts';
import { codeOf } from './files.ts';

/** A name in a slot, and whether a plain file has it. */
export interface Entry {
  readonly path: string;
  readonly isFile: boolean;
}

/** Files that are records: not those that begin with a dot, which are temporary. */
const isRecordName = (name: string): boolean => !name.startsWith('.') && name.endsWith('.json');

/** All record files of an item, sorted by path: folders and names are. */
export function recordEntries(root: string, item: string): readonly Entry[] {
  const entries = itemFolders.flatMap((folder) =>
    entriesIn(root, `${rootOf(item)}/${folder}/${item}`),
  );
  const path = registrationSlot(item);
  const stat = fs.lstatSync(`${root}/${path}`, { throwIfNoEntry: false });
  return stat === undefined ? entries : [...entries, { path, isFile: stat.isFile() }];
}

function entriesIn(root: string, folder: string): readonly Entry[] {
  // Most items lack most folders, and an exception costs more than a question.
  const stat = fs.statSync(`${root}/${folder}`, { throwIfNoEntry: false });
  if (stat?.isDirectory() !== true) return [];
  return fs
    .readdirSync(`${root}/${folder}`, { withFileTypes: true })
    .filter(({ name }) => isRecordName(name))
    .map((entry) => ({ path: `${folder}/${entry.name}`, isFile: entry.isFile() }))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** The registration of an item alone. */
export const readRegistration = (root: string, item: string): StoredFile | undefined => {
  const path = registrationSlot(item);
  const stat = fs.lstatSync(`${root}/${path}`, { throwIfNoEntry: false });
  return stat && readRecordFile(root, { path, isFile: stat.isFile() });
};

/**
 * Reads those files. One that is gone by now is left out: whoever compares the names twice sees it.
 * @param checked ids by path, of files whose bytes were found valid before
 */
export function readRecordFiles(
  root: string,
  entries: readonly Entry[],
  checked: ReadonlyMap<string, string> = new Map(),
): readonly StoredFile[] {
  const files: StoredFile[] = [];
  for (const entry of entries) {
    const file = readRecordFile(root, entry);
    if (file === undefined) continue;
    const known = file.unreadable === undefined && checked.get(file.path) === file.id;
    files.push(known ? { ...file, checked: true } : file);
  }
  return files;
}

function readRecordFile(root: string, { path, isFile }: Entry): StoredFile | undefined {
  if (!isFile) return unreadable(path, 'A link or a folder lies where a record should be.');
  try {
    const text = fs.readFileSync(`${root}/${path}`, 'utf8');
    // What is not UTF-8 is read as U+FFFD; only then are the bytes themselves looked at.
    if (text.includes('\uFFFD') && !isUtf8(fs.readFileSync(`${root}/${path}`))) {
      return unreadable(path, 'The bytes are not UTF-8.');
    }
    return { path, text, id: sha256(text) };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    return unreadable(path, `The file can't be read (${code ?? 'unknown'}).`);
  }
}

const unreadable = (path: string, why: string): StoredFile => ({
  path,
  text: '',
  id: sha256(why),
  unreadable: why,
});
