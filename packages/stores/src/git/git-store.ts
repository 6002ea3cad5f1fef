/**
 * The store for CI and for teams: one branch of a repository, read and written without a checkout. An append is one
 * commit and one compare-and-swap push; what became of it is read from the branch.
 */
import {
  byCodeUnit,
  itemOfPath,
  mayMention,
  registrationSlot,
  StorageError,
  type NewView,
  type Repository,
  type Store,
  type StoredFile,
} from '@orchestrator/core';
import { versionOf } from '../version.ts';
import { appendTo } from './append.ts';
import { createBranch, type BranchOptions } from './branch.ts';
import {
  itemNames,
  namingEntries,
  readFiles,
  recordEntries,
  registrationEntries,
  type Known,
} from './records.ts';
import { isPlainFile } from './tree.ts';

export type GitStoreOptions = BranchOptions;

export interface GitStore extends Store {
  /** The commit of the branch that was read last; `undefined` while there is no branch. */
  readonly tip: () => Promise<string | undefined>;
  /** The registrations of all items that have one, brought in one request. */
  readonly registrations: () => Promise<readonly StoredFile[]>;
  /** Any plain file of the branch, as it was read last. */
  readonly file: (path: string) => Promise<Buffer | undefined>;
  /** Names in a folder of the branch, sorted. */
  readonly names: (folder: string) => Promise<readonly string[]>;
  /** Records that a commit since changed or removed; `undefined`: it is not in the branch's history. */
  readonly changesSince: Repository['changesSince'];
  /** Would this caller be let in to push? Asks without pushing. */
  readonly mayPush: () => Promise<boolean>;
  /** The remote's address after all settings about it. */
  readonly address: () => Promise<string>;
  /** Ends the process that reads objects; it also ends with this one. */
  readonly close: () => void;
}

export function createGitStore(options: GitStoreOptions): GitStore {
  const branch = createBranch(options);
  const { wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)) } =
    options;
  const known: Known = new Map();
  /** The branch was looked up, and no item has been read since: the next one need not ask again. */
  let isNews = false;
  /** Items that were announced, and may each be read once as they were then. */
  const announced = new Set<string>();
  /** Items that were read as they were seen last, without asking for news. */
  const old = new Set<string>();
  /** Views that were read since. */
  const shown = new Set<string>();
  const refresh = async (): Promise<void> => {
    await branch.refresh();
    isNews = true;
    shown.clear();
  };
  const inTurn = turns();
  const filesOf = (item: string): Promise<readonly StoredFile[]> =>
    branch.look(async (contents) =>
      readFiles(contents, await recordEntries(contents, item), known),
    );
  const file = (path: string): Promise<Buffer | undefined> =>
    branch.look(async (contents) => {
      const entry = await contents.entry(path);
      if (entry === undefined || !isPlainFile(entry)) return undefined;
      return (await contents.blobs([entry.oid])).get(entry.oid);
    });
  const text = async (path: string): Promise<string | undefined> =>
    (await file(path))?.toString('utf8');
  /** A file that belongs to no item. */
  const writeAlone = async (view: NewView): Promise<void> => {
    const outcome = await appendTo(branch, {
      item: 'portfolio',
      append: { records: [], views: [view] },
      version: versionOf([]),
      files: () => Promise.resolve([]),
      text,
      wait,
    });
    if (outcome === 'ok') return;
    throw new StorageError(
      `It is not known whether ${view.path} was written to ${branch.name}.`,
      'Run the same command again.',
    );
  };
  return {
    place: branch.name,
    read: (item, mayBeOld = false) =>
      inTurn(async () => {
        const isFresh = isNews || announced.has(item);
        // A claim pushes at once what it decides on what was seen last: the push finds out whether that still holds.
        const isOld = !isFresh && mayBeOld && (await branch.assume());
        if (!isFresh && !isOld) await refresh();
        isNews = false;
        announced.delete(item);
        const files = await filesOf(item);
        if (isOld) old.add(item);
        else old.delete(item);
        return { files, version: versionOf(files), ...(isOld && { isOld }) };
      }),
    registration: (item) =>
      inTurn(() =>
        branch.look(async (contents) => {
          const path = registrationSlot(item);
          const entry = await contents.entry(path);
          return entry && (await readFiles(contents, [{ ...entry, path }], known))[0];
        }),
      ),
    append: (item, append, version) =>
      inTurn(() =>
        appendTo(branch, {
          ...{ item, append, version, files: () => filesOf(item), text, wait },
          isOld: old.has(item),
        }),
      ),
    items: () =>
      inTurn(async () => {
        await refresh();
        return branch.look(itemNames);
      }),
    registrations: () =>
      inTurn(async () => {
        if (!isNews) await refresh();
        return branch.look(async (contents) =>
          readFiles(contents, await registrationEntries(contents), known),
        );
      }),
    mentioning: (item) =>
      inTurn(async () => {
        if (!isNews) await refresh();
        return branch.look(async (contents) => {
          const files = await readFiles(contents, await namingEntries(contents), known);
          const found = files.flatMap(({ path, text: words }) =>
            mayMention(path, words, item) ? (itemOfPath(path) ?? []) : [],
          );
          return [...new Set(found)].filter((other) => other !== item).sort(byCodeUnit);
        });
      }),
    prefetch: (items) =>
      inTurn(async () => {
        if (!isNews) await refresh();
        for (const item of items) announced.add(item);
        await branch.look(async (contents) => {
          const entries = await Promise.all(items.map((item) => recordEntries(contents, item)));
          await readFiles(contents, entries.flat(), known);
        });
      }),
    readView: (path) =>
      inTurn(async () => {
        if (!isNews || shown.has(path)) await refresh();
        shown.add(path);
        return text(path);
      }),
    writeView: (view) => inTurn(() => writeAlone(view)),
    tip: () => inTurn(() => branch.tip()),
    file: (path) => inTurn(() => file(path)),
    names: (folder) =>
      inTurn(() =>
        branch.look(async (contents) =>
          (await contents.folder(folder)).map(({ name }) => name).sort(byCodeUnit),
        ),
      ),
    changesSince: (commit) => inTurn(() => branch.changesSince(commit)),
    mayPush: () => inTurn(() => branch.mayPush()),
    address: () => inTurn(() => branch.address()),
    close: () => branch.close(),
  };
}

/** One operation after the other: each one looks at the branch more than once, and it must not move in between. */
function turns(): <Result>(operation: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (operation) => {
    const mine = last.then(operation, operation);
    last = mine;
    return mine;
  };
}
