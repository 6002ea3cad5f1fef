/** The record files of items, as they lie on the branch. */
import { isUtf8 } from 'node:buffer';
import {
  byCodeUnit,
  idPattern,
  itemFolders,
  namingRecords,
  registrationSlot,
  root as artifacts,
  type StoredFile,
} from '@orchestrator/core';
import { sha256 } from '../hash.ts';
import type { Contents } from './branch.ts';
import { isFolder, isPlainFile, type TreeEntry } from './tree.ts';

/** A name in a slot, and what has it. */
export interface Entry extends TreeEntry {
  readonly path: string;
}

/** Files that are records: not those that begin with a dot, which are temporary. */
const isRecordName = (name: string): boolean => !name.startsWith('.') && name.endsWith('.json');

/** Everything that lies in a slot of the item, sorted by path. */
export async function recordEntries(contents: Contents, item: string): Promise<readonly Entry[]> {
  const inFolders = await Promise.all(
    itemFolders.map(async (name) => {
      const folder = `${artifacts}/${name}/${item}`;
      const there = await contents.entry(folder);
      // Whatever lies in the place of the folder damages the item.
      if (there !== undefined && !isFolder(there))
        return [{ ...there, mode: noFolder, path: folder }];
      const entries = (await contents.folder(folder)).filter(({ name: file }) =>
        isRecordName(file),
      );
      return entries.map((entry) => ({ ...entry, path: `${folder}/${entry.name}` }));
    }),
  );
  const path = registrationSlot(item);
  const registration = await contents.entry(path);
  return [...inFolders.flat(), ...(registration === undefined ? [] : [{ ...registration, path }])];
}

/** Ids of all items that have any record, sorted. */
export async function itemNames(contents: Contents): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const { name, mode } of await contents.folder(`${artifacts}/work-items`)) {
    if (name.endsWith('.json') && mode !== '40000') names.add(name.slice(0, -'.json'.length));
  }
  for (const folder of itemFolders) {
    for (const entry of await contents.folder(`${artifacts}/${folder}`)) {
      if (isFolder(entry) && !names.has(entry.name) && (await hasRecords(contents, entry.name)))
        names.add(entry.name);
    }
  }
  return [...names].filter((name) => idPattern.test(name)).sort(byCodeUnit);
}

/** The registrations of all items. */
export async function registrationEntries(contents: Contents): Promise<readonly Entry[]> {
  const folder = `${artifacts}/work-items`;
  return (await contents.folder(folder))
    .filter(({ name }) => isRecordName(name))
    .map((entry) => ({ ...entry, path: `${folder}/${entry.name}` }));
}

/** The records that may name another item: registrations, and reviews. */
export async function namingEntries(contents: Contents): Promise<readonly Entry[]> {
  const found = [...(await registrationEntries(contents))];
  const { folder, prefix } = namingRecords;
  for (const item of await contents.folder(`${artifacts}/${folder}`)) {
    if (!isFolder(item)) continue;
    const names = await contents.folder(`${artifacts}/${folder}/${item.name}`);
    for (const entry of names.filter(({ name }) => isRecordName(name) && name.startsWith(prefix)))
      found.push({ ...entry, path: `${artifacts}/${folder}/${item.name}/${entry.name}` });
  }
  return found;
}

const hasRecords = async (contents: Contents, item: string): Promise<boolean> =>
  (await recordEntries(contents, item)).length > 0;

/** What was read before, by blob: contents never change. */
export type Known = Map<string, Pick<StoredFile, 'text' | 'id' | 'unreadable'>>;

/** Reads those files, with one request at most. */
export async function readFiles(
  contents: Contents,
  entries: readonly Entry[],
  known: Known,
): Promise<readonly StoredFile[]> {
  if (known.size > mostKnown) known.clear();
  const wanted = entries.filter((entry) => isPlainFile(entry) && !known.has(entry.oid));
  const blobs = await contents.blobs(wanted.map(({ oid }) => oid));
  for (const [oid, bytes] of blobs) known.set(oid, readBytes(bytes));
  return entries.map(({ path, oid, ...entry }) => {
    const there = isPlainFile({ ...entry, oid })
      ? (known.get(oid) ?? readBytes(blobs.get(oid) ?? Buffer.alloc(0)))
      : unreadable(why(entry.mode));
    return { path, ...there };
  });
}
const mostKnown = 100_000;

/** Instead of a mode: something that is no folder, where a folder of records should be. */
const noFolder = '';

function why(mode: string): string {
  if (mode === noFolder) return 'Something else lies where the folder of records should be.';
  return mode === '160000'
    ? 'A submodule lies where a record should be.'
    : 'A link or a folder lies where a record should be.';
}

function readBytes(bytes: Buffer): Pick<StoredFile, 'text' | 'id' | 'unreadable'> {
  if (!isUtf8(bytes)) return unreadable('The bytes are not UTF-8.');
  return { text: bytes.toString('utf8'), id: sha256(bytes) };
}

const unreadable = (reason: string): Pick<StoredFile, 'text' | 'id' | 'unreadable'> => ({
  text: '',
  id: sha256(reason),
  unreadable: reason,
});
