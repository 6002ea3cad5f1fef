/** The example repository of `examples/consumer`, run with the actions as they are released. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

import type { ActJob } from '../kit/act/act-run.ts';
import { bareRepository, type BareRepository } from '../kit/act/bare-repository.ts';
import { openConsumer, type Consumer, type ConsumerRun } from '../kit/act/consumer.ts';
import { git, gitEnvironment } from '../kit/act/git.ts';
import { readOnlyJobs } from '../kit/act/read-only-jobs.ts';

export const item = 'edition-1';
/** What the button is given. */
export const inputs = { 'work-item': item };

const top = path.resolve(import.meta.dirname, '../..');
const example = path.join(top, 'examples/consumer');
/** The tree that `org/orchestrator@v1` stands for; another one, e.g. a published tag, can be named. */
const release = process.env['ORCHESTRATOR_RELEASE_TREE'] ?? path.join(top, 'dist/release');
const definitionFile = 'artifacts/workflows/handbook@1.0.0.yaml';
const registrationFile = `artifacts/work-items/${item}.json`;

type Files = Readonly<Record<string, string | undefined>>;

export interface Handbook extends Consumer {
  /** Jobs that tried to push although they may only read. */
  refusedPushes(): readonly string[];
}

/**
 * The example, pushed to a repository in which the job `work` may only read.
 * @param files other contents, by path
 * @throws Error when the release tree was not built
 */
export async function openHandbook(files: Files = {}): Promise<Handbook> {
  if (!fs.existsSync(path.join(release, 'claim/action.yml')))
    throw new Error('There is no release tree: npm run build:release');
  const repository = bareRepository(files, example);
  const refusedPushes = readOnlyJobs(repository, ['work']);
  return { ...(await openConsumer(repository, release)), refusedPushes };
}

/** The files of the example with another definition, to which the item is registered. */
export function redefined(edit: (definition: string) => string): Files {
  const before = fs.readFileSync(path.join(example, definitionFile), 'utf8');
  const definition = edit(before);
  const registration = fs.readFileSync(path.join(example, registrationFile), 'utf8');
  return {
    [definitionFile]: definition,
    [registrationFile]: registration.replace(digest(before), digest(definition)),
  };
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Which jobs ran, sorted: the id, and the step for a leg. */
export const jobsRun = ({ jobs }: ConsumerRun): readonly string[] =>
  jobs.map(({ id, matrix }) => ['work' === id ? matrix['step'] : id].join('')).sort();

export const leg = ({ jobs }: ConsumerRun, step: string): ActJob | undefined =>
  jobs.find(({ id, matrix }) => id === 'work' && matrix['step'] === step);

/** What the leg's own command printed; undefined when it did not come to that. */
export const printedBy = (run: ConsumerRun, step: string): string | undefined =>
  leg(run, step)?.steps.find(({ name, stage }) => name.startsWith('./steps/') && stage === 'Main')
    ?.printed;

/**
 * Runs the command line in a fresh clone.
 * @returns the one document that `--json` prints
 * @throws Error when it refuses
 */
export function orchestrator(repository: BareRepository, ...args: readonly string[]): unknown {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cli-'));
  try {
    git(folder, 'clone', '--quiet', repository.path, 'clone');
    const command = [path.join(top, 'dist/cli/index.js'), ...args, '--json'];
    const options = {
      cwd: path.join(folder, 'clone'),
      env: { ...gitEnvironment, HOME: folder },
      encoding: 'utf8',
    } as const;
    return JSON.parse(execFileSync(process.execPath, command, options));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
