/** The git repository around the root: what is committed, and what is in the base branch. */
import { createHash } from 'node:crypto';
import {
  itemFolders,
  kindOfPath,
  root as artifacts,
  runsFolder,
  StorageError,
  type Repository,
  type StoredFile,
} from '@orchestrator/core';
import { git } from './git.ts';

/** Runs also hold files that only show them. */
const recordFolders = [
  ...['work-items', ...itemFolders].map((folder) => `${artifacts}/${folder}`),
  runsFolder,
];

const isRecord = (path: string): boolean =>
  path.endsWith('.json') && (!path.startsWith(`${runsFolder}/`) || kindOfPath(path) !== undefined);

export function createRepository(root: string): Repository {
  return {
    resolve: (name) => resolveCommit(root, name),
    isInBase: (commit, base) => isInBase(root, commit, base),
    differences: (files) => differences(root, files),
    changesSince: (commit) => changesSince(root, commit),
    commit: (paths, message) => commitFiles(root, paths, message),
    userName: () => userName(root),
  };
}

async function resolveCommit(root: string, name: string): Promise<string | undefined> {
  const { code, stdout } = await git(root, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${name}^{commit}`,
  ]);
  return code === 0 ? stdout.trim() : undefined;
}

/** The base branch is the one that is named, else the remote's default, else main or master, else the current one. */
async function isInBase(root: string, commit: string, base: string | undefined) {
  const names =
    base === undefined ? ['origin/HEAD', 'main', 'master', 'HEAD'] : [base, `origin/${base}`];
  for (const name of names) {
    if ((await resolveCommit(root, name)) === undefined) continue;
    const { code } = await git(root, ['merge-base', '--is-ancestor', commit, name]);
    return { base: name, contained: code === 0 };
  }
  return undefined;
}

/** Records in the checkout against those in HEAD. `undefined`: no repository. */
async function differences(root: string, files: readonly StoredFile[]) {
  if ((await resolveCommit(root, 'HEAD')) === undefined) {
    const { code } = await git(root, ['rev-parse', '--git-dir']);
    const uncommitted = files.map(({ path }) => path);
    return code === 0 ? { uncommitted, changed: [], deleted: [] } : undefined;
  }
  const { code, stdout } = await git(root, ['ls-tree', '-r', '-z', 'HEAD', '--', ...recordFolders]);
  if (code !== 0) return undefined;
  const committed = new Map<string, string>();
  for (const line of stdout.split('\0')) {
    const match = /^\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined && isRecord(match[2]))
      committed.set(match[2], match[1]);
  }
  const there = new Set(files.map(({ path }) => path));
  return {
    uncommitted: files.flatMap(({ path }) => (committed.has(path) ? [] : [path])),
    changed: files.flatMap((file) => {
      const blob = committed.get(file.path);
      return blob === undefined || blob === blobId(file.text, blob.length) ? [] : [file.path];
    }),
    deleted: [...committed.keys()].filter((path) => !there.has(path)),
  };
}

/** The name that git gives these bytes; it is longer in repositories of the newer object format. */
function blobId(text: string, length: number): string {
  const bytes = Buffer.from(text, 'utf8');
  const hash = createHash(length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Records that any commit since changed or removed; `undefined` when the commit is not in the history of HEAD. */
export async function changesSince(root: string, name: string, head = 'HEAD', relative = true) {
  const commit = await resolveCommit(root, name);
  if (commit === undefined) return undefined;
  const ancestor = await git(root, ['merge-base', '--is-ancestor', commit, head]);
  if (ancestor.code !== 0) return undefined;
  const log = await git(root, [
    'log',
    '--format=',
    '--name-status',
    '--no-renames',
    // Merges too: one may drop what both of its parents have.
    '--full-history',
    '-m',
    '-z',
    ...(relative ? ['--relative'] : []),
    `${commit}..${head}`,
    '--',
    ...recordFolders,
  ]);
  if (log.code !== 0) {
    throw new StorageError(
      `git could not read the history since ${name}: ${log.stderr.trim().split('\n')[0] ?? ''}`,
      'Fetch what is missing (git fetch --unshallow, or without a filter), and run the same command again.',
    );
  }
  const fields = log.stdout.split('\0').map((field) => field.trim());
  const changes: { path: string; change: 'changed' | 'deleted' }[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [status, path] = [fields[index], fields[index + 1] ?? ''];
    if (status !== 'A' && status !== '' && (isRecord(path) || !path.startsWith(runsFolder)))
      changes.push({ path, change: status === 'D' ? 'deleted' : 'changed' });
  }
  return changes;
}

/** Commits exactly these files, whatever else is staged. */
async function commitFiles(root: string, paths: readonly string[], message: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const add = await git(root, ['add', '--', ...paths]);
    const done =
      add.code === 0
        ? await git(root, ['commit', '--quiet', '--only', '-m', message, '--', ...paths])
        : add;
    if (done.code === 0 || /nothing to commit|no changes added/.test(done.stdout)) return;
    if (!/index\.lock|cannot lock ref/.test(done.stderr) || attempt === 40) {
      throw new StorageError(
        `The records are written, but git could not commit them: ${done.stderr.trim().split('\n')[0] ?? ''}`,
        `Commit them yourself: git add ${artifacts} && git commit`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 100));
  }
}

async function userName(root: string): Promise<string | undefined> {
  const { code, stdout } = await git(root, ['config', 'user.name']);
  return code === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}
