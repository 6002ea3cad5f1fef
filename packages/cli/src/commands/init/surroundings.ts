/** What can be found out about the repository around a folder, so that nobody has to be asked. */
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import { gitTop } from '@orchestrator/stores';
import { personPattern, readPolicy } from '@orchestrator/core';

export interface Surroundings {
  /** Of the repository; absent: there is none. */
  readonly top?: string;
  /** Is the folder itself the top? GitHub reads workflows nowhere else. */
  readonly isTop: boolean;
  readonly remote?: Remote;
  /** The default branch, as far as this clone knows it. */
  readonly base?: string;
  /** The branch that is checked out. */
  readonly branch?: string;
  /** Who could hold a role. */
  readonly person?: string;
}

export interface Remote {
  /** As git calls it. */
  readonly name: string;
  /** Where it is, in words that hold no password. */
  readonly place: string;
  /** Of the repository, where the remote is a server. */
  readonly owner?: string;
}

/** Asks git, and nobody on the network. */
export async function surroundingsOf(root: string): Promise<Surroundings> {
  const top = gitTop(root);
  if (top === undefined) return { isTop: false };
  const remote = await remoteOf(root);
  const branch = asBranch(await ask(root, 'symbolic-ref', '--quiet', '--short', 'HEAD'));
  const base = (await defaultBranch(root, remote?.name ?? 'origin')) ?? branch;
  const name = remote?.owner ?? (await ask(root, 'config', 'user.name'));
  const person = name !== undefined && personPattern.test(name) ? name : undefined;
  return {
    top,
    isTop: fs.realpathSync(top) === fs.realpathSync(root),
    ...(remote && { remote }),
    ...(base !== undefined && { base }),
    ...(branch !== undefined && { branch }),
    ...(person !== undefined && { person }),
  };
}

/** `origin`; or the first of the others, which then has to be named. */
async function remoteOf(root: string): Promise<Remote | undefined> {
  const names = ((await ask(root, 'remote')) ?? '').split('\n').filter((name) => isName.test(name));
  const name = names.includes('origin') ? 'origin' : names[0];
  const url = name === undefined ? undefined : await ask(root, 'remote', 'get-url', name);
  return name === undefined || url === undefined ? undefined : { name, ...placeOf(url) };
}

const isName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** `git@github.com:acme/app.git`, `https://user:secret@github.com/acme/app`: the host and the path, and nothing of who. */
function placeOf(url: string): Omit<Remote, 'name'> {
  const server =
    /^(?:https?|ssh|git):\/\/(?:[^/]*@)?([^/:]+)(?::\d+)?\/(.+)$/.exec(url) ??
    /^(?:[^@/:]+@)?([^/:]{2,}):(?!\/)(.+)$/.exec(url);
  const [, host, path] = server ?? [];
  if (host === undefined || path === undefined) return { place: url.replace(/:\/\/[^/]*@/, '://') };
  const repository = path.replace(/^\/+/, '').replace(/(\.git)?\/?$/, '');
  const [owner] = repository.split('/');
  return {
    place: `${host}/${repository}`,
    ...(owner !== undefined && owner !== repository && { owner }),
  };
}

async function defaultBranch(root: string, remote: string): Promise<string | undefined> {
  const head = await ask(root, 'symbolic-ref', '--quiet', `refs/remotes/${remote}/HEAD`);
  const known = [head, `refs/remotes/${remote}/main`, `refs/remotes/${remote}/master`];
  for (const ref of known) {
    if (ref === undefined) continue;
    if ((await ask(root, 'rev-parse', '--verify', '--quiet', ref)) === undefined) continue;
    return asBranch(ref.slice(`refs/remotes/${remote}/`.length));
  }
  return undefined;
}

/** A name that orchestrator.yml may hold. */
const asBranch = (name: string | undefined): string | undefined =>
  name !== undefined && readPolicy({ base: name }).ok ? name : undefined;

/** @returns what git prints; undefined when it says no, or is not there */
function ask(root: string, ...args: readonly string[]): Promise<string | undefined> {
  // Variables that point git at another repository are not about this folder.
  const kept = Object.entries(process.env).filter(([name]) => !/^GIT_(DIR|WORK_TREE)$/.test(name));
  const env = Object.fromEntries(kept);
  return new Promise((resolve) => {
    execFile('git', args, { cwd: root, env, encoding: 'utf8' }, (error, stdout) =>
      resolve(error === null && stdout.trim() !== '' ? stdout.trim() : undefined),
    );
  });
}
