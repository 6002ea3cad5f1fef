/** The one branch as this process sees it: where it is, what it holds, and that it only ever grows. */
import { StorageError, type NewView } from '@orchestrator/core';
import type { GitResult } from '../git.ts';
import { changesSince } from '../repository.ts';
import {
  heldBy,
  nameOf,
  noteSeen,
  openClone,
  otherFormat,
  replaceClone,
  seenAt,
  type Clone,
  type Place,
} from './clone.ts';
import { ReaderEnded } from './objects.ts';
import {
  addressOf,
  contains,
  fetchBlobs,
  fetchHistory,
  fetchTip,
  mayPush,
  push,
} from './server.ts';
import type { TreeEntry } from './tree.ts';
import {
  CloneDamaged,
  finalRefusal,
  firstLine,
  isOtherFormat,
  readingFailed,
  sentence,
  Unreachable,
} from './trouble.ts';
import { writeCommit, type Committer } from './write-commit.ts';

export interface BranchOptions extends Place {
  readonly committer?: Committer;
  /** Waits; in milliseconds. */
  readonly wait?: (ms: number) => Promise<void>;
}

/** What the branch holds at one commit. A branch that is not there yet holds nothing. */
export interface Contents {
  readonly folder: (path: string) => Promise<readonly TreeEntry[]>;
  readonly entry: (path: string) => Promise<TreeEntry | undefined>;
  /** The bytes of blobs, by id; those that the clone lacks are brought in one request. */
  readonly blobs: (oids: readonly string[]) => Promise<ReadonlyMap<string, Buffer>>;
}

export interface Branch {
  /** Its name in messages. */
  readonly name: string;
  /** The commit that was read last; reads it when none was. */
  readonly tip: () => Promise<string | undefined>;
  /** Takes what this clone saw last for where the branch is. @returns whether there is such a thing */
  readonly assume: () => Promise<boolean>;
  /** Reads where the branch is now. @throws StorageError when its history was rewritten */
  readonly refresh: () => Promise<string | undefined>;
  /** Looks at what it holds at the commit read last. A damaged clone is made anew and looked at again. */
  readonly look: <Found>(at: (contents: Contents) => Promise<Found>) => Promise<Found>;
  /** Makes a commit on top of the one read last; nobody sees it yet. */
  readonly build: (files: readonly NewView[], message: string) => Promise<Built>;
  /** Asks the server to move the branch to it. What it answers is not yet the outcome. */
  readonly push: (built: Built) => Promise<GitResult>;
  /** The push was a clean win: this is where the branch is. */
  readonly moved: (built: Built) => void;
  /** Records that a commit since changed or removed; `undefined`: that commit is not in the branch's history. */
  readonly changesSince: (commit: string) => ReturnType<typeof changesSince>;
  readonly mayPush: () => Promise<boolean>;
  /** The remote's address after all settings about it. */
  readonly address: () => Promise<string>;
  /** Throws the clone away; the next look makes it anew. */
  readonly remake: (why: GitResult) => Promise<void>;
  readonly close: () => void;
}

export interface Built {
  readonly commit: string;
  readonly parent: string | undefined;
}

const someone: Committer = { name: 'orchestrator', email: 'orchestrator@localhost' };
const mostRemakes = 2;
/** So often a server that answers with an older state is asked again. */
const mostStaleReads = 6;
/** And one that does not answer. */
const mostUnanswered = 5;

export function createBranch(options: BranchOptions): Branch {
  const { committer = someone, wait = sleep } = options;
  const name = nameOf(options);
  let clone: Clone | undefined;
  /** `null`: not read yet. */
  let tip: string | undefined | null = null;

  /** Runs something on the clone; one that is damaged is replaced, and what was known of it forgotten. */
  const guarded = async <Result>(run: (clone: Clone) => Promise<Result>): Promise<Result> => {
    for (let remakes = 0; ; remakes += 1) {
      clone ??= await openClone(options);
      try {
        return await run(clone);
      } catch (error) {
        if (!isDamage(error)) throw error;
        if (remakes === mostRemakes) throw cannotKeep(name, error);
        clone = await replaceClone(options, clone);
        tip = null;
      }
    }
  };

  const refresh = (): Promise<string | undefined> =>
    guarded(async (at) => {
      tip = await readTip(options, at, wait, typeof tip === 'string' ? tip : undefined);
      return tip;
    });
  const held = async (): Promise<string | undefined> => (tip === null ? refresh() : tip);

  const emptyCommit = async (inside: Clone): Promise<string> => {
    const parent = await held();
    return writeCommit(clone ?? inside, parent, [], 'May this be pushed?', committer);
  };

  return {
    name,
    tip: held,
    assume: () =>
      guarded((at) => {
        tip ??= heldBy(at) ?? null;
        return Promise.resolve(tip !== null);
      }),
    refresh,
    look: (at) =>
      guarded(async (inside) => {
        const commit = await held();
        // Making sure of the tip may have replaced the clone.
        return at(contentsOf(options, clone ?? inside, commit, wait));
      }),
    build: (files, message) =>
      guarded(async (inside) => {
        const parent = await held();
        const commit = await writeCommit(clone ?? inside, parent, files, message, committer);
        return { commit, parent };
      }),
    push: (built) => guarded((at) => push(options, at, built.commit, built.parent)),
    moved: ({ commit }) => {
      tip = commit;
      if (clone !== undefined) noteSeen(options, clone, commit);
    },
    mayPush: async () => {
      const commit = await guarded(emptyCommit);
      return answered(async () => {
        const result = await guarded((at) => mayPush(options, at, commit));
        if (result.code === 0) return true;
        if (finalRefusal(result, name) !== undefined) return false;
        throw readingFailed(result, name);
      }, wait);
    },
    changesSince: (commit) =>
      guarded(async (inside) => {
        const head = await held();
        const { folder } = clone ?? inside;
        await fetchHistory(options, clone ?? inside);
        if (head === undefined) return undefined;
        // The clone has no refs; these names mean the branch itself.
        const names = new RegExp(
          `^(HEAD|(refs/heads/|origin/)?${options.branch.replaceAll('.', '\\.')})(?=$|[~^])`,
        );
        return changesSince(folder, commit.replace(names, head), head, false);
      }),
    address: () => guarded((at) => addressOf(options, at)),
    remake: async (why) => {
      if (isOtherFormat(why)) otherFormat(options);
      if (clone !== undefined) clone = await replaceClone(options, clone);
      tip = null;
    },
    close: () => clone?.objects.close(),
  };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const isDamage = (error: unknown): boolean =>
  error instanceof CloneDamaged || error instanceof ReaderEnded;

const cannotKeep = (name: string, error: unknown): StorageError =>
  new StorageError(
    sentence(
      `${name} can't be read, even into a fresh clone: ${firstLine(error instanceof Error ? error.message : '')}`,
    ),
    'Check the repository (git fsck there) and the disk, then run the same command again.',
    error,
  );

/**
 * Where the branch is now. What this process or this clone has seen must be in its history: a server that answers
 * with less is behind and is asked again; one that keeps answering so has lost or rewritten something.
 */
async function readTip(
  place: Place,
  clone: Clone,
  wait: (ms: number) => Promise<void>,
  held: string | undefined,
): Promise<string | undefined> {
  const seen = held ?? seenAt(place);
  for (let attempt = 0; ; attempt += 1) {
    const found = await answered(() => fetchTip(place, clone), wait);
    const grown =
      seen === undefined || (found !== undefined && (await contains(place, clone, found, seen)));
    if (grown) {
      if (found !== undefined && found !== seen) noteSeen(place, clone, found);
      return found;
    }
    if (attempt === mostStaleReads) throw rewritten(place, seen, found);
    await wait(Math.random() * Math.min(2000, 100 * 2 ** attempt));
  }
}

/** A server that does not answer is asked again, a few times. */
async function answered<Answer>(
  ask: () => Promise<Answer>,
  wait: (ms: number) => Promise<void>,
): Promise<Answer> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Unreachable) || attempt === mostUnanswered) throw error;
      await wait(Math.random() * Math.min(2000, 100 * 2 ** attempt));
    }
  }
}

const rewritten = (place: Place, seen: string, found: string | undefined): StorageError =>
  new StorageError(
    `The history of ${nameOf(place)} was rewritten: ${found === undefined ? 'the branch is gone, and' : `it is at ${found.slice(0, 12)}, which does not contain`} ${seen.slice(0, 12)}, which was seen before, ${found === undefined ? 'held records' : 'and records may be lost'}.`,
    `Restore it (git push ${place.remote.includes('://') ? 'REMOTE' : place.remote} ${seen.slice(0, 12)}:refs/heads/${place.branch} from a clone that has it). If the rewriting was meant, remove ${place.clone} to accept it.`,
    undefined,
    'history-rewritten',
  );

function contentsOf(
  place: Place,
  clone: Clone,
  commit: string | undefined,
  wait: (ms: number) => Promise<void>,
): Contents {
  const { trees, objects } = clone;
  return {
    folder: (path) => (commit === undefined ? Promise.resolve([]) : trees.folder(commit, path)),
    entry: (path) =>
      commit === undefined ? Promise.resolve(undefined) : trees.entry(commit, path),
    blobs: async (oids) => {
      const found = new Map<string, Buffer>();
      const readAll = async (wanted: readonly string[]): Promise<readonly string[]> => {
        const read = await Promise.all(wanted.map((oid) => objects.read(oid)));
        for (const [index, object] of read.entries()) {
          if (object !== undefined) found.set(wanted[index] ?? '', object.data);
        }
        return wanted.filter((oid) => !found.has(oid));
      };
      const absent = await readAll([...new Set(oids)]);
      if (absent.length === 0) return found;
      await answered(() => fetchBlobs(place, clone, absent), wait);
      const [lost] = await readAll(absent);
      if (lost !== undefined) throw new CloneDamaged(`blob ${lost} did not arrive`);
      return found;
    },
  };
}
