/** Definitions and policy as they are at a commit: read from git's objects, without a checkout. */
import { isUtf8 } from 'node:buffer';
import {
  byCodeUnit,
  defaultPolicy,
  root as artifacts,
  StorageError,
  type DefinitionResult,
  type Definitions,
} from '@orchestrator/core';
import { endings, fileName, readDefinitionBytes, twice } from './definition-files.ts';
import { git } from './git.ts';
import { openObjects, ReaderEnded, type Objects } from './git/objects.ts';
import { policyFile, readPolicyText, type PolicyFile } from './policy-file.ts';
import { createRepository } from './repository.ts';

const folder = `${artifacts}/workflows`;

export interface AtRef {
  /** The full id of the commit. */
  readonly commit: string;
  readonly definitions: Definitions;
  readonly policy: PolicyFile;
}

/** A file of a commit: its bytes, or why it has none that could be read. */
type FileAt = Buffer | 'link' | 'folder';

/**
 * Opens a commit. Nothing is fetched, nothing is written but what is remembered of definitions.
 * @param root an absolute path; paths are looked up below it
 * @param ref a branch, a tag, a commit: whatever git can resolve
 * @returns `undefined` when there is no such commit, or no repository
 * @throws StorageError when git does not have what the commit consists of
 */
export async function openAtRef(root: string, ref: string): Promise<AtRef | undefined> {
  // No ref begins like this; an option must not get as far as git.
  if (ref === '' || ref.startsWith('-')) return undefined;
  const commit = await createRepository(root).resolve(ref);
  if (commit === undefined) return undefined;
  const files = await filesAt(root, commit);
  const policy = files.get(policyFile);
  return {
    commit,
    definitions: definitionsIn(root, files),
    policy: policy === undefined ? noPolicy : await policyOf(policy),
  };
}

const noPolicy: PolicyFile = { ok: true, inForce: { policy: defaultPolicy } };

async function filesAt(root: string, commit: string): Promise<ReadonlyMap<string, FileAt>> {
  const listed = await git(root, ['ls-tree', '-z', commit, '--', `${folder}/`, policyFile]);
  if (listed.code !== 0) throw notThere(commit, listed.stderr);
  const entries = listed.stdout.split('\0').flatMap((line) => {
    const [, mode = '', oid = '', path = ''] = /^(\d+) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    return path === policyFile || fileName.test(path.slice(folder.length + 1))
      ? [{ mode, oid, path }]
      : [];
  });
  const objects = openObjects(root);
  try {
    const files = new Map<string, FileAt>();
    for (const { mode, oid, path } of entries) {
      files.set(path, await contentOf(objects, mode, oid));
    }
    return files;
  } finally {
    objects.close();
  }
}

async function contentOf(objects: Objects, mode: string, oid: string): Promise<FileAt> {
  if (mode === '120000') return 'link';
  return mode.startsWith('100') ? readBlob(objects, oid) : 'folder';
}

/** @throws StorageError when this clone does not have it: nothing is fetched on the way */
export async function readBlob(objects: Objects, oid: string): Promise<Buffer> {
  try {
    const found = await objects.read(oid);
    if (found !== undefined) return found.data;
  } catch (error) {
    // In a partial clone, git gives up on what it may not fetch.
    if (!(error instanceof ReaderEnded)) throw error;
  }
  throw notThere(oid, 'it is not in this clone');
}

const notThere = (id: string, said: string): StorageError =>
  new StorageError(
    `git could not read ${id.slice(0, 12)}: ${said.trim().split('\n')[0] ?? ''}`,
    'Fetch what is missing (git fetch --refetch --no-filter), and run the same command again.',
  );

function definitionsIn(root: string, files: ReadonlyMap<string, FileAt>): Definitions {
  const read = async (id: string, version: string): Promise<DefinitionResult | undefined> => {
    const [first, second] = endings
      .map((ending) => `${folder}/${id}@${version}${ending}`)
      .filter((path) => files.has(path));
    const content = first === undefined ? undefined : files.get(first);
    if (first === undefined || content === undefined) return undefined;
    if (second !== undefined) return twice(first, second);
    const why = unreadable(content);
    if (why !== undefined || !Buffer.isBuffer(content))
      return { ok: false, path: first, problems: [problem(first, why)] };
    return readDefinitionBytes(root, first, content);
  };
  const names = [...files.keys()].flatMap((path) => {
    const match = fileName.exec(path.slice(folder.length + 1));
    return match === null ? [] : [`${match[1] ?? ''}@${match[2] ?? ''}`];
  });
  const sorted = [...new Set(names)].sort(byCodeUnit);
  const list = sorted.map((name) => {
    const at = name.indexOf('@');
    return { id: name.slice(0, at), version: name.slice(at + 1) };
  });
  return { read, list: () => Promise.resolve(list) };
}

/** @returns why these are no bytes to read */
function unreadable(content: FileAt): string | undefined {
  if (content === 'link') return 'It is a link; at a commit, nothing is looked for behind it.';
  if (content === 'folder') return 'It is a folder.';
  return isUtf8(content) ? undefined : 'The file is not UTF-8.';
}

const problem = (path: string, detail = 'It cannot be read.') => ({
  code: 'unreadable',
  path,
  line: 1,
  detail,
  hint: 'Make it a plain UTF-8 file.',
});

async function policyOf(content: FileAt): Promise<PolicyFile> {
  const why = unreadable(content);
  if (why !== undefined || !Buffer.isBuffer(content))
    return { ok: false, problems: [problem(policyFile, why)] };
  return readPolicyText(content.toString('utf8'));
}
