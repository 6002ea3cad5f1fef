/** A store in memory: the simplest thing that is a store. For tests, and to try a change of rules on a copy. */
import {
  byCodeUnit,
  itemOfPath,
  mayMention,
  registrationSlot,
  type NewView,
  type Store,
  type StoredFile,
} from '@orchestrator/core';
import { sha256 } from './hash.ts';
import { versionOf } from './version.ts';

export interface MemoryStore extends Store {
  /** Everything that is stored, by path. */
  readonly files: ReadonlyMap<string, string>;
}

export function createMemoryStore(initial: ReadonlyMap<string, string> = new Map()): MemoryStore {
  const files = new Map(initial);
  const ofItem = (item: string): readonly StoredFile[] =>
    [...files]
      .filter(([path]) => itemOfPath(path) === item)
      .map(([path, text]) => ({ path, text, id: sha256(text) }))
      .sort((one, other) => byCodeUnit(one.path, other.path));
  const read = (item: string) => {
    const found = ofItem(item);
    return { files: found, version: versionOf(found) };
  };
  const write = ({ path, text }: NewView): void => void files.set(path, text);
  return {
    files,
    read: (item) => Promise.resolve(read(item)),
    registration: (item) =>
      Promise.resolve(ofItem(item).find(({ path }) => path === registrationSlot(item))),
    append: (item, { records, views }, version) => {
      if (read(item).version !== version) return Promise.resolve('conflict');
      for (const { path, text } of records) {
        if ((files.get(path) ?? text) !== text) return Promise.resolve('conflict');
      }
      [...records, ...views].forEach(write);
      return Promise.resolve('ok');
    },
    items: () => {
      const items = [...files.keys()].flatMap((path) => itemOfPath(path) ?? []);
      return Promise.resolve([...new Set(items)].sort(byCodeUnit));
    },
    mentioning: (item) => {
      const found = [...files].flatMap(([path, text]) =>
        mayMention(path, text, item) ? (itemOfPath(path) ?? []) : [],
      );
      return Promise.resolve([...new Set(found)].filter((it) => it !== item).sort(byCodeUnit));
    },
    readView: (path) => Promise.resolve(files.get(path)),
    writeView: (view) => {
      write(view);
      return Promise.resolve();
    },
  };
}
