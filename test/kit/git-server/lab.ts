/** A repository behind the server, and somebody who pushes to it with plain git. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { freshFolder, removeFolder } from '../../processes.ts';
import type { Operation } from './faults.ts';
import { git, tryGit, type GitRan } from './git.ts';
import type { Entry } from './handler.ts';
import { startGitServer, type GitServer, type GitServerOptions } from './server.ts';

export interface Lab {
  readonly folder: string;
  readonly work: string;
  readonly server: GitServer;
  /** Of the repository; with `name:password` of somebody. */
  readonly url: (credentials?: string) => string;
  /** Where `main` is there; the name itself when it is not. */
  readonly tip: () => Promise<string>;
  /** @returns the new commit */
  readonly commit: (text: string) => Promise<string>;
  readonly push: (to?: string) => Promise<GitRan>;
  readonly list: (to?: string) => Promise<GitRan>;
  readonly journal: (operation: Operation) => readonly Entry[];
  readonly close: () => Promise<void>;
}

export async function openLab(options: Partial<GitServerOptions> = {}): Promise<Lab> {
  const folder = freshFolder('git-server');
  const work = path.join(folder, 'work');
  const bare = path.join(folder, 'repos/one.git');
  await git(folder, ['init', '--quiet', '--bare', bare]);
  await git(folder, ['init', '--quiet', '--initial-branch=main', work]);
  const server = await startGitServer({ root: path.join(folder, 'repos'), ...options });
  const url = (credentials?: string): string =>
    `${server.url.replace('://', credentials === undefined ? '://' : `://${credentials}@`)}/one.git`;
  return {
    ...{ folder, work, server, url },
    tip: async () => (await tryGit(bare, ['rev-parse', 'refs/heads/main'])).stdout.trim(),
    commit: async (text) => {
      fs.writeFileSync(path.join(work, 'file'), text);
      await git(work, ['add', 'file']);
      await git(work, ['commit', '--quiet', '-m', text]);
      return (await git(work, ['rev-parse', 'HEAD'])).trim();
    },
    push: (to = url()) => tryGit(work, ['push', '--porcelain', to, 'main']),
    list: (to = url()) => tryGit(work, ['ls-remote', to, 'refs/heads/main']),
    journal: (operation) => server.journal.filter((entry) => entry.operation === operation),
    close: async () => {
      await server.close();
      removeFolder(folder);
    },
  };
}
