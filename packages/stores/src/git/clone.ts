/**
 * The store's own clone of the one branch: bare, blobless, disposable. Nothing of the user's is touched. No ref in it
 * is shared by two commands, so that a killed one leaves no lock that could block another.
 */
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { git, type GitResult } from '../git.ts';
import {
  codeOf,
  makeFolder,
  namesIn,
  onDisk,
  readIfThere,
  replaceFile,
} from '../worktree/files.ts';
import { openObjects, type Objects } from './objects.ts';
import { createTrees, type Trees } from './tree.ts';
import { readingFailed, withoutUserInfo } from './trouble.ts';

export interface Place {
  /** A URL, or an absolute path of a repository. */
  readonly remote: string;
  readonly branch: string;
  /** The folder that holds the clone. */
  readonly clone: string;
  /** Variables for git, for example credentials. */
  readonly environment?: NodeJS.ProcessEnv | undefined;
  /** Settings for git that the caller's repository has for reaching its remote. */
  readonly config?: readonly (readonly [key: string, value: string])[];
}

export interface Clone {
  readonly folder: string;
  readonly objects: Objects;
  readonly trees: Trees;
}

/** The branch that the remote's `HEAD` names, whatever it is called. Only read, never written. */
export const defaultBranch = 'HEAD';

/** How a place is called in messages. */
export const nameOf = ({ remote, branch }: Place): string =>
  `the ${branch === defaultBranch ? 'default branch' : `branch ${branch}`} of ${withoutUserInfo(remote)}`;

const pointer = ({ clone }: Place): string => path.join(clone, 'current');
/** Each fetch leaves a pack; with so many of them a fresh clone is faster. */
const mostPacks = 200;

const formatFile = ({ clone }: Place): string => path.join(clone, 'format');

/** The server's repository names its objects in the newer format: so must the next clone. */
export function otherFormat(place: Place): void {
  onDisk(`Making the clone of ${nameOf(place)}`, () => replaceFile(formatFile(place), 'sha256\n'));
}

/** Opens the clone that is there, or makes one. */
export async function openClone(place: Place): Promise<Clone> {
  const name = readIfThere(pointer(place))?.trim();
  const folder = name !== undefined && /^repo-[0-9a-f]+$/.test(name) ? name : undefined;
  if (folder === undefined) return makeClone(place);
  const full = path.join(place.clone, folder);
  if (namesIn(path.join(full, 'objects', 'pack')).length > 3 * mostPacks) return makeClone(place);
  return fs.existsSync(path.join(full, 'HEAD')) ? opened(full) : makeClone(place);
}

/** After damage: the clone that somebody else has made meanwhile, or a new one. */
export async function replaceClone(place: Place, broken: Clone): Promise<Clone> {
  broken.objects.close();
  const current = readIfThere(pointer(place))?.trim();
  if (current !== undefined && current !== path.basename(broken.folder)) return openClone(place);
  return makeClone(place);
}

function opened(folder: string): Clone {
  const objects = openObjects(folder);
  return { folder, objects, trees: createTrees(objects) };
}

async function makeClone(place: Place): Promise<Clone> {
  const name = `repo-${randomBytes(6).toString('hex')}`;
  const folder = path.join(place.clone, name);
  await onDiskOf(place, () => makeFolder(place.clone));
  const format = readIfThere(formatFile(place))?.trim() === 'sha256' ? 'sha256' : 'sha1';
  const made = await init(folder, format);
  if (made.code !== 0) throw readingFailed(made, nameOf(place));
  await onDiskOf(place, () => replaceFile(pointer(place), `${name}\n`));
  dropOthers(place, name);
  return opened(folder);
}

const onDiskOf = (place: Place, operation: () => void): Promise<void> =>
  Promise.resolve().then(() => onDisk(`Making the clone of ${nameOf(place)}`, operation));

function init(folder: string, format: 'sha1' | 'sha256'): Promise<GitResult> {
  const config = [['init.defaultBranch', 'none']] as const;
  return git(
    path.dirname(folder),
    ['init', '--quiet', '--bare', '--template=', `--object-format=${format}`, folder],
    { config },
  );
}

/** Clones that nobody points to: another command may still read in one, so they are left alone for a while. */
function dropOthers({ clone }: Place, name: string): void {
  for (const other of namesIn(clone)) {
    if (other === name || !other.startsWith('repo-')) continue;
    const folder = path.join(clone, other);
    const age = Date.now() - (fs.statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (age > unusedFor) fs.rmSync(folder, { recursive: true, force: true });
  }
}
const unusedFor = 10 * 60 * 1000;

/** In a damaged clone anything may be in its place. */
export function removeRef(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch (error) {
    if (codeOf(error) !== 'ENOTDIR') throw error;
  }
}

/** What this clone holds: the next fetch need not bring it. */
const haveFile = (folder: string): string => path.join(folder, 'seen');
/** What any command saw, whatever became of the clone. */
const seenFile = ({ clone }: Place): string => path.join(clone, 'seen');

/** The commit that this clone is up to date with. */
export const heldBy = ({ folder }: Clone): string | undefined => readOid(haveFile(folder));

/** The newest commit of the branch that any command saw here. */
export const seenAt = (place: Place): string | undefined => readOid(seenFile(place));

function readOid(file: string): string | undefined {
  const oid = readIfThere(file)?.trim();
  return oid !== undefined && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(oid) ? oid : undefined;
}

export function noteSeen(place: Place, { folder }: Clone, oid: string): void {
  noteIn(haveFile(folder), oid);
  noteIn(seenFile(place), oid);
}

function noteIn(file: string, oid: string): void {
  const staged = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    fs.writeFileSync(staged, `${oid}\n`);
    fs.renameSync(staged, file);
  } catch (error) {
    fs.rmSync(staged, { force: true });
    // A clone that another command has replaced meanwhile need not remember.
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
