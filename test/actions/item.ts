/** A work item on the branch of a world's repository, put there by the released command line. */
import * as path from 'node:path';
import { execFileSync } from 'node:child_process';
import type { World } from './harness.ts';
import { run, type Ran } from './run-step.ts';

export const item = 'edition-1';

const planWorkflow = `name: plan
on: { workflow_dispatch: { inputs: { work-item: { required: true, type: string } } } }
jobs: {}
`;

export interface ItemOptions {
  /** YAML, indented by two blanks. */
  readonly gates?: string;
  /** What else `orchestrator.yml` says. */
  readonly policy?: string;
  /** Further arguments of `register`. */
  readonly register?: readonly string[];
}

/** Pushes a workflow, and registers the item with it. @param steps YAML, indented by two blanks */
export async function registerItem(
  world: World,
  steps: string,
  { gates, policy = '', register = [] }: ItemOptions = {},
): Promise<void> {
  const { fixture, folder, tree } = world;
  fixture.push({
    '.github/workflows/plan.yml': planWorkflow,
    'orchestrator.yml': `store: { kind: git }\n${policy}`,
    'artifacts/workflows/wf@1.0.0.yaml': [
      `id: wf\nversion: 1.0.0\nsteps:\n${steps}\n`,
      ...(gates === undefined ? [] : [`gates:\n${gates}\n`]),
    ].join(''),
  });
  const checkout = path.join(folder, 'checkout');
  execFileSync('git', ['clone', '--quiet', fixture.bare, checkout]);
  const args = [
    'register',
    '--work-item',
    item,
    '--workflow',
    'wf@1.0.0',
    '--actor',
    'ada',
    ...register,
  ];
  const cli = path.join(tree, 'cli/index.js');
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder };
  const { code, stdout, stderr } = await run([cli, ...args], env, checkout);
  if (code !== 0) throw new Error(stdout + stderr);
}

/** The records on the branch, by path, parsed. */
export function recordsOf({
  fixture,
}: World): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['--git-dir', fixture.bare, ...args], { encoding: 'utf8' });
  const paths = git('ls-tree', '-r', '--name-only', 'orchestrator').trim().split('\n');
  return new Map(
    paths
      .filter((it) => it.endsWith('.json'))
      .map((it) => [it, JSON.parse(git('show', `orchestrator:${it}`)) as Record<string, unknown>]),
  );
}

/** Those whose path has this in it, in the order of their paths. */
export const recordsLike = (
  world: World,
  part: string,
): readonly Readonly<Record<string, unknown>>[] =>
  [...recordsOf(world)].filter(([path]) => path.includes(part)).map(([, record]) => record);

type Leg = Readonly<Record<string, string | number>>;

/** The legs of the matrix that a schedule step has put out. */
export function legsOf({ outputs }: Ran): readonly Leg[] {
  const { matrix = '' } = outputs;
  return matrix === '' ? [] : (JSON.parse(matrix) as { readonly include: readonly Leg[] }).include;
}
