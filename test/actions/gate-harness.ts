/** An item that waits at a gate, and the two ways in which a person decides there. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { startJob, type JobFacts, type World } from './harness.ts';
import { item, legsOf, registerItem, type ItemOptions } from './item.ts';
import type { Ran, Words } from './run-step.ts';

const steps = '  - { key: build, order: 1 }\n  - { key: publish, order: 2 }';
export const releaseGate = '  - { key: release, kind: release, before: publish, returnTo: build';
export const pr = 12;

/** `build` is done by alice; `publish` waits for the gate `release`. */
export async function atGate(world: World, options: ItemOptions = {}): Promise<void> {
  await registerItem(world, steps, {
    gates: `${releaseGate}, preventSelfApproval: false }`,
    ...options,
  });
  await build(world, 500);
}

/** Does `build`, once more if it was sent back. */
export async function build(world: World, run: number): Promise<void> {
  const plan = startJob(world, item, { run, job: 'plan' });
  const [matrix] = legsOf(await plan.uses('schedule', { comment: 'off' }));
  if (matrix === undefined) throw new Error('nothing to do');
  const leg = startJob(world, item, { run, matrix });
  await leg.uses('claim');
  const { code, stdout } = await leg.uses('complete', { persist: 'direct' });
  if (code !== 0) throw new Error(stdout);
}

let runs = 9000;

/** Somebody presses the button. */
export function press(
  world: World,
  inputs: Words,
  facts: Partial<JobFacts> = {},
  withInputs: Words = {},
): Promise<Ran> {
  runs += 1;
  const payload = { inputs: { 'work-item': item, gate: 'release', ...inputs } };
  const event = { name: 'workflow_dispatch', payload };
  return startJob(world, item, { run: runs, job: 'gate', event, ...facts }).uses(
    'gate',
    withInputs,
  );
}

interface Example {
  readonly name: string;
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

/** The first published payload of an event with this action. */
export function exampleOf(name: string, action: string): Readonly<Record<string, unknown>> {
  const file = createRequire(import.meta.url).resolve(
    '@octokit/webhooks-examples/api.github.com/index.json',
  );
  const all = JSON.parse(readFileSync(file, 'utf8')) as readonly Example[];
  const found = all.find((it) => it.name === name)?.examples.find((it) => it['action'] === action);
  if (found === undefined) throw new Error(`no example of ${name} ${action}`);
  return found;
}

type Facts = Readonly<Record<string, unknown>>;

interface CommentPayload extends Facts {
  readonly comment: Facts;
  readonly issue: Facts;
  readonly sender: Facts;
}

export interface Commented {
  readonly id: number;
  /** What the run of the comment does. */
  readonly run: (facts?: Partial<JobFacts>) => Promise<Ran>;
}

/** Somebody writes a comment on the pull request. @param change of the event's payload */
export function comment(
  world: World,
  body: string,
  author = 'carol',
  change: (payload: CommentPayload) => object = (it) => it,
): Commented {
  const createdAt = new Date(Date.now() + 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  const id = world.github.addComment({ issue: pr, body, author, createdAt });
  const example = exampleOf('issue_comment', 'created');
  const user = { login: author, type: author.endsWith('[bot]') ? 'Bot' : 'User' };
  const payload = {
    ...example,
    issue: { ...(example['issue'] as object), number: pr, pull_request: { url: 'https://x' } },
    comment: {
      ...(example['comment'] as object),
      ...{ id, body, user, created_at: createdAt, updated_at: createdAt },
    },
    sender: user,
    repository: { full_name: 'acme/consumer', default_branch: 'main' },
  };
  runs += 1;
  const event = { name: 'issue_comment', payload: change(payload) as Facts };
  const run = runs;
  return {
    id,
    run: (facts = {}) =>
      startJob(world, item, { run, job: 'gate', sender: author, event, ...facts }).uses('gate'),
  };
}
