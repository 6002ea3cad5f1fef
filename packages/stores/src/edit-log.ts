/** Which commits edited definitions and policy: who, when, why, and what the policy said before and after. */
import * as path from 'node:path';
import {
  defaultPolicy,
  root as artifacts,
  StorageError,
  type EditLog,
  type FileEdit,
  type Policy,
} from '@orchestrator/core';
import { readBlob } from './at-ref.ts';
import { git } from './git.ts';
import { openObjects, type Objects } from './git/objects.ts';
import { policyFile, readPolicyText } from './policy-file.ts';
import { createRepository } from './repository.ts';
import { readIfThere } from './worktree/files.ts';
import { commonGitFolder, gitTop } from './worktree/scratch.ts';

/** Commit, seconds since 1970, author, first line, `Impact:` trailers: each ends with a NUL, which none can hold. */
const format = [
  '%H',
  '%ct',
  '%aN',
  '%s',
  '%(trailers:key=Impact,valueonly,separator=%x20,unfold)',
].join('%x00');

/**
 * The commits in the history of HEAD that changed a definition or the policy, the newest first.
 * @param root an absolute path
 * @returns `undefined` outside git
 * @throws StorageError when git can't read its history
 */
export async function readEditLog(root: string): Promise<EditLog | undefined> {
  if (gitTop(root) === undefined) return undefined;
  const head = await createRepository(root).resolve('HEAD');
  if (head === undefined) return { edits: [], complete: true };
  const cut = cutOff(root);
  const raw = (await rawEdits(root, head)).filter(({ commit }) => !cut.has(commit));
  return { edits: await withPolicies(root, raw), complete: cut.size === 0 };
}

/** In a shallow clone, the oldest commits look as if they had added everything: what they changed is not known. */
function cutOff(root: string): ReadonlySet<string> {
  const folder = commonGitFolder(root);
  const text = folder && readIfThere(path.join(folder, 'shallow'));
  return new Set(text?.split('\n').filter(Boolean));
}

interface RawEdit extends Omit<FileEdit, 'policy'> {
  /** Ids of the contents; absent: there was, or is, no file. */
  readonly before?: string;
  readonly after?: string;
}

async function rawEdits(root: string, head: string): Promise<readonly RawEdit[]> {
  const top = await git(root, ['rev-parse', '--show-prefix']);
  const log = await git(
    root,
    [
      'log',
      '-z',
      // Merges are told only where they hold what neither side had.
      '-c',
      '--raw',
      '--no-abbrev',
      '--no-renames',
      '--no-color',
      '--no-show-signature',
      `--format=${format}`,
      head,
      '--',
      `${artifacts}/workflows/`,
      policyFile,
    ],
    { config: [['log.showRoot', 'true']] },
  );
  if (log.code === 0) return parse(log.stdout.split('\0'), top.stdout.trim());
  throw new StorageError(
    `git could not read the history: ${log.stderr.trim().split('\n')[0] ?? ''}`,
    'Fetch what is missing (git fetch --refetch --no-filter), and run the same command again.',
  );
}

/** @param prefix of the root inside the repository, with a `/` at its end */
function parse(tokens: readonly string[], prefix: string): readonly RawEdit[] {
  const edits: RawEdit[] = [];
  let commit: Omit<FileEdit, 'path' | 'change'> | undefined;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = (tokens[at] ?? '').trim();
    if (/^[0-9a-f]{40,64}$/.test(token)) {
      commit = commitOf(token, tokens.slice(at + 1, at + 5));
      at += 4;
    } else if (token.startsWith(':') && commit !== undefined) {
      at += 1;
      const file = tokens[at] ?? '';
      edits.push({ ...commit, path: file.slice(prefix.length), ...contentsOf(token) });
    }
  }
  return edits;
}

function commitOf(
  commit: string,
  [seconds = '0', author = '', subject = '', impact = '']: readonly string[],
): Omit<FileEdit, 'path' | 'change'> {
  return {
    commit,
    at: new Date(Number(seconds) * 1000).toISOString(),
    author: printable(author),
    reason: printable(subject),
    ...(printable(impact) !== '' && { impact: printable(impact) }),
  };
}

/** A message of a commit may hold anything; it is shown in a terminal. */
const printable = (text: string): string =>
  text.replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();

/** `:<mode> <mode> <id> <id> <letter>`, with one more colon, mode, id and letter for each further parent of a merge. */
function contentsOf(meta: string): Pick<RawEdit, 'change' | 'before' | 'after'> {
  const parents = /^:+/.exec(meta)?.[0].length ?? 1;
  const fields = meta.slice(parents).split(' ');
  const [before, after] = [fields[parents + 1] ?? '', fields[2 * parents + 1] ?? ''].map((id) =>
    /^0*$/.test(id) ? undefined : id,
  );
  return {
    change: after === undefined ? 'removed' : before === undefined ? 'added' : 'edited',
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
}

async function withPolicies(root: string, edits: readonly RawEdit[]): Promise<readonly FileEdit[]> {
  const objects = openObjects(root);
  try {
    const made: FileEdit[] = [];
    for (const { before, after, ...edit } of edits) {
      if (edit.path !== policyFile) made.push(edit);
      else {
        const policy = {
          before: await policyIn(objects, before),
          after: await policyIn(objects, after),
        };
        made.push({ ...edit, policy });
      }
    }
    return made;
  } finally {
    objects.close();
  }
}

/** @returns `null` for what is no policy */
async function policyIn(objects: Objects, id: string | undefined): Promise<Policy | null> {
  if (id === undefined) return defaultPolicy;
  const read = await readPolicyText((await readBlob(objects, id)).toString('utf8'));
  return read.ok ? read.inForce.policy : null;
}
