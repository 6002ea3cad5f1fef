/** The command line in the steps behind `setup`. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createWorld, startJob, type JobProcess, type World } from './harness.ts';
import { item, recordsLike, registerItem } from './item.ts';
import { releaseTree, root, temporary } from './release-tree.ts';

let folder: string;
let tree: string;
let world: World;
beforeAll(() => {
  // Nobody says that runners keep actions in folders with plain names.
  folder = temporary('setup');
  tree = path.join(folder, `it's "a" $(touch x) tree`);
  const built = releaseTree();
  fs.cpSync(built, tree, { recursive: true });
  fs.rmSync(built, { recursive: true, force: true });
}, 240_000);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  world = await createWorld(tree);
});
afterEach(async () => {
  expect(world.github.violations).toEqual([]);
  await world.close();
});

interface SetUp {
  readonly job: JobProcess;
  /** What a step of the job has as its environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** Runs the action, and then does with its PATH what the runner does. */
async function setUp(inputs: Readonly<Record<string, string>> = {}) {
  const paths = path.join(world.folder, 'paths');
  fs.writeFileSync(paths, '');
  const job = startJob(world, item, { run: 101, env: { GITHUB_PATH: paths } });
  const ran = await job.uses('setup', inputs);
  const added = fs.readFileSync(paths, 'utf8').trim();
  const env = {
    PATH: `${added}:/usr/bin:/bin`,
    ...{ HOME: job.temp, GITHUB_ACTIONS: 'true', CI: 'true', GITHUB_ACTOR: 'alice' },
    ...{ GITHUB_TRIGGERING_ACTOR: 'alice', GITHUB_RUN_ID: '101', GITHUB_JOB: 'work' },
  };
  return { ran, added, job, env };
}

const command = 'orchestrator';
const inStep = ({ job, env }: SetUp, ...args: readonly string[]): string =>
  execFileSync(command, args, { cwd: job.workspace, env, encoding: 'utf8' });

test('puts the command line of the release on the PATH, and asks nobody anything', async () => {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  const { ran, added, ...rest } = await setUp();
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.outputs).toEqual({ version, path: path.join(added, 'orchestrator') });
  expect(added).toBe(path.join(rest.job.temp, 'orchestrator/bin'));
  expect(world.github.journal).toEqual([]);
  expect(ran.stdout).not.toContain('ghs_');
  expect(inStep(rest, '--version').trim()).toBe(version);
  const windows = fs.readFileSync(path.join(added, 'orchestrator.cmd'), 'utf8');
  expect(windows).toContain(`"${path.join(tree, 'cli/index.js')}" %*`);
  // Used twice in a job, it is the same.
  expect((await rest.job.uses('setup')).outputs).toEqual(ran.outputs);
}, 60_000);

test('in a checkout it reads and writes the branch, in the name of the job and of who started it', async () => {
  await registerItem(world, '  - { key: headings, order: 1 }');
  const { job, env } = await setUp();
  execFileSync('git', ['clone', '--quiet', world.fixture.bare, job.workspace]);
  const shown = inStep({ job, env }, 'status', '--work-item', item, '--json');
  expect(JSON.parse(shown)).toMatchObject({ workItemId: item, nextSteps: ['headings'] });
  inStep({ job, env }, 'claim', '--work-item', item, '--step', 'headings');
  expect(recordsLike(world, 'claims/')).toMatchObject([
    { actor: 'alice', executor: { kind: 'job', run: '101', job: 'work' } },
  ]);
}, 60_000);

test('arguments arrive as they are, and so does the exit code', async () => {
  const { job, env } = await setUp();
  const title = 'a "b" $(touch x) \\ \n*';
  const args = ['status', '--work-item', title, '--json'];
  const failed = (() => {
    try {
      return inStep({ job, env }, ...args);
    } catch (error) {
      return error as { readonly status: number; readonly stdout: string };
    }
  })();
  expect(failed).toMatchObject({ status: 2 });
  expect(JSON.stringify(failed)).toContain('touch x');
  expect(fs.readdirSync(job.workspace)).toEqual([]);
}, 60_000);

test('without the rest of the release it says so', async () => {
  const alone = path.join(folder, 'alone');
  fs.cpSync(tree, alone, { recursive: true });
  fs.rmSync(path.join(alone, 'cli'), { recursive: true });
  const job = startJob({ ...world, tree: alone }, item, { run: 101 });
  const ran = await job.uses('setup');
  expect(ran).toMatchObject({ code: 1, outputs: {} });
  expect(ran.stdout).toMatch(/^::error title=file-missing::The command line is not in /m);
  expect(fs.existsSync(path.join(job.temp, 'orchestrator/bin'))).toBe(false);
}, 60_000);
