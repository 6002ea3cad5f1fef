/** The record files of one item, as they lie in the checkout. */
import { isUtf8 } from 'node:buffer';
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  itemFolders,
  registrationSlot,
  root as artifacts,
  type StoredFile,
} from '@orchestrator/core';
import { sha256 } from '../hash.ts';
import { codeOf, namesIn } from './files.ts';

/** Files that are records: not those that begin with a dot, which are temporary. */
const isRecordName = (name: string): boolean => !name.startsWith('.') && name.endsWith('.json');

/** Paths of all record files of an item, sorted. */
export function recordPaths(root: string, item: string): readonly string[] {
  const registration = registrationSlot(item);
  const paths = itemFolders.flatMap((folder) =>
    namesIn(path.join(root, artifacts, folder, item))
      .filter(isRecordName)
      .map((name) => `${artifacts}/${folder}/${item}/${name}`),
  );
  return fs.existsSync(path.join(root, registration))
    ? [...paths, registration].sort()
    : paths.sort();
}

/** Reads those files. One that is gone by now is left out: whoever compares the names twice sees it. */
export function readRecordFiles(root: string, paths: readonly string[]): readonly StoredFile[] {
  return paths.flatMap((slot) => readRecordFile(root, slot) ?? []);
}

/** Windows has no such flag. */
const noFollow = (fs.constants as { readonly O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0;

function readRecordFile(root: string, slot: string): StoredFile | undefined {
  const file = path.join(root, slot);
  try {
    const handle = fs.openSync(file, fs.constants.O_RDONLY | noFollow);
    try {
      const bytes = fs.readFileSync(handle);
      const id = sha256(bytes);
      if (!isUtf8(bytes))
        return { path: slot, text: '', id, unreadable: 'The bytes are not UTF-8.' };
      return { path: slot, text: bytes.toString('utf8'), id };
    } finally {
      fs.closeSync(handle);
    }
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    const why =
      code === 'ELOOP'
        ? 'A symbolic link lies where a record should be.'
        : code === 'EISDIR'
          ? 'A folder lies where a record should be.'
          : `The file can't be read (${code ?? 'unknown'}).`;
    return { path: slot, text: '', id: sha256(why), unreadable: why };
  }
}
