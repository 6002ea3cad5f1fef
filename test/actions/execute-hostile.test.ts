/** What the command of a step must not find, what must not reach it, and how it is stopped. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createWorld, startJob, type JobProcess, type World } from './harness.ts';
import { item, legsOf, recordsLike, recordsOf, registerItem } from './item.ts';
import { releaseTree } from './release-tree.ts';

let tree: string;
let world: World;
beforeAll(() => {
  tree = releaseTree();
}, 240_000);
afterAll(() => fs.rmSync(tree, { recursive: true, force: true }));
beforeEach(async () => {
  world = await createWorld(tree);
  await registerItem(world, '  - { key: headings, order: 1 }');
});
afterEach(async () => {
  expect(world.github.violations).toEqual([]);
  await world.close();
});

const direct = (): JobProcess =>
  startJob(world, item, {
    ...{ run: 101, matrix: { step: 'headings' } },
    env: { ACTIONS_RUNTIME_TOKEN: '' },
  });

const canary = 'ghs_canaryOfTheTokenThatNobodyMayFind001';
const dump = `env
cat .git/config 2>/dev/null || true
find "$RUNNER_TEMP" -type f -exec cat {} +
ps axww -o args 2>/dev/null || true
for it in /proc/[0-9]*; do cat "$it/environ" "$it/cmdline" 2>/dev/null || true; done
find "$RUNNER_TEMP/.." -name state -exec cat {} +`;

test('integrity row 66: a command that dumps all it can see finds no token', async () => {
  const [matrix] = legsOf(await startJob(world, item, { run: 101, job: 'plan' }).uses('schedule'));
  const key = world.github.runtimeToken('101', 'work');
  const env = { ACTIONS_ID_TOKEN_REQUEST_TOKEN: canary, ACTIONS_RUNTIME_TOKEN: key };
  const leg = startJob(world, item, { run: 101, env, ...(matrix && { matrix }) });
  const ran = await leg.uses('execute', { token: canary, run: `{\n${dump}\n} > dump` });
  // The record was handed in all the same, and that takes the key to the artifact service.
  expect(ran).toMatchObject({ code: 0, stderr: '', outputs: { status: 'completed' } });
  expect(world.github.artifacts).toHaveLength(1);

  const seen = fs.readFileSync(path.join(leg.workspace, 'dump'), 'latin1');
  const basic = Buffer.from(`x-access-token:${canary}`).toString('base64');
  for (const secret of [canary, basic, key]) expect(seen.split(secret)).toHaveLength(1);
  expect(seen).toContain('ORCHESTRATOR_STEP=headings');
  expect(seen).not.toMatch(/^(INPUT_|STATE_|GITHUB_STATE=|ACTIONS_)/m);
  if (process.platform !== 'linux') return;
  // The action's own environment was among what it saw, and what it was started with is blank there.
  expect(seen).toContain(`INPUT_TOKEN=${'*'.repeat(canary.length)}\0`);
  expect(seen).toContain(`ACTIONS_RUNTIME_TOKEN=${'*'.repeat(key.length)}\0`);
}, 60_000);

test('row 66: what the command leaves for git to find is not found by the push that follows', async () => {
  const folder = path.join(world.folder, 'programs');
  fs.mkdirSync(folder, { recursive: true });
  const env = {
    ACTIONS_RUNTIME_TOKEN: '',
    PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    PROGRAMS: folder,
  };
  const leg = startJob(world, item, { run: 102, matrix: { step: 'headings' }, env });
  const evil = 'url."file://$PWD/evil.git".pushInsteadOf https://github.com/acme/consumer';
  const run = [
    'git init --quiet --bare evil.git',
    `git config --global ${evil}`,
    `git config --file "$(echo "$RUNNER_TEMP"/orchestrator/store/*/config)" ${evil}`,
    'real=$(command -v git)',
    'printf \'#!/bin/sh\\ntouch "%s/seen"\\nexec "%s" "$@"\\n\' "$PROGRAMS" "$real" > "$PROGRAMS/git"',
    'chmod +x "$PROGRAMS/git"',
  ].join('\n');
  const ran = await leg.uses('execute', { run, persist: 'direct' });
  expect(ran).toMatchObject({ code: 0, stderr: '', outputs: { status: 'completed' } });
  expect(fs.readdirSync(folder)).toEqual(['git']);
  expect(fs.readdirSync(path.join(leg.workspace, 'evil.git/refs/heads'))).toEqual([]);
  expect(recordsLike(world, 'handoff/')).toHaveLength(1);
}, 60_000);

test('what the command leaves running is ended with it', async () => {
  const leg = direct();
  const run = '(sleep 3; touch late) & echo $! > pid\nexit 0';
  const started = Date.now();
  expect(await leg.uses('execute', { run })).toMatchObject({ code: 0 });
  const pid = Number(fs.readFileSync(path.join(leg.workspace, 'pid'), 'utf8'));
  expect(isAlive(pid)).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, started + 4000 - Date.now())));
  expect(fs.readdirSync(leg.workspace)).toEqual(['pid']);
}, 60_000);

/** A process that has ended, and that nobody has asked about yet, counts as ended. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

test.each([
  ['SIGINT, politely', 'INT', "trap 'echo asked > asked; exit 0' INT\n", ['asked', 'pid']],
  ['SIGTERM', 'TERM', '', ['pid']],
  ['SIGINT, and it does not listen', 'INT', "trap '' INT TERM\n", ['pid']],
])(
  'a job that is cancelled (%s) stops the command, and records abandoned',
  async (_, signal, trap, files) => {
    const leg = direct();
    // The shell is started by the action itself: its parent is what the runner sends signals to.
    const run = `${trap}sleep 60 & echo $! > pid\nkill -${signal} $PPID\nsleep 60 || true\nsleep 60 || true\ntouch reached`;
    const started = Date.now();
    const ran = await leg.uses('execute', { run });
    expect(Date.now() - started).toBeLessThan(15_000);
    expect(ran).toMatchObject({ code: 1, outputs: { claimed: 'true', status: '', handoff: '' } });
    expect(ran.stdout).toMatch(/^::error title=stopped::/m);
    expect(fs.readdirSync(leg.workspace).sort()).toEqual(files);
    expect(isAlive(Number(fs.readFileSync(path.join(leg.workspace, 'pid'), 'utf8')))).toBe(false);
    expect(recordsLike(world, 'handoff/')).toEqual([]);
    expect(await leg.post('execute', ran, 'cancelled')).toMatchObject({ code: 0, stderr: '' });
    expect(recordsLike(world, 'handoff/')).toMatchObject([
      { status: 'abandoned', outcome: 'job work of run 101 was cancelled' },
    ]);
  },
  60_000,
);

const bad = '";$(touch x)`touch x`';
test.each([
  ['the script is too long', { run: `true #${'x'.repeat(21_000)}` }, 'invalid-input', 'run'],
  ['the shell is another', { run: 'true', shell: `sh ${bad}` }, 'invalid-input', 'shell'],
  ['the folder is outside', { run: 'true', 'working-directory': '../..' }, 'invalid-input', 'work'],
  ['the folder is not there', { run: 'true', 'working-directory': bad }, 'file-missing', 'touch x'],
  ['the folder is absolute', { run: 'true', 'working-directory': '/tmp' }, 'invalid-input', 'work'],
  ['the step is no id', { run: 'true', step: bad }, 'invalid-input', 'step'],
  ['the step is missing', { run: 'true', step: '' }, 'invalid-input', 'step'],
  ['the step is unknown', { run: 'true', step: 'no-such-step' }, 'unknown-step', 'no-such-step'],
  ['the item is missing', { run: 'true', 'work-item': '' }, 'invalid-input', 'work-item'],
  ['the item is unknown', { run: 'true', 'work-item': 'no-such' }, 'unknown-item', 'no-such'],
  ['the outcome is no text', { run: 'true', outcome: 'a\u0007b' }, 'invalid-input', 'outcome'],
  ['the evidence is outside', { run: 'true', evidence: 'a\n../b' }, 'invalid-input', 'evidence'],
  ['the way is another', { run: 'true', persist: 'both' }, 'invalid-input', 'persist'],
  ['there is nothing to run', {}, 'invalid-input', 'nothing to run'],
])(
  'nothing is claimed, and nothing is run, when %s',
  async (_, inputs, code, word) => {
    const leg = direct();
    const before = [...recordsOf(world).keys()];
    const ran = await leg.uses('execute', inputs);
    expect(ran).toMatchObject({ code: 1, outputs: {} });
    expect(ran.stdout).toMatch(new RegExp(`^::error title=${code}::.*${word}`, 'm'));
    expect([...recordsOf(world).keys()]).toEqual(before);
    expect(fs.readdirSync(leg.workspace)).toEqual([]);
    expect((await leg.post('execute', ran, 'failure')).stdout).not.toMatch(/::error/);
    expect([...recordsOf(world).keys()]).toEqual(before);
  },
  60_000,
);
