/** Waves from plan to collect: the released actions as processes, on a real repository and a local GitHub. */
import { expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import { startJob, type World } from './harness.ts';
import { inWorlds } from './in-worlds.ts';
import { item, legsOf, recordsLike, recordsOf, registerItem } from './item.ts';

let world: World;
inWorlds((fresh) => (world = fresh));

const steps = `  - { key: headings, order: 1, title: Check the headings }
  - { key: links, order: 2, parallelizable: true }
  - { key: wording, order: 3, parallelizable: true, runner: macos-latest }
  - { key: report, order: 4 }`;
const oneStep = '  - { key: headings, order: 1 }\n  - { key: report, order: 2 }';

const planJob = (run: number) => startJob(world, item, { run, job: 'plan' });
const nextJob = (run: number) => startJob(world, item, { run, job: 'next' });

/** Schedules, and returns the job of the first leg. */
async function firstLeg(run: number) {
  const [matrix] = legsOf(await planJob(run).uses('schedule'));
  if (matrix === undefined) throw new Error('nothing to do');
  return { matrix, leg: startJob(world, item, { run, matrix }) };
}

test('what a leg hands in is stored by the collector, and the next wave is started', async () => {
  await registerItem(world, steps);
  const plan = planJob(101);
  const first = await plan.uses('schedule');
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.outputs).toMatchObject({ ready: '0', running: '1', done: 'false' });
  expect(first.outputs['history']).toMatch(/^[0-9a-f]{40}$/);
  expect(legsOf(first)).toMatchObject([
    { step: 'headings', attempt: 1, title: 'Check the headings', runner: 'ubuntu-latest' },
  ]);
  // A repeated step finds its own claims.
  expect((await plan.uses('schedule')).outputs).toEqual(first.outputs);

  const [matrix] = legsOf(first);
  const leg = startJob(world, item, { run: 101, ...(matrix && { matrix }) });
  const claimed = await leg.uses('claim');
  expect(claimed).toMatchObject({ code: 0, stderr: '' });
  expect(claimed.outputs).toMatchObject({ claimed: 'true', step: 'headings', attempt: '1' });
  const packet = JSON.parse(fs.readFileSync(claimed.outputs['packet'] ?? '', 'utf8')) as object;
  expect(packet).toMatchObject({
    workItemId: item,
    steps: [{ key: 'headings', state: 'running' }],
  });
  expect(fs.readFileSync(claimed.outputs['prompt'] ?? '', 'utf8')).toContain(
    '# Check the headings',
  );

  const before = [...recordsOf(world).keys()];
  const completed = await leg.uses('complete', { outcome: 'Seven pages' });
  expect(completed).toMatchObject({ code: 0, stderr: '', outputs: { status: 'completed' } });
  expect(completed.outputs['artifact-id']).toMatch(/^\d+$/);
  expect([...recordsOf(world).keys()]).toEqual(before);
  // The same again: the same artifact, not a second one.
  expect((await leg.uses('complete', { outcome: 'Seven pages' })).outputs).toEqual(
    completed.outputs,
  );
  expect(world.github.artifacts).toHaveLength(1);
  expect((await leg.post('claim', claimed, 'success')).stdout).not.toMatch(/::(warning|error)/);

  const collected = await nextJob(101).uses('collect');
  expect(collected).toMatchObject({ code: 0, stderr: '' });
  expect(collected.outputs).toMatchObject({ accepted: '1', refused: '0', continued: 'true' });
  const handoff = recordsOf(world).get(completed.outputs['handoff'] ?? '');
  expect(handoff).toMatchObject({ status: 'completed', outcome: 'Seven pages', actor: 'alice' });
  expect(world.github.dispatches).toMatchObject([
    { workflow: '.github/workflows/plan.yml', ref: 'main', inputs: { 'work-item': item } },
  ]);
  // Collected twice is stored once.
  expect((await nextJob(101).uses('collect', { continue: 'false' })).outputs).toMatchObject({
    ...{ accepted: '0', refused: '0', continued: 'false' },
  });
  const second = await planJob(102).uses('schedule');
  expect(legsOf(second).map(({ step, runner }) => [step, runner])).toEqual([
    ['links', 'ubuntu-latest'],
    ['wording', 'macos-latest'],
  ]);
}, 120_000);

test('claim and complete call no API, and say the token nowhere', async () => {
  await registerItem(world, oneStep);
  const { leg } = await firstLeg(101);
  const calls = world.github.journal.length;
  const ran = [await leg.uses('claim'), await leg.uses('complete')];
  expect(ran.map(({ code }) => code)).toEqual([0, 0]);
  const paths = world.github.journal.slice(calls).map(({ path }) => path);
  expect(paths.filter((path) => path.includes('/repos/'))).toEqual([]);
  const spoken = ran.map(({ stdout }) => stdout.replaceAll(/^::add-mask::.*$/gm, '')).join('');
  expect(spoken).not.toContain('ghs_');
}, 60_000);

test.each([
  ['failure', 'failed'],
  ['cancelled', 'abandoned'],
])(
  'a job that ends in %s leaves an attempt that is %s',
  async (status, recorded) => {
    await registerItem(world, oneStep);
    const { leg } = await firstLeg(101);
    const claimed = await leg.uses('claim');
    const post = await leg.post('claim', claimed, status);
    expect(post).toMatchObject({ code: 0, stderr: '' });
    expect(await nextJob(101).uses('collect')).toMatchObject({
      code: 0,
      outputs: { accepted: '1', continued: 'false' },
    });
    expect(recordsLike(world, 'handoff/')).toMatchObject([{ status: recorded, actor: 'alice' }]);
  },
  60_000,
);

test('without an artifact service every leg pushes; without planned claims each claims its own', async () => {
  await registerItem(world, steps);
  const env = { ACTIONS_RUNTIME_TOKEN: '' };
  const plan = startJob(world, item, { run: 101, job: 'plan', env });
  const scheduled = await plan.uses('schedule', { 'pre-claim': 'false' });
  expect(scheduled.outputs).toMatchObject({ ready: '1', running: '0' });
  const [matrix] = legsOf(scheduled);
  expect(matrix).toMatchObject({ step: 'headings', nonce: '' });
  const leg = startJob(world, item, { run: 101, env, ...(matrix && { matrix }) });
  expect(await leg.uses('claim')).toMatchObject({ code: 0, outputs: { claimed: 'true' } });
  expect(recordsLike(world, 'claims/')).toMatchObject([
    {
      attemptId: expect.stringMatching(/^headings-101-1-work-[0-9a-f]{8}$/),
      executor: { kind: 'job', run: '101' },
    },
  ]);
  const completed = await leg.uses('complete');
  expect(completed.outputs).toMatchObject({ status: 'completed', 'artifact-id': '' });
  expect(recordsLike(world, 'handoff/')).toHaveLength(1);

  const other = startJob(world, item, { run: 102, env, ...(matrix && { matrix }) });
  const lost = await other.uses('claim');
  expect(lost).toMatchObject({ code: 1, outputs: {} });
  expect(lost.stdout).toMatch(/^::error title=step-completed::/m);
  expect(await other.uses('claim', { 'if-lost': 'skip' })).toMatchObject({
    code: 0,
    outputs: { claimed: 'false', packet: '' },
  });
  const nothing = await other.uses('complete');
  expect(nothing.code).toBe(1);
  expect(nothing.stdout).toMatch(/^::error title=attempt-not-claimed::/m);
}, 120_000);

test('a run that has ended without an outcome is the evidence by which its attempts are abandoned', async () => {
  await registerItem(world, oneStep);
  await firstLeg(101);
  const unknown = await planJob(102).uses('schedule');
  expect(unknown).toMatchObject({ code: 0, outputs: { matrix: '', running: '1' } });
  expect(unknown.stdout).toMatch(/^::notice::The state of run 101/m);
  world.github.setRun({ id: 101, status: 'in_progress' });
  expect(await planJob(103).uses('schedule')).toMatchObject({ outputs: { running: '1' } });
  world.github.setRun({ id: 101, status: 'completed', conclusion: 'failure' });
  const found = await planJob(104).uses('schedule');
  expect(found).toMatchObject({ code: 0, outputs: { running: '0', matrix: '' } });
  expect(recordsLike(world, 'handoff/')).toMatchObject([
    { status: 'abandoned', outcome: expect.stringContaining('run 101 ended (failure)') },
  ]);
}, 120_000);

test('a criterion that fails is named, and the attempt ends as failed with the job', async () => {
  await registerItem(
    world,
    `  - { key: headings, order: 1, exitCriteria: [{ id: there, type: file_exists, path: page.md }] }`,
  );
  const { leg } = await firstLeg(101);
  const claimed = await leg.uses('claim');
  const refused = await leg.uses('complete');
  expect(refused.code).toBe(1);
  expect(refused.stdout).toMatch(/^::error title=exit-criteria::.*there/m);
  expect(world.github.artifacts).toEqual([]);
  expect((await leg.post('claim', claimed, 'failure')).code).toBe(0);
  fs.writeFileSync(`${leg.workspace}/page.md`, '# Page\n');
  expect((await leg.uses('complete')).stdout).toMatch(/^::error title=attempt-closed::/m);
}, 60_000);
