/** What the core and the use cases need from the world. Adapters implement these; nothing here does anything. */
import type { Contract } from './model/contract.ts';
import type { Criterion } from './model/criterion.ts';
import type { CheckResult, Output } from './model/handoff.ts';
import type { Workflow } from './model/workflow.ts';

/** A file of an item as it lies in a store: its slot, its text, and the sha256 of its bytes. */
export interface StoredFile {
  readonly path: string;
  readonly text: string;
  readonly id: string;
  /** Set when exactly these bytes in this slot were found canonical and valid before, by this version of the code. */
  readonly checked?: true;
  /** Set when the slot can't hold a record at all: a folder, a link, bytes that are not UTF-8. */
  readonly unreadable?: string;
}

/** All records of one item at one moment. `version` names exactly this set. */
export interface Snapshot {
  readonly files: readonly StoredFile[];
  readonly version: string;
  /** It may be older than what is stored: good enough to append to, for an append finds out; not to refuse anything. */
  readonly isOld?: true;
}

/** A record to be stored, already in its canonical bytes. */
export interface NewRecord {
  readonly path: string;
  readonly text: string;
}

/** A view is rewritten freely and is never a source of truth. */
export interface NewView {
  readonly path: string;
  readonly text: string;
}

export interface Append {
  readonly records: readonly NewRecord[];
  readonly views: readonly NewView[];
  /** Definitions that the records rest on, for a store that keeps its own; written once, like records. */
  readonly definitions?: readonly NewRecord[];
}

/**
 * What became of an append. `conflict`: nothing of it was stored, read again and decide again.
 * `unknown`: it may or may not have been stored; only reading tells.
 */
export type AppendResult = 'ok' | 'conflict' | 'unknown';

/** Where the records of items live. Every store passes one contract suite. */
export interface Store {
  /**
   * All records of an item at one moment; empty when the item is not there.
   * @param mayBeOld what was seen last will do, where asking for news is slow
   */
  read(item: string, mayBeOld?: boolean): Promise<Snapshot>;
  /** The registration of an item alone, where it has one. */
  registration(item: string): Promise<StoredFile | undefined>;
  /** Stores all records or none, and only if the item's records are exactly those of `version`. */
  append(item: string, append: Append, version: string): Promise<AppendResult>;
  /** Remembers that these files were all found canonical and valid, so that the next read can say so. A store need not. */
  noteChecked?(item: string, files: readonly StoredFile[]): void;
  /** How messages call it, where it is not simply the checkout. */
  readonly place?: string;
  /** What is appended waits for somebody who stores it: it is not on record yet. */
  readonly isOutbox?: true;
  /** Another store that holds records of this item too, by its name in messages. */
  elsewhere?(item: string): Promise<string | undefined>;
  /** Makes ready to read many items: what has to be brought from afar is brought at once. A store need not. */
  prefetch?(items: readonly string[]): Promise<void>;
  /** Ids of all items that have any record, sorted. */
  items(): Promise<readonly string[]>;
  /** Ids of the other items whose registration or reviews name this one, sorted; one too many does no harm. */
  mentioning(item: string): Promise<readonly string[]>;
  /** The text of a view or of any other file beside the records, if it is there. */
  readView(path: string): Promise<string | undefined>;
  /** Paths of all files that show a run: RUN.json, those of its attempts. */
  runFiles?(item: string): Promise<readonly string[]>;
  /** Writes a file that belongs to no item (an export), whole or not at all. */
  writeView(view: NewView): Promise<void>;
}

/** A definition that was found, or what is wrong with it. */
export type DefinitionResult =
  | {
      readonly ok: true;
      readonly path: string;
      readonly digest: string;
      readonly workflow: Workflow;
    }
  | { readonly ok: false; readonly path: string; readonly problems: readonly DefinitionProblem[] };

export interface DefinitionProblem {
  readonly code: string;
  /** The file. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly detail: string;
  readonly hint: string;
}

/** Where workflow definitions are found. */
export interface Definitions {
  /** `undefined`: there is no such id@version. */
  read(id: string, version: string): Promise<DefinitionResult | undefined>;
  /** The checkout's own, where items live elsewhere and keep copies; `file` is what would be copied. */
  inCheckout?(
    id: string,
    version: string,
  ): Promise<{ readonly found: DefinitionResult; readonly file?: NewRecord } | undefined>;
  /** Every `id@version` there is, sorted. */
  list(): Promise<readonly { readonly id: string; readonly version: string }[]>;
}

/** A contract that was found, or what is wrong with it. */
export type ContractFile =
  | {
      readonly ok: true;
      readonly path: string;
      /** sha256 of the bytes. */
      readonly digest: string;
      readonly contract: Contract;
    }
  | { readonly ok: false; readonly path: string; readonly problems: readonly DefinitionProblem[] };

/** The contracts of the checkout. */
export interface Contracts {
  /** `undefined`: there is no such file. */
  read(gate: string): Promise<ContractFile | undefined>;
  /** sha256 of the bytes of the file alone, where it is one. */
  digest(gate: string): Promise<string | undefined>;
  /** The gates that have one. */
  list(): Promise<readonly string[]>;
}

/** Where definitions are put into the checkout: whole or not at all, never over something else. */
export interface DefinitionShelf {
  /** The file of the checkout that defines a version. @throws StorageError when a folder or a link has its name */
  readonly find: (
    id: string,
    version: string,
  ) => { readonly path: string; readonly text: string } | undefined;
  /** Is this file, however it is spelled, the one at that path of the checkout? */
  readonly isSame: (file: string, path: string) => boolean;
  /** Writes a new file. @returns false when the name was taken meanwhile. @throws StorageError */
  readonly add: (path: string, text: string) => boolean;
  /** Replaces a file that still holds `old`. @returns false when it does not any more. @throws StorageError */
  readonly replace: (path: string, old: string, text: string) => boolean;
}

/** The runs of CI, for evidence that an executor can't bring an outcome any more. */
export interface Runs {
  /** @returns `undefined` when it can't be known now */
  state(run: string, runAttempt: number): Promise<RunState | undefined>;
}

export interface RunState {
  readonly ended: boolean;
  /** `success`, `failure`, `cancelled`, and so on. */
  readonly conclusion?: string;
  /** RFC 3339. */
  readonly endedAt?: string;
  readonly url?: string;
}

/** What the checkout holds of items that live in another store. */
export interface Checkout {
  /** A registration that somebody committed there, to be copied. */
  registration(item: string): Promise<StoredFile | undefined>;
  /** Paths of other records of the item: they should not be there. */
  records(item: string): Promise<readonly string[]>;
}

export interface Clock {
  /** The present time, RFC 3339 in UTC. */
  now(): string;
}

export interface Ids {
  /** sha256 of the UTF-8 bytes, in hex. */
  sha256(text: string): string;
  /** A new random nonce. */
  nonce(): string;
}

/** Runs criteria and hashes files in the executor's checkout. */
export interface Checks {
  /** One result for each criterion that has a `check`, in order; plain words are left out. Never throws for what a file holds. */
  run(criteria: readonly Criterion[]): Promise<readonly CheckResult[]>;
  /** Path and sha256 of every file that the paths or globs name, sorted by path. A literal path that is missing is in `missing`. */
  digest(
    patterns: readonly string[],
    /** `literal`: paths of files, whatever characters they hold. */
    options?: { readonly literal?: boolean },
  ): Promise<{
    readonly outputs: readonly Output[];
    readonly missing: readonly string[];
  }>;
}

/** Keeps the nonce of a claim for the claimant, from before the claim appears until its outcome (semantics R7). */
export interface Nonces {
  /** All nonces kept here for this attempt and executor. */
  find(attempt: NonceKey): Promise<readonly string[]>;
  keep(attempt: NonceKey, nonce: string): Promise<void>;
  drop(attempt: NonceKey, nonce?: string): Promise<void>;
}

export interface NonceKey {
  readonly item: string;
  readonly step: string;
  readonly k: number;
  readonly executor: string;
}

/** The git repository around the root, where there is one. */
export interface Repository {
  /** The commit that a name stands for, `undefined` when there is none. */
  resolve(name: string): Promise<string | undefined>;
  /** Is a commit in the base branch? `undefined`: there is no such branch. */
  isInBase(
    commit: string,
    base: string | undefined,
  ): Promise<{ readonly base: string; readonly contained: boolean } | undefined>;
  /** Record files against HEAD, as paths; `undefined` outside git. */
  differences(files: readonly StoredFile[]): Promise<
    | {
        readonly uncommitted: readonly string[];
        readonly changed: readonly string[];
        readonly deleted: readonly string[];
      }
    | undefined
  >;
  /** Records that a commit since changed or removed; `undefined`: that commit is not in the history of HEAD. */
  changesSince(
    commit: string,
  ): Promise<
    readonly { readonly path: string; readonly change: 'changed' | 'deleted' }[] | undefined
  >;
  /** Commits exactly these files. @throws StorageError */
  commit(paths: readonly string[], message: string): Promise<void>;
  /** git's `user.name`. */
  userName(): Promise<string | undefined>;
}
