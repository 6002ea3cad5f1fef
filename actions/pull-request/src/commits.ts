/** Commits of this repository and of its forks, brought as far as they are looked at: some files, or the history alone. */
import * as path from 'node:path';
import { policyFile } from '@orchestrator/stores';
import type { Kit } from '@orchestrator/action-kit';
import { git, openScratch, type Remote } from './git.ts';

const quietly = [
  ...['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'],
  '--update-shallow',
];
/** Definitions and the policy: what the rules are made of. */
const rules = ['artifacts/workflows/', policyFile];

const plainFile = /^100\d+ blob ([0-9a-f]+)\t/;

const remoteOf = ({ job, opened }: Pick<Kit, 'job' | 'opened'>): Remote => ({
  url: `${job.serverUrl}/${job.repository}`,
  environment: opened.environment,
});

/** Commits with their folders; the contents of the rules come when they are needed. */
export interface Snapshots {
  /** A repository in which they can be read. */
  readonly folder: string;
  /** Brings a commit. @param name `refs/heads/…`, or the id of a commit. @returns its id */
  readonly bring: (name: string) => Promise<string>;
  /** The ids of all files that the rules are made of; equal texts mean equal rules. */
  readonly rulesOf: (commit: string) => Promise<string>;
  /** Brings the contents of these files, for reading them without the network. */
  readonly bringRules: (commits: readonly string[]) => Promise<void>;
}

export async function openSnapshots(kit: Pick<Kit, 'job' | 'opened'>): Promise<Snapshots> {
  const folder = path.join(kit.job.scratch, 'snapshots');
  const remote = remoteOf(kit);
  await openScratch(folder);
  const rulesOf = (commit: string): Promise<string> =>
    git(folder, ['ls-tree', '-z', commit, '--', ...rules]);
  return {
    folder,
    rulesOf,
    bring: async (name) => {
      const ref = 'refs/brought';
      const extent = ['--depth=1', '--filter=blob:none'];
      await git(folder, ['fetch', ...quietly, ...extent, 'base', `+${name}:${ref}`], { remote });
      return (await git(folder, ['rev-parse', ref])).trim();
    },
    bringRules: async (commits) => {
      const listed = await Promise.all(commits.map(rulesOf));
      const files = listed.join('').split('\0');
      const oids = new Set(files.flatMap((line) => plainFile.exec(line)?.[1] ?? []));
      if (oids.size === 0) return;
      const input = [...oids].map((oid) => `${oid}\n`).join('');
      const args = ['fetch', ...quietly, '--filter=blob:none', '--stdin', 'base'];
      await git(folder, args, { remote, input });
    },
  };
}

/** Commits alone, without their files. */
export interface History {
  readonly folder: string;
  /** The commit from which two have gone different ways; `undefined`: they have nothing in common. */
  readonly mergeBase: (one: string, other: string) => Promise<string | undefined>;
  /** Brings what shows whether a commit is in a branch, which is then called like that. */
  readonly bringBranch: (branch: string, commit: string) => Promise<void>;
}

/** Most of what is asked for is near; all commits of a repository of many years take a while. */
const near = 100;

export async function openHistory(kit: Pick<Kit, 'job' | 'opened'>): Promise<History> {
  const folder = path.join(kit.job.scratch, 'history');
  const remote = remoteOf(kit);
  await openScratch(folder);
  const bring = async (
    names: readonly string[],
    isEnough: () => Promise<boolean>,
  ): Promise<boolean> => {
    for (const extent of [`--depth=${near}`, '--unshallow']) {
      const args = ['fetch', ...quietly, extent, '--filter=tree:0', 'base', ...names];
      await git(folder, args, { remote });
      if (await isEnough()) return true;
      if (!(await isShallow(folder))) return false;
    }
    return false;
  };
  const mergeBase = async (one: string, other: string): Promise<string | undefined> =>
    (await git(folder, ['merge-base', '--all', one, other]).catch(() => '')).split('\n')[0];
  return {
    folder,
    mergeBase: async (one, other) => {
      const names = [one, other].map((commit) => `+${commit}:refs/sides/${commit}`);
      let found: string | undefined;
      await bring(names, async () => {
        found = await mergeBase(one, other);
        return found !== undefined && found !== '';
      });
      return found === '' ? undefined : found;
    },
    bringBranch: async (branch, commit) => {
      const names = [branch, 'HEAD'].map(
        (name) => `+refs/heads/${branch}:refs/remotes/origin/${name}`,
      );
      const ref = `refs/remotes/origin/${branch}`;
      await bring([...names, `+${commit}:refs/merged`], () => isIn(folder, commit, ref));
    },
  };
}

const isShallow = async (folder: string): Promise<boolean> =>
  (await git(folder, ['rev-parse', '--is-shallow-repository'])).trim() === 'true';

const isIn = (folder: string, commit: string, ref: string): Promise<boolean> =>
  git(folder, ['merge-base', '--is-ancestor', commit, ref]).then(
    () => true,
    () => false,
  );
