/** A repository made of one of the examples, run with the actions as they are released. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

import { bareRepository } from '../kit/act/bare-repository.ts';
import { openConsumer, type Consumer, type ConsumerRun } from '../kit/act/consumer.ts';
import { readOnlyJobs } from '../kit/act/read-only-jobs.ts';

const top = path.resolve(import.meta.dirname, '../..');
/** The tree that `org/orchestrator@v1` stands for; another one, e.g. a published tag, can be named. */
const release = process.env['ORCHESTRATOR_RELEASE_TREE'] ?? path.join(top, 'dist/release');

export interface Example extends Consumer {
  /** Jobs that tried to push although they may only read. */
  refusedPushes(): readonly string[];
}

/**
 * @param name of the folder below `examples`
 * @param files other contents, by path
 * @param readOnly ids of the jobs that have `contents: read`
 * @param tree the folder behind `org/orchestrator@v1`
 */
export async function openExample(
  name: string,
  readOnly: readonly string[],
  files: Readonly<Record<string, string>> = {},
  tree = release,
): Promise<Example> {
  if (!fs.existsSync(path.join(tree, 'claim/action.yml')))
    throw new Error('There is no release tree: npm run build:release');
  const repository = bareRepository(files, path.join(top, 'examples', name));
  const refusedPushes = readOnlyJobs(repository, readOnly);
  return { ...(await openConsumer(repository, tree)), refusedPushes };
}

/** Each run in a line: how it ended, and what its jobs came to. */
export const told = (runs: readonly ConsumerRun[]): readonly string[] =>
  runs.map(({ exitCode, jobs }) => `${String(exitCode)}: ${jobs.map(toldJob).sort().join(', ')}`);

const toldJob = ({ id, matrix, result }: ConsumerRun['jobs'][number]): string =>
  `${typeof matrix['step'] === 'string' ? matrix['step'] : id} ${result}`;

/**
 * The release tree, and beside it a stand-in for each of the actions that need GitHub's own services.
 * @returns the folder, which is the caller's to remove
 */
export function releaseWithStandIns(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'release-'));
  for (const from of [release, path.join(import.meta.dirname, 'stand-ins')])
    fs.cpSync(from, folder, { recursive: true });
  return folder;
}

/** Everything that a run printed, for messages. */
export const printed = (runs: readonly ConsumerRun[]): string =>
  runs.flatMap(({ lines }) => lines.map(({ msg }) => msg.trimEnd())).join('\n');
