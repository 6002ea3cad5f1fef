/**
 * git for a bare repository of this action's own: it brings objects, and nothing in them is checked out or executed. The
 * remote is told by settings in the environment, which no list of processes shows.
 */
import * as fs from 'node:fs';
import { StorageError } from '@orchestrator/core';
import { git as runGit } from '@orchestrator/stores';

export interface Remote {
  readonly url: string;
  /** What git needs to get there: credentials, as settings. */
  readonly environment: Readonly<Record<string, string>>;
}

/** In milliseconds. */
const patience = 120_000;

/** @returns what it printed. @throws StorageError when it fails, with its first words */
export async function git(
  folder: string,
  args: readonly string[],
  { remote, input = '' }: { readonly remote?: Remote; readonly input?: string } = {},
): Promise<string> {
  const { code, stdout, stderr } = await runGit(folder, args, {
    input,
    timeout: patience,
    ...(remote !== undefined && {
      network: true,
      environment: remote.environment,
      config: settingsOf(remote),
    }),
  });
  if (code === 0) return stdout;
  const [first = 'it was stopped'] = stderr.trim().split('\n');
  throw new StorageError(
    `git ${args[0] ?? ''} failed: ${first}`,
    'Give the job permissions: contents: read, and re-run it when the server answers.',
  );
}

/** The remote `base`, of which only what is named is fetched: there is nothing to find out about. */
const settingsOf = ({ url }: Remote): readonly (readonly [string, string])[] => [
  ['remote.base.url', url],
  ['remote.base.promisor', 'true'],
  ['remote.base.partialCloneFilter', 'blob:none'],
  ['fetch.negotiationAlgorithm', 'noop'],
];

/** An empty bare repository, unless it is there already. */
export async function openScratch(folder: string): Promise<void> {
  if (fs.existsSync(`${folder}/HEAD`)) return;
  fs.mkdirSync(folder, { recursive: true });
  await git(folder, ['init', '--quiet', '--bare', '--template=', '.']);
}
