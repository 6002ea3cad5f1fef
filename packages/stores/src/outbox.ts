/**
 * A store for executors without write access: it reads another one, and what is appended becomes files in a folder,
 * which somebody who may write collects (`complete --out DIR`).
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  byCodeUnit,
  itemNamedIn,
  slotOfUpload,
  uploadName,
  type Store,
  type StoredFile,
} from '@orchestrator/core';
import { sha256 } from './hash.ts';
import { versionOf } from './version.ts';
import { namesIn, onDisk, replaceFile } from './worktree/files.ts';

/** @param folder an absolute path; it is made when the first record is written */
export function createOutboxStore(inner: Store, folder: string): Store {
  const read: Store['read'] = async (item) => {
    const { files } = await inner.read(item);
    const there = new Set(files.map((file) => file.path));
    const waiting = waitingFiles(folder, item).filter((file) => !there.has(file.path));
    const all = [...files, ...waiting].sort((one, other) => byCodeUnit(one.path, other.path));
    return { files: all, version: versionOf(all) };
  };
  return {
    ...inner,
    isOutbox: true,
    read,
    append: async (item, { records }, version) => {
      if ((await read(item)).version !== version) return 'conflict';
      onDisk(`Writing to ${folder}`, () => {
        for (const record of records) {
          replaceFile(path.join(folder, uploadName(record.path)), record.text);
        }
      });
      return 'ok';
    },
  };
}

function waitingFiles(folder: string, item: string): readonly StoredFile[] {
  return namesIn(folder)
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .filter((name) => fs.lstatSync(path.join(folder, name)).isFile())
    .flatMap((name) => {
      const text = fs.readFileSync(path.join(folder, name), 'utf8');
      if (itemNamedIn(text) !== item) return [];
      return [{ path: slotOfUpload(item, name), text, id: sha256(text) }];
    });
}
