/** What `init` has written, as it stands: the first plan runs to its gate, a decision at the button lets it go on to the end. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { bareRepository, type BareRepository } from '../kit/act/bare-repository.ts';
import { openConsumer, type Consumer, type ConsumerRun } from '../kit/act/consumer.ts';
import { git, gitEnvironment } from '../kit/act/git.ts';
import { readOnlyJobs } from '../kit/act/read-only-jobs.ts';
import { outcomes } from '../kit/act/records.ts';
import { runAct } from '../kit/act/run-act.ts';
import { told } from './expectations.ts';
import { orchestrator } from './handbook.ts';

const top = path.resolve(import.meta.dirname, '../..');
const release = process.env['ORCHESTRATOR_RELEASE_TREE'] ?? path.join(top, 'dist/release');
const item = 'my-first-item';
const inputs = { 'work-item': item };

let folder: string;
let repository: BareRepository;
let refusedPushes: () => readonly string[];
let consumer: Consumer;
let dispatch: string;
let runs: readonly ConsumerRun[];

/** Does what the program has printed, but for the last step: that is what the runs of act are. */
function initialised(): BareRepository {
  const bare = bareRepository({ 'README.md': '# An app\n' });
  git(folder, 'clone', '--quiet', bare.path, 'clone');
  const clone = path.join(folder, 'clone');
  git(clone, 'remote', 'set-head', 'origin', '--auto');
  const env = { ...gitEnvironment, HOME: folder };
  const cli = [path.join(release, 'cli/index.js'), 'init', '--json'];
  const said = execFileSync(process.execPath, cli, { cwd: clone, env, encoding: 'utf8' });
  const { next } = JSON.parse(said) as { readonly next: readonly string[] };
  const [commit = '', start = ''] = next;
  execFileSync('sh', ['-ec', commit], { cwd: clone, env, stdio: 'pipe' });
  dispatch = start;
  return bare;
}

beforeAll(async () => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'init-')));
  repository = initialised();
  refusedPushes = readOnlyJobs(repository, ['work']);
  consumer = await openConsumer(repository, release);
  const first = await consumer.start({ inputs });
  runs = [first, ...(await consumer.dispatched())];
});
afterAll(async () => {
  await consumer.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const status = (): unknown => orchestrator(repository, 'status', '--work-item', item);

/** Nobody claimed twice, nothing was pushed by the jobs that run commands, and every request was one that GitHub knows. */
function expectSound(): void {
  expect(orchestrator(repository, 'verify')).toMatchObject({ ok: true, violations: [] });
  expect(refusedPushes()).toEqual([]);
  expect(consumer.github.violations).toEqual([]);
}

test('the second command that it prints starts what runs here', () => {
  expect(dispatch).toBe(`gh workflow run plan.yml -f work-item=${item}`);
});

test('two waves, and then it is for a person to decide', () => {
  expect(told(runs)).toEqual(['0: build next plan', '0: next plan test']);
  expect(outcomes(repository, item)).toEqual(['build.1 completed', 'test.1 completed']);
  expect(status()).toMatchObject({
    state: 'waiting',
    gates: [{ key: 'release', state: 'pending' }],
  });
  const printed = runs[0]?.lines.map(({ msg }) => msg).join('') ?? '';
  expect(printed).toContain('Your build goes here');
  expectSound();
});

test('run again it changes nothing, and dispatches nothing', async () => {
  const { dispatches } = consumer.github;
  const before = [repository.files('orchestrator'), dispatches.length];
  const again = await consumer.start({ inputs });
  expect(told([again])).toEqual(['0: next plan']);
  expect([repository.files('orchestrator'), dispatches.length]).toEqual(before);
});

test('the button sends it back: what was rejected is done once more, without another press', async () => {
  const press = { ...inputs, gate: 'release', decision: 'reject', reason: 'Not yet' };
  const rejected = await consumer.start({ workflow: 'gate.yml', inputs: press });
  expect(told([rejected])).toEqual(['0: gate']);
  expect(told(await consumer.dispatched())).toEqual(['0: build next plan', '0: next plan test']);
  expect(outcomes(repository, item)).toEqual(
    ['build.1', 'build.2', 'test.1', 'test.2'].map((slot) => `${slot} completed`),
  );
  expectSound();
});

test('the button lets it go on, to the end', async () => {
  const press = { ...inputs, gate: 'release', decision: 'approve', reason: '' };
  const approved = await consumer.start({ workflow: 'gate.yml', inputs: press });
  expect(told([approved])).toEqual(['0: gate']);
  expect(told(await consumer.dispatched())).toEqual(['0: next plan publish']);
  expect(status()).toMatchObject({ state: 'done' });
  expectSound();
});

const commented = (body: string, issue: object = { pull_request: {} }): Event => ({
  name: 'issue_comment',
  payload: {
    action: 'created',
    issue: { number: 7, ...issue },
    comment: { id: 1, body, user: { login: 'alice', type: 'User' } },
  },
});
const ended = (run: object): Event => ({
  name: 'workflow_run',
  payload: { action: 'completed', workflow_run: { id: 1, head_sha: 'f'.repeat(40), ...run } },
});
type Event = Parameters<typeof runAct>[0]['event'];
const ours = { full_name: 'acme/consumer' };
const fork = { full_name: 'mallory/consumer' };

test.each<readonly [string, string, Event, readonly string[]]>([
  ['an approval on a pull request', 'gate', commented('/approve release'), ['gate']],
  ['a rejection on a pull request', 'gate', commented('/reject release Too soon'), ['gate']],
  ['a command without a gate: the answer says so', 'gate', commented('/approve'), ['gate']],
  ['words on a pull request', 'gate', commented('I would /approve release'), []],
  ['a command on an issue', 'gate', commented('/approve release', {}), []],
  [
    'a run of a fork',
    'pull-request-fork',
    ended({ event: 'pull_request', head_repository: fork }),
    ['show'],
  ],
  [
    'a run of this repository',
    'pull-request-fork',
    ended({ event: 'pull_request', head_repository: ours }),
    [],
  ],
  ['a push of a fork', 'pull-request-fork', ended({ event: 'push', head_repository: fork }), []],
])('who starts a job: %s', async (_, name, event, jobs) => {
  const ran = await runAct({
    ...{ bare: repository.path, github: consumer.github, release, event },
    ...{ workflow: `.github/workflows/${name}.yml`, runId: '7100000001', actor: 'alice' },
  });
  // What the action makes of it is another matter: here no item belongs to a pull request.
  expect(ran.jobs.map(({ id }) => id)).toEqual(jobs);
});
