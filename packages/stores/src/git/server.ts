/** What goes between the clone and the server: one request each, and what came of it. */
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { git, type GitOptions, type GitResult } from '../git.ts';
import { readIfThere } from '../worktree/files.ts';
import {
  defaultBranch,
  heldBy,
  nameOf,
  otherFormat,
  removeRef,
  type Clone,
  type Place,
} from './clone.ts';
import { CloneDamaged, isCloneTrouble, isOtherFormat, readingFailed } from './trouble.ts';

const refOf = ({ branch }: Place): string =>
  branch === defaultBranch ? defaultBranch : `refs/heads/${branch}`;

/** In milliseconds. */
const readTimeout = 120_000;
/** A push sends a few kilobytes; one whose answer does not come is settled by reading. */
const pushTimeout = 45_000;

/** Pushed to where it is read from, whatever is set elsewhere: the lease speaks of what was read. */
const remoteConfig = ({ remote, config = [] }: Place): NonNullable<GitOptions['config']> => [
  ...config,
  ['remote.store.url', remote],
  ['remote.store.pushurl', remote],
];

/** The remote as a setting: a URL may hold credentials, which no list of processes shall show. */
function remoteOf(place: Place): GitOptions {
  return {
    network: true,
    timeout: readTimeout,
    environment: place.environment ?? {},
    config: [
      ...remoteConfig(place),
      ['remote.store.promisor', 'true'],
      ['remote.store.partialCloneFilter', 'blob:none'],
    ],
  };
}

/**
 * Reads where the branch is now, and brings everything that leads there but contents of files.
 * @returns `undefined`: there is no such branch yet
 * @throws StorageError, CloneDamaged
 */
export async function fetchTip(place: Place, clone: Clone): Promise<string | undefined> {
  // While the network is waited for.
  clone.objects.start();
  const { result, oid } = await fetchInto(place, clone);
  if (result.code === 0 && oid !== undefined) return oid;
  if (/couldn't find remote ref/i.test(result.stderr)) return undefined;
  if (isOtherFormat(result)) otherFormat(place);
  if (result.code === 0 || isOtherFormat(result) || isCloneTrouble(result)) {
    throw new CloneDamaged(result.stderr);
  }
  throw readingFailed(result, nameOf(place));
}

async function fetchInto(
  place: Place,
  clone: Clone,
): Promise<{ readonly result: GitResult; readonly oid: string | undefined }> {
  const { folder } = clone;
  const seen = heldBy(clone);
  // A ref of this command's own, read and dropped: FETCH_HEAD is shared, and a shared ref has a lock.
  const ref = `refs/fetched/${randomBytes(8).toString('hex')}`;
  // The first time: the newest commit and its folders. Later: what came since, contents included, in one round trip.
  const extent =
    seen === undefined
      ? ['--depth=1', '--filter=blob:none']
      : ['--no-filter', `--negotiation-tip=${seen}`];
  const result = await git(
    folder,
    [
      ...['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-gc'],
      ...['--no-recurse-submodules', '--update-shallow', ...extent],
      ...['store', `+${refOf(place)}:${ref}`],
    ],
    remoteOf(place),
  );
  const file = path.join(folder, ref);
  const oid = readIfThere(file)?.trim();
  removeRef(file);
  return { result, oid };
}

/** Does the history of `commit` hold `earlier`? */
export async function contains(
  place: Place,
  clone: Clone,
  commit: string,
  earlier: string,
): Promise<boolean> {
  if (commit === earlier) return true;
  if (await isAncestor(clone, earlier, commit)) return true;
  // A clone that is younger than what was seen does not know the way there.
  return (await fetchHistory(place, clone)) && isAncestor(clone, earlier, commit);
}

async function isAncestor({ folder }: Clone, earlier: string, commit: string): Promise<boolean> {
  const { code } = await git(folder, ['merge-base', '--is-ancestor', earlier, commit]);
  return code === 0;
}

/**
 * Brings all commits that lead to the branch; the clone begins with the newest one alone.
 * @returns whether any were missing
 */
export async function fetchHistory(place: Place, clone: Clone): Promise<boolean> {
  if (!fs.existsSync(path.join(clone.folder, 'shallow'))) return false;
  const result = await git(
    clone.folder,
    [
      ...['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-gc'],
      ...['--no-recurse-submodules', '--update-shallow', '--unshallow', '--filter=blob:none'],
      ...['store', refOf(place)],
    ],
    remoteOf(place),
  );
  if (result.code !== 0) throw readingFailed(result, nameOf(place));
  return true;
}

/** Brings the contents of files, all in one request. @throws StorageError, CloneDamaged */
export async function fetchBlobs(
  place: Place,
  clone: Clone,
  oids: readonly string[],
): Promise<void> {
  const options = remoteOf(place);
  const result = await git(
    clone.folder,
    [
      ...['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-gc'],
      ...['--no-recurse-submodules', '--filter=blob:none', '--stdin', 'store'],
    ],
    {
      ...options,
      // What is asked for is named; there is nothing to find out about.
      config: [...(options.config ?? []), ['fetch.negotiationAlgorithm', 'noop']],
      input: oids.map((oid) => `${oid}\n`).join(''),
    },
  );
  if (result.code === 0) return;
  if (isCloneTrouble(result)) throw new CloneDamaged(result.stderr);
  throw readingFailed(result, nameOf(place));
}

/** Moves the branch from one commit to another, if it is still there. What the server says is not yet the outcome. */
export function push(
  place: Place,
  clone: Clone,
  commit: string,
  expected: string | undefined,
): Promise<GitResult> {
  const ref = `refs/heads/${place.branch}`;
  return git(
    clone.folder,
    [
      ...['push', '--quiet', '--porcelain', '--no-verify', '--no-signed'],
      ...[`--force-with-lease=${ref}:${expected ?? ''}`, 'store', `${commit}:${ref}`],
    ],
    { ...remoteOf(place), config: remoteConfig(place), timeout: pushTimeout },
  );
}

/** The remote's address after all settings about it; an imitation of a server may be a folder. */
export async function addressOf(place: Place, clone: Clone): Promise<string> {
  const { code, stdout } = await git(clone.folder, ['ls-remote', '--get-url', 'store'], {
    ...remoteOf(place),
    config: remoteConfig(place),
  });
  return code === 0 ? stdout.trim() : place.remote;
}

/** Would this caller be let in to push? Asks without pushing anything. */
export function mayPush(place: Place, clone: Clone, commit: string): Promise<GitResult> {
  const ref = `refs/heads/${place.branch}`;
  return git(
    clone.folder,
    ['push', '--quiet', '--porcelain', '--dry-run', '--no-verify', 'store', `${commit}:${ref}`],
    { ...remoteOf(place), config: remoteConfig(place), timeout: pushTimeout },
  );
}
