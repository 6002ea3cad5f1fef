/**
 * The one loop that writes: read, fold, decide, append, settle. After a lost race everybody decides again on the new
 * state (R5); no record is ever replayed blindly. What is not known is settled by reading, never by guessing.
 */
import {
  refuse,
  secretIn,
  StorageError,
  type Append,
  type Draft,
  type ItemState,
  type NewRecord,
  type NewView,
  type Refused,
  type Snapshot,
  type Store,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';
import { loadForWriting } from './load.ts';
import { withRunViews } from './run-views.ts';

/** What a command wants stored; an empty plan stores nothing. */
export interface Plan {
  readonly ok: true;
  readonly records: readonly Draft[];
  readonly views?: readonly NewView[];
  /** Definitions that the records rest on, for a store that keeps its own. */
  readonly definitions?: readonly NewRecord[];
  /** The plans of the migrations among the records. */
  readonly plans?: readonly ItemState['plan'][];
}

export interface Committed<P extends Plan> {
  readonly ok: true;
  readonly plan: P;
  /** The state that was decided on, before the records of `plan`. */
  readonly state: ItemState;
}

const mostAttempts = 60;
/** So often an append that stays unknown is sent again; the store itself has tried by then. */
const mostSettlings = 8;
/** Full jitter: a random part of a span that doubles up to this. In milliseconds. */
const longestWait = 500;

type CommitDeps = Pick<Deps, 'store' | 'definitions' | 'ids' | 'wait' | 'random'>;

/**
 * Decides on the present state and stores what was decided, all or nothing.
 * @param basis `present`: not even the first decision may be made on what was seen last
 */
export async function commit<P extends Plan>(
  deps: CommitDeps,
  item: string,
  decide: (state: ItemState) => Promise<P | Refused> | P | Refused,
  basis: 'present' | 'seen' = 'seen',
): Promise<Committed<P> | Refused> {
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const read = { isOld: false };
    const mayBeOld = attempt === 0 && basis === 'seen';
    const loaded = await loadForWriting(mayBeOld ? maybeOld(deps, read) : deps, item);
    // What may be old is good enough to write on, for the append finds out; an answer needs the present.
    if (!loaded.ok && read.isOld) continue;
    if (!loaded.ok) return loaded;
    const plan = await decide(loaded.state);
    if (read.isOld && (!plan.ok || isEmpty(plan))) continue;
    if (!plan.ok) return plan;
    if (isEmpty(plan)) return { ok: true, plan, state: loaded.state };
    const secret = refuseSecrets(plan);
    if (secret !== undefined) return secret;
    const append = toAppend(withRunViews(plan, loaded.state, deps.ids));
    const outcome = await appendAndSettle(deps, item, append, loaded.version);
    if (outcome === 'ok') return { ok: true, plan, state: loaded.state };
    if (outcome === 'unknown') return outcomeUnknown(item);
    await deps.wait(deps.random() * Math.min(longestWait, 5 * 2 ** attempt));
  }
  return refuse(
    'contended',
    `Others wrote to ${item} all the time; nothing was stored.`,
    'Run the same command again.',
  );
}

/**
 * Nonces go with the outcome: another process of the same owner may have brought it between the reading of the item
 * and the look for its nonce. Decided again, it is found; whoever is no owner is none the second time either.
 */
export async function againIfNotOwner<Result extends { readonly ok: true }>(
  decide: () => Promise<Result | Refused>,
): Promise<Result | Refused> {
  const decided = await decide();
  return !decided.ok && decided.refusal.code === 'not-owner' ? decide() : decided;
}

/** Whoever can read the repository can read its history, for ever. */
export function refuseSecrets({ records, views = [] }: Plan): Refused | undefined {
  for (const { path, text } of [...records, ...views]) {
    const secret = secretIn(text);
    if (secret === undefined) continue;
    return refuse(
      'secret-found',
      `What was to be recorded in ${path} holds what looks like ${secret}; nothing was recorded.`,
      'Leave it out, and run the command again. If somebody has seen it, revoke it.',
    );
  }
  return undefined;
}

const isEmpty = ({ records, views = [] }: Plan): boolean =>
  records.length === 0 && views.length === 0;

/** The same world, reading what was seen last where that is faster; `read` tells whether it did. */
function maybeOld(deps: CommitDeps, read: { isOld: boolean }): CommitDeps {
  const store: Store = {
    ...deps.store,
    read: async (item) => {
      const snapshot = await deps.store.read(item, true);
      read.isOld ||= snapshot.isOld === true;
      return snapshot;
    },
  };
  return { ...deps, store };
}

export const toAppend = ({ records, views, definitions }: Plan): Append => ({
  records: records.map(({ path, text }) => ({ path, text })),
  views: views ?? [],
  ...(definitions && { definitions }),
});

/**
 * Stores a batch. `unknown` is settled by reading: my records are there, it is done; the set has moved, the old
 * append can never apply any more; neither, the same bytes are sent again.
 */
export async function appendAndSettle(
  { store, wait, random }: Pick<Deps, 'store' | 'wait' | 'random'>,
  item: string,
  append: Append,
  version: string,
): Promise<'ok' | 'conflict' | 'unknown'> {
  for (let attempt = 0; attempt < mostSettlings; attempt += 1) {
    const result = await store.append(item, append, version);
    if (result !== 'unknown') return result;
    const read = await readAfter(store, item);
    if (read === undefined) return 'unknown';
    const { files, version: present } = read;
    const texts = new Map(files.map((file) => [file.path, file.text]));
    if (append.records.every(({ path, text }) => texts.get(path) === text)) return 'ok';
    if (present !== version) return 'conflict';
    await wait(random() * Math.min(longestWait, 20 * 2 ** attempt));
  }
  return 'unknown';
}

/** What is stored now; nothing when it can't be read, for then it is not known what became of the append. */
async function readAfter(store: Store, item: string): Promise<Snapshot | undefined> {
  try {
    return await store.read(item);
  } catch (error) {
    if (error instanceof StorageError) return undefined;
    throw error;
  }
}

export const outcomeUnknown = (item: string): Refused =>
  refuse(
    'outcome-unknown',
    `It is not known whether the records of ${item} were stored.`,
    'Run the same command again: it finds out, and does no harm if they were.',
  );
