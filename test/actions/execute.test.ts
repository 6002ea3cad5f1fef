/** A step of a plan as one step of a job: claimed, run and completed by `execute`. */
import { expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startJob, type JobProcess, type World } from './harness.ts';
import { inWorlds } from './in-worlds.ts';
import { item, legsOf, recordsLike, registerItem } from './item.ts';
import { run as runNode } from './run-step.ts';

let world: World;
inWorlds((fresh) => (world = fresh));

/** A job that pushes what it records, for a step that nobody has claimed for it. */
const direct = (step: string, run = 101, attempt = 1): JobProcess =>
  startJob(world, item, { run, attempt, matrix: { step }, env: { ACTIONS_RUNTIME_TOKEN: '' } });

const fileOf = ({ workspace }: JobProcess, name: string): string =>
  fs.readFileSync(path.join(workspace, name), 'utf8');

test('the command of the definition runs in its place, and the collector stores how it ended', async () => {
  const command = `printenv | grep ^ORCHESTRATOR_ > seen; cp "$ORCHESTRATOR_PACKET" packet; pwd -P > where; echo ::notice::mine`;
  await registerItem(world, `  - { key: headings, order: 1, run: ${JSON.stringify(command)} }`);
  const [matrix] = legsOf(await startJob(world, item, { run: 101, job: 'plan' }).uses('schedule'));
  const leg = startJob(world, item, { run: 101, ...(matrix && { matrix }) });
  const calls = world.github.journal.length;
  const ran = await leg.uses('execute');
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.outputs).toEqual({
    ...{ claimed: 'true', step: 'headings', attempt: '1', status: 'completed' },
    packet: path.join(leg.temp, 'orchestrator/packet.json'),
    prompt: path.join(leg.temp, 'orchestrator/prompt.md'),
    handoff: expect.stringMatching(/^artifacts\/handoff\/edition-1\/.*\.json$/),
  });
  // It is the user's own script: what it says to the runner, the runner hears.
  expect(ran.stdout).toMatch(/^::notice::mine$/m);
  expect(fileOf(leg, 'seen').trim().split('\n').sort()).toEqual([
    'ORCHESTRATOR_ATTEMPT=1',
    'ORCHESTRATOR_ATTEMPT_ID=headings-101-1',
    `ORCHESTRATOR_PACKET=${ran.outputs['packet'] ?? ''}`,
    `ORCHESTRATOR_PROMPT=${ran.outputs['prompt'] ?? ''}`,
    'ORCHESTRATOR_STEP=headings',
    `ORCHESTRATOR_WORK_ITEM=${item}`,
  ]);
  expect(fileOf(leg, 'where').trim()).toBe(fs.realpathSync(leg.workspace));
  expect(JSON.parse(fileOf(leg, 'packet'))).toMatchObject({ steps: [{ key: 'headings' }] });
  expect(recordsLike(world, 'handoff/')).toEqual([]);
  const paths = world.github.journal.slice(calls).map((call) => call.path);
  expect(paths.filter((it) => it.includes('/repos/'))).toEqual([]);
  expect((await leg.post('execute', ran, 'success')).stdout).not.toMatch(/::(warning|error)/);

  await startJob(world, item, { run: 101, job: 'next' }).uses('collect');
  expect(recordsLike(world, 'handoff/')).toMatchObject([
    { status: 'completed', outcome: 'job work of run 101 succeeded', actor: 'alice' },
  ]);
}, 120_000);

test('a script of the input runs in bash or sh, where it is told to, with what is to be recorded', async () => {
  await registerItem(world, '  - { key: headings, order: 1 }\n  - { key: links, order: 2 }');
  const leg = direct('headings');
  fs.mkdirSync(path.join(leg.workspace, 'site/docs'), { recursive: true });
  const run = `[[ 1 == 1 ]]\necho "\${BASH_VERSION:+bash}" > which\nif [ "$0" ]; then echo 7 > pages; fi`;
  const inputs = { run, 'working-directory': 'site/docs', outcome: 'Seven `pages`; $(touch x)' };
  const ran = await leg.uses('execute', {
    ...inputs,
    ...{ evidence: 'site/docs/pages', 'next-action': 'Look at it' },
  });
  expect(ran).toMatchObject({ code: 0, stderr: '', outputs: { status: 'completed' } });
  expect(fileOf(leg, 'site/docs/which')).toBe('bash\n');
  expect(recordsLike(world, 'handoff/')).toMatchObject([
    {
      ...{ status: 'completed', outcome: inputs.outcome, nextAction: 'Look at it' },
      outputs: [{ path: 'site/docs/pages' }],
    },
  ]);
  expect(fs.readdirSync(path.join(leg.workspace, 'site/docs')).sort()).toEqual(['pages', 'which']);

  const other = direct('links', 102);
  const posix = await other.uses('execute', { shell: 'sh', run: 'echo "$-" > options' });
  expect(posix).toMatchObject({ code: 0, outputs: { status: 'completed' } });
  expect(fileOf(other, 'options')).toContain('e');
}, 120_000);

test('a list is run without a shell', async () => {
  const command = ['cp', '/dev/null', '$(touch x);`touch y` & z'];
  await registerItem(world, `  - { key: headings, order: 1, run: ${JSON.stringify(command)} }`);
  const leg = direct('headings');
  expect(await leg.uses('execute')).toMatchObject({ code: 0, outputs: { status: 'completed' } });
  expect(fs.readdirSync(leg.workspace)).toEqual([command[2]]);
}, 60_000);

test('what has ended is not run again; a person who re-runs the job has it tried again', async () => {
  await registerItem(world, '  - { key: headings, order: 1 }\n  - { key: links, order: 2 }');
  const leg = direct('headings');
  const run = 'echo again >> runs';
  const first = await leg.uses('execute', { run });
  const second = await leg.uses('execute', { run });
  expect(second).toMatchObject({ code: 0, outputs: { ...first.outputs, claimed: 'false' } });
  expect(fileOf(leg, 'runs')).toBe('again\n');

  const failing = direct('links', 102);
  expect(await failing.uses('execute', { run: 'exit 1' })).toMatchObject({ code: 1 });
  const again = direct('links', 102, 2);
  expect(await again.uses('execute', { run })).toMatchObject({
    code: 0,
    outputs: { claimed: 'true', attempt: '2', status: 'completed' },
  });
}, 120_000);

test('a step that somebody else has is not run', async () => {
  await registerItem(world, '  - { key: headings, order: 1 }');
  expect(await direct('headings').uses('claim')).toMatchObject({ code: 0 });
  const late = direct('headings', 102);
  const run = 'touch ran';
  const lost = await late.uses('execute', { run });
  expect(lost).toMatchObject({ code: 1, outputs: {} });
  expect(lost.stdout).toMatch(/^::error title=already-claimed::/m);
  expect(await late.uses('execute', { run, 'if-lost': 'skip' })).toMatchObject({
    code: 0,
    outputs: {
      ...{ claimed: 'false', step: 'headings', attempt: '' },
      ...{ packet: '', prompt: '', status: '', handoff: '' },
    },
  });
  expect(fs.readdirSync(late.workspace)).toEqual([]);
}, 60_000);

test('a step whose inputs are unchanged is not run again: the earlier outcome holds', async () => {
  const steps = '  - { key: headings, order: 1 }\n  - { key: links, order: 2, inputs: [page.md] }';
  await registerItem(world, steps, {
    gates: '  - { key: ok, after: links, returnTo: headings }',
  });
  const linksJob = (run: number): JobProcess => {
    const job = direct('links', run);
    fs.writeFileSync(path.join(job.workspace, 'page.md'), '# Page');
    return job;
  };
  const run = 'touch ran';
  await direct('headings', 101).uses('execute', { run });
  expect(await linksJob(102).uses('execute', { run })).toMatchObject({ code: 0 });
  const gate = ['gate', '--work-item', item, '--gate', 'ok', '--actor', 'bob'];
  const rejected = await runNode(
    [
      path.join(world.tree, 'cli/index.js'),
      ...gate,
      '--decision',
      'reject',
      '--reason',
      'Once more',
    ],
    { PATH: process.env['PATH'] ?? '', HOME: world.folder },
    path.join(world.folder, 'checkout'),
  );
  expect(rejected).toMatchObject({ code: 0 });
  await direct('headings', 103).uses('execute', { run });
  const job = linksJob(104);
  const unchanged = await job.uses('execute', { run });
  expect(unchanged).toMatchObject({
    code: 0,
    outputs: { claimed: 'false', attempt: '2', status: 'completed' },
  });
  expect(fs.readdirSync(job.workspace)).toEqual(['page.md']);
  expect(recordsLike(world, unchanged.outputs['handoff'] ?? 'none')).toMatchObject([
    { status: 'completed', reusedFrom: expect.anything() },
  ]);
}, 120_000);
