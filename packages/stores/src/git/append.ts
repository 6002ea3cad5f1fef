/**
 * One append: a commit on top of the branch, a compare-and-swap push, and the settling of what became of it. The
 * outcome is never an exit code: anything but a clean win is settled by reading the branch (semantics §6).
 */
import {
  StorageError,
  type Append,
  type AppendResult,
  type NewView,
  type StoredFile,
} from '@orchestrator/core';
import type { GitResult } from '../git.ts';
import { versionOf } from '../version.ts';
import type { Branch, Built } from './branch.ts';
import { checkOurs, checkWay } from './ours.ts';
import { messageFor } from './message.ts';
import {
  declinedBy,
  finalRefusal,
  isCloneTrouble,
  isOtherFormat,
  lockIn,
  Unreachable,
} from './trouble.ts';

export interface Appending {
  readonly item: string;
  readonly append: Append;
  /** The set of records that it was decided on. */
  readonly version: string;
  /** It was decided on what may be old: when the branch has moved, it is decided again. */
  readonly isOld?: boolean;
  /** The records of the item at the commit read last. */
  readonly files: () => Promise<readonly StoredFile[]>;
  /** Texts of other files at the commit read last. */
  readonly text: (path: string) => Promise<string | undefined>;
  /** Waits; in milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
}

const mostPushes = 80;
/** So often the same bytes are pushed to a branch that does not move; then the outcome is unknown. */
const mostRepeats = 6;
/** Full jitter: a random part of a span that doubles from the first to the second. In milliseconds. */
const shortestSpan = 25;
const longestSpan = 3000;

/** @throws StorageError when trying again can't help */
export async function appendTo(branch: Branch, appending: Appending): Promise<AppendResult> {
  let repeats = 0;
  let built: Built | undefined;
  let mayStillLand = false;
  for (let attempt = 0; attempt < mostPushes; attempt += 1) {
    // Before anything is looked at: a clone that breaks on the way may be made anew at another commit.
    const parent = await branch.tip();
    const now = await standing(appending);
    if (now !== 'free') return now;
    if (built === undefined || built.parent !== parent) {
      await branch.look(checkOurs(branch.name));
      const paths = filesOf(appending.append).map(({ path }) => path);
      await branch.look(checkWay(branch.name, paths));
      built = await branch.build(filesOf(appending.append), messageOf(appending));
      // A clone that broke on the way was made anew, and may have moved on: what was looked at is not what was built on.
      if (built.parent !== parent) continue;
    }
    const result = await branch.push(built);
    mayStillLand ||= !wasAnswered(result);
    if (isCleanWin(result)) {
      branch.moved(built);
      return 'ok';
    }
    await appending.wait(Math.random() * Math.min(longestSpan, shortestSpan * 2 ** attempt));
    const present = await whereItIs(branch, mayStillLand);
    if (present === unreachable) return 'unknown';
    if (present !== built.parent && appending.isOld === true) {
      return (await standing(appending)) === 'ok' ? 'ok' : 'conflict';
    }
    if (present !== built.parent) continue;
    // The branch is where it was: the push may still be under way, or it was refused for good.
    repeats += 1;
    const refusal = finalRefusal(result, branch.name);
    if (refusal !== undefined && !mayStillLand) throw refusal;
    if (isCloneTrouble(result) || isOtherFormat(result)) {
      await branch.remake(result);
      built = undefined;
    }
    if (repeats < mostRepeats) continue;
    if (mayStillLand) return 'unknown';
    const locked = lockIn(result, branch.name);
    if (locked !== undefined) throw locked;
    const declined = declinedBy(result, branch.name);
    if (declined !== undefined) throw declined;
    return 'unknown';
  }
  return 'unknown';
}

/** Did the server, or git before it asked, say that this push was not taken? Else it may be on its way yet. */
const wasAnswered = ({ code, stdout, stderr }: GitResult): boolean =>
  code === 0 ||
  /^!\t/m.test(stdout) ||
  /unable to access|no space left|RPC failed; HTTP 4\d\d/i.test(stderr) ||
  wasNeverSent.test(stderr);

/** What git says before it sends anything: there is nobody there, or nobody who would listen. */
const wasNeverSent =
  /does not appear to be a git repository|repository .* not found|authentication failed|could not read (username|password)|permission denied \(publickey/i;

const unreachable = Symbol('unreachable');

/** Where the branch is now; a branch that can't be read leaves a push unsettled that may have landed. */
async function whereItIs(
  branch: Branch,
  mayStillLand: boolean,
): Promise<string | undefined | typeof unreachable> {
  try {
    return await branch.refresh();
  } catch (error) {
    if (error instanceof Unreachable) return unreachable;
    const isUnread = error instanceof StorageError && error.code === 'storage-failed';
    if (mayStillLand && isUnread) return unreachable;
    throw error;
  }
}

/** The server says that it moved the branch; "up to date" means that somebody else did, with the very same commit. */
const isCleanWin = ({ code }: GitResult): boolean => code === 0;

/**
 * How the append stands at the commit read last: its records are there; or the set is another one, and a push that was
 * made for the old one can never be applied any more; or it may be pushed.
 */
async function standing({
  append,
  version,
  files,
  text,
}: Appending): Promise<'ok' | 'conflict' | 'free'> {
  const present = await files();
  const texts = new Map(present.map((file) => [file.path, file.text]));
  const { records, views, definitions = [] } = append;
  const isExpected = versionOf(present) === version;
  const areThere = records.every((record) => texts.get(record.path) === record.text);
  if (records.length > 0 && areThere && !isExpected) return 'ok';
  if (!isExpected) return 'conflict';
  if (records.some((record) => (texts.get(record.path) ?? record.text) !== record.text)) {
    return 'conflict';
  }
  for (const definition of definitions) {
    if (((await text(definition.path)) ?? definition.text) !== definition.text) return 'conflict';
  }
  const shown = await Promise.all(views.map(({ path }) => text(path)));
  return areThere && views.every((view, index) => shown[index] === view.text) ? 'ok' : 'free';
}

const filesOf = ({ records, views, definitions = [] }: Append): readonly NewView[] => [
  ...definitions,
  ...records,
  ...views,
];

const messageOf = ({ item, append }: Appending): string =>
  messageFor(
    item,
    filesOf(append).map(({ path }) => path),
  );
