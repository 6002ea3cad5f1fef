/** Where the branch lives, as the repository around the root says: which remote, how it is reached, who commits. */
import * as path from 'node:path';
import { StorageError } from '@orchestrator/core';
import { git } from '../git.ts';
import { gitTop, scratchFolder } from '../worktree/scratch.ts';
import { sha256 } from '../hash.ts';
import type { BranchOptions } from './branch.ts';
import { readingFailed } from './trouble.ts';

export interface WantedStore {
  readonly branch: string;
  /** A remote's name, a URL or a path; absent: `origin`, else the repository itself. */
  readonly remote?: string | undefined;
}

/** What a repository sets for itself about reaching others; it is no secret to git, but our clone does not have it. */
const reaching = /^(http\.|credential\.|url\.|ssh\.|core\.sshcommand$|core\.askpass$)/i;

export interface FoundRemote extends BranchOptions {
  /** git's `user.name`, which was read on the way. */
  readonly userName: string | undefined;
}

/** @throws StorageError when there is no repository, or no such remote */
export async function findRemote(root: string, wanted: WantedStore): Promise<FoundRemote> {
  const top = gitTop(root);
  const settings = top === undefined ? [] : await settingsOf(root);
  if (top !== undefined && !settings.some(({ isLocal }) => isLocal)) throw notTrusted(top);
  const valueOf = (key: string): string | undefined =>
    settings.findLast((setting) => setting.key === key)?.value;
  const names = settings.flatMap(({ key }) => /^remote\.(.+)\.url$/.exec(key)?.[1] ?? []);
  const remote = remoteFor(root, top, wanted, names, (name) => valueOf(`remote.${name}.url`));
  const config = settings.filter(({ key, isLocal }) => isLocal && reaching.test(key));
  const proxy = valueOf(`remote.${wanted.remote ?? 'origin'}.proxy`);
  return {
    remote,
    branch: wanted.branch,
    clone: path.join(
      scratchFolder(root),
      `@store-${sha256(`${remote}\n${wanted.branch}`).slice(0, 12)}`,
    ),
    config: [
      ...config.map(({ key, value }) => [key, value] as const),
      ...(proxy === undefined ? [] : [['remote.store.proxy', proxy] as const]),
    ],
    userName: valueOf('user.name'),
    committer: {
      name: process.env['GIT_COMMITTER_NAME'] ?? valueOf('user.name') ?? 'orchestrator',
      email:
        process.env['GIT_COMMITTER_EMAIL'] ?? valueOf('user.email') ?? 'orchestrator@localhost',
    },
  };
}

function remoteFor(
  root: string,
  top: string | undefined,
  { remote }: WantedStore,
  names: readonly string[],
  urlOf: (name: string) => string | undefined,
): string {
  const named = urlOf(remote ?? 'origin');
  if (named !== undefined) return isPath(named) ? path.resolve(top ?? root, named) : named;
  if (remote !== undefined && !isName(remote))
    return isPath(remote) ? path.resolve(root, remote) : remote;
  const [other] = names;
  if (remote === undefined && other !== undefined) {
    throw new StorageError(
      `orchestrator.yml names no remote for the store, and this repository has no origin, but ${names.join(', ')}.`,
      `Name it: store: {kind: git, remote: ${other}}`,
    );
  }
  if (remote === undefined && top !== undefined) return top;
  throw new StorageError(
    remote === undefined
      ? 'orchestrator.yml names the store on a branch, but this is no git repository.'
      : `orchestrator.yml names the remote ${remote}, and this repository has none of that name.`,
    remote === undefined
      ? 'Run git init, or name the repository: store.remote in orchestrator.yml.'
      : `Add it (git remote add ${remote} URL), or write its URL into orchestrator.yml.`,
  );
}

const isName = (remote: string): boolean => /^[A-Za-z0-9._-]+$/.test(remote);
/** Not `https://…`, not `git@host:path`. */
const isPath = (remote: string): boolean =>
  !/^[a-z][a-z0-9+.-]*:\/\//i.test(remote) && !/^[^/]*:/.test(remote);

interface Setting {
  readonly key: string;
  readonly value: string;
  /** Of this repository, not of the user or the machine. */
  readonly isLocal: boolean;
}

/** git reads nothing of a repository that belongs to somebody else, and does not say so here. */
const notTrusted = (top: string): StorageError =>
  new StorageError(
    `git does not read the configuration of ${top}: it belongs to another user, or is damaged.`,
    `Trust it (git config --global --add safe.directory ${top}), or run as its owner; git status there says more.`,
  );

async function settingsOf(root: string): Promise<readonly Setting[]> {
  // With the settings that the environment adds: they may say whom to trust.
  const result = await git(root, ['config', '--null', '--list', '--show-scope'], { network: true });
  if (result.code !== 0) throw readingFailed(result, 'the configuration of the repository');
  const { stdout } = result;
  const fields = stdout.split('\0');
  const settings: Setting[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [scope, setting = ''] = [fields[index], fields[index + 1]];
    const cut = setting.indexOf('\n');
    const key = cut < 0 ? setting : setting.slice(0, cut);
    const isLocal = scope === 'local' || scope === 'worktree';
    settings.push({ key, value: cut < 0 ? 'true' : setting.slice(cut + 1), isLocal });
  }
  return settings;
}
