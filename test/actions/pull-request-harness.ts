/** Pull requests of a world: branches with commits, the payloads that tell of them, and what was asked of the server. */
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { exampleOf } from './gate-harness.ts';
import { startJob, type JobFacts, type World } from './harness.ts';
import { item, legsOf } from './item.ts';
import { run, type Ran, type Words } from './run-step.ts';

const consumer = 'acme/consumer';
export const fork = 'mallory/consumer';
export const pr = 5;

type Files = Readonly<Record<string, string>>;

export interface Head {
  readonly ref: string;
  readonly sha: string;
  /** `owner/name` */
  readonly repository?: string;
}

/** git in the clone of a world, with the main branch checked out. */
export const gitOf =
  ({ fixture }: World) =>
  (...args: readonly string[]): string =>
    fixture.git(...args);

/** Commits files on a branch that starts where the main branch is, or goes on where it ended. */
export function pushTopic(world: World, files: Files, ref = 'topic'): Head {
  const git = gitOf(world);
  const known = git('branch', '--list', ref) !== '';
  git('checkout', '--quiet', ...(known ? [] : ['-b']), ref);
  const sha = world.fixture.push(files, ref);
  git('checkout', '--quiet', 'main');
  return { ref, sha };
}

/** The same in a fork: there it is only known as the head of a pull request. */
export function pushFork(world: World, files: Files, number = pr): Head {
  const { ref, sha } = pushTopic(world, files, 'theirs');
  const git = gitOf(world);
  git('push', '--quiet', 'origin', `${sha}:refs/pull/${number}/head`);
  git('push', '--quiet', 'origin', `:refs/heads/${ref}`);
  return { ref, sha, repository: fork };
}

/** Merges what a branch has into another, as the button on the page does. @returns the merge commit */
export function merge(world: World, { sha }: Head, into = 'main'): string {
  const git = gitOf(world);
  git('checkout', '--quiet', into);
  git('merge', '--quiet', '--no-ff', '--message', 'Merge pull request', sha);
  git('push', '--quiet', 'origin', `HEAD:refs/heads/${into}`);
  const commit = git('rev-parse', 'HEAD');
  git('checkout', '--quiet', 'main');
  return commit;
}

/** Registers one more item of the same workflow. */
export async function registerMore(
  { folder, tree }: World,
  id: string,
  args: readonly string[],
): Promise<void> {
  const register = ['register', '--work-item', id, '--workflow', 'wf@1.0.0', '--actor', 'ada'];
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder };
  const cli = path.join(tree, 'cli/index.js');
  const done = await run([cli, ...register, ...args], env, path.join(folder, 'checkout'));
  if (done.code !== 0) throw new Error(done.stdout + done.stderr);
}

let runs = 3000;

/** Does the first step that may start. */
export async function doStep(world: World): Promise<void> {
  runs += 1;
  const plan = startJob(world, item, { run: runs, job: 'plan' });
  const [matrix] = legsOf(await plan.uses('schedule', { comment: 'off' }));
  if (matrix === undefined) throw new Error('nothing to do');
  const leg = startJob(world, item, { run: runs, matrix });
  await leg.uses('claim');
  const { code, stdout } = await leg.uses('complete', { persist: 'direct' });
  if (code !== 0) throw new Error(stdout);
}

export interface PullChange {
  readonly action?: string;
  readonly mergeCommit?: string;
  readonly base?: string;
}

/** The published payload of `pull_request`, about this pull request. */
export function pullEvent(
  head: Head,
  { action = 'opened', mergeCommit, base = 'main' }: PullChange = {},
): NonNullable<JobFacts['event']> {
  const example = exampleOf('pull_request', action);
  const pull = example['pull_request'] as { head: object; base: object };
  return {
    name: 'pull_request',
    payload: {
      ...example,
      number: pr,
      pull_request: {
        ...pull,
        ...{ number: pr, state: action === 'closed' ? 'closed' : 'open' },
        ...{ merged: mergeCommit !== undefined, merge_commit_sha: mergeCommit ?? null },
        head: { ...pull.head, ...sideOf(head) },
        base: { ...pull.base, ref: base, repo: { full_name: consumer } },
      },
      repository: { full_name: consumer, default_branch: 'main' },
      sender: { login: 'carol', type: 'User' },
    },
  };
}

/** The published payload of `workflow_run`, about a run of this head. */
export function runEvent(head: Head, of = 'pull_request'): NonNullable<JobFacts['event']> {
  const example = exampleOf('workflow_run', 'completed');
  const told = example['workflow_run'] as object;
  return {
    name: 'workflow_run',
    payload: {
      ...example,
      workflow_run: {
        ...told,
        ...{ event: of, head_sha: head.sha, head_branch: head.ref, pull_requests: [] },
        head_repository: { full_name: head.repository ?? consumer },
      },
      repository: { full_name: consumer, default_branch: 'main' },
      sender: { login: 'carol', type: 'User' },
    },
  };
}

const sideOf = ({ ref, sha, repository = consumer }: Head) => ({
  ...{ ref, sha },
  repo: { full_name: repository },
});

/** The action, in a job without a checkout. */
export function showPull(
  world: World,
  event: NonNullable<JobFacts['event']>,
  inputs: Words = {},
  env: Words = {},
): Promise<Ran> {
  runs += 1;
  const facts = { run: runs, job: 'show', event, env, triggering: 'carol' };
  return startJob(world, item, facts).uses('pull-request', inputs);
}

export interface Asked {
  /** `METHOD /path` of every request to the API but those of artifacts. */
  readonly calls: readonly string[];
  readonly ran: Ran;
}

/** What a step asks of the REST API. */
export async function calls({ github }: World, step: () => Promise<Ran>): Promise<Asked> {
  const before = github.journal.length;
  const ran = await step();
  const entries = github.journal.slice(before).filter((it) => it.path.startsWith('/repos/'));
  return {
    ran,
    calls: entries.map((it) => `${it.method} ${it.path.replace(`/repos/${consumer}`, '')}`),
  };
}

/** Where the branch of the records is. */
export const tip = ({ fixture: { bare } }: World): string =>
  execFileSync('git', ['--git-dir', bare, 'rev-parse', 'orchestrator'], {
    encoding: 'utf8',
  }).trim();
