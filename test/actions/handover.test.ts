/** What one job leaves for the next: the commit of its work, evidence, a comment, the line of the baseline. */
import { expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startJob, type JobProcess, type World } from './harness.ts';
import { inWorlds } from './in-worlds.ts';
import { item, legsOf, recordsLike, registerItem } from './item.ts';

let world: World;
inWorlds((fresh) => (world = fresh));

const twoSteps = '  - { key: headings, order: 1 }\n  - { key: report, order: 2 }';

/** A checkout in the workspace of a job, as actions/checkout leaves it. */
function checkOut({ workspace }: JobProcess): string {
  execFileSync('git', ['clone', '--quiet', world.fixture.bare, workspace]);
  return execFileSync('git', ['-C', workspace, 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
}

async function leg(run: number): Promise<JobProcess> {
  const [matrix] = legsOf(await startJob(world, item, { run, job: 'plan' }).uses('schedule'));
  if (matrix === undefined) throw new Error('nothing to do');
  return startJob(world, item, { run, matrix });
}

test('the commit of the work reaches the job that builds on it', async () => {
  await registerItem(world, twoSteps);
  const first = await leg(101);
  const commit = checkOut(first);
  expect(await first.uses('claim')).toMatchObject({ outputs: { ref: '' } });
  fs.writeFileSync(path.join(first.workspace, 'notes.txt'), 'Seven pages\n');
  await first.uses('complete', { evidence: 'notes.txt' });
  await startJob(world, item, { run: 101, job: 'next' }).uses('collect');
  expect(recordsLike(world, 'handoff/')).toMatchObject([
    { commit, outputs: [{ path: 'notes.txt', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }] },
  ]);
  const second = await leg(102);
  expect(await second.uses('claim')).toMatchObject({ outputs: { step: 'report', ref: commit } });
}, 60_000);

test('persist: direct pushes the record; work that is in the base branch is recorded as such', async () => {
  await registerItem(world, twoSteps);
  const job = await leg(101);
  const commit = checkOut(job);
  await job.uses('claim');
  const completed = await job.uses('complete', { persist: 'direct' });
  expect(completed).toMatchObject({ code: 0, outputs: { status: 'completed', 'artifact-id': '' } });
  expect(recordsLike(world, 'handoff/')).toHaveLength(1);
  expect(world.github.artifacts).toEqual([]);
  const integrated = await job.uses('complete', { 'event-type': 'baseline-integration' });
  expect(integrated).toMatchObject({ code: 0, outputs: { status: 'integrated' } });
  expect(recordsLike(world, 'journal/')).toMatchObject([
    { eventType: 'baseline-integration', commit },
  ]);
  const contrary = await job.uses('complete', {
    'event-type': 'attempt-completed',
    status: 'failed',
  });
  expect(contrary.stdout).toMatch(/^::error title=invalid-input::.*contradict each other/m);
}, 60_000);

test('persist: artifact without a service for them is refused before anything is written', async () => {
  await registerItem(world, twoSteps);
  const [matrix] = legsOf(await startJob(world, item, { run: 101, job: 'plan' }).uses('schedule'));
  const env = { ACTIONS_RUNTIME_TOKEN: '' };
  const job = startJob(world, item, { run: 101, env, ...(matrix && { matrix }) });
  await job.uses('claim');
  const refused = await job.uses('complete', { persist: 'artifact' });
  expect(refused.code).toBe(1);
  expect(refused.stdout).toMatch(/^::error title=invalid-input::persist: artifact/m);
  expect(recordsLike(world, 'handoff/')).toEqual([]);
}, 60_000);

test('the status is shown in one comment; what forbids it is a warning', async () => {
  await registerItem(world, twoSteps);
  world.github.setIssue(5);
  const plan = startJob(world, item, { run: 101, job: 'plan' });
  expect(await plan.uses('schedule')).toMatchObject({ code: 0 });
  expect(world.github.comments).toEqual([]);
  expect(await plan.uses('schedule', { comment: '5' })).toMatchObject({ code: 0 });
  expect(world.github.comments).toMatchObject([
    { issue: 5, body: expect.stringContaining('`headings`') },
  ]);
  world.github.fail({ method: 'GET', path: /comments/, fault: { kind: 'status', status: 403 } });
  const forbidden = await plan.uses('schedule', { comment: '5' });
  expect(forbidden.code).toBe(0);
  expect(forbidden.stdout).toMatch(/^::warning title=Not shown::.*pull-requests: write/m);
}, 60_000);

test('a portfolio is written when it is asked for', async () => {
  await registerItem(world, twoSteps);
  const collected = await startJob(world, item, { run: 101, job: 'next' }).uses('collect', {
    export: 'true',
  });
  expect(collected).toMatchObject({ code: 0, outputs: { accepted: '0' } });
  expect(recordsLike(world, 'exports/')).toMatchObject([{ schema: 'orchestrator.portfolio/1' }]);
}, 60_000);

test('a workflow that may not be started again is an error with the way to mend it; the records are stored', async () => {
  await registerItem(world, twoSteps);
  const job = await leg(101);
  await job.uses('claim');
  await job.uses('complete');
  world.github.fail({ method: 'POST', path: /dispatches/, fault: { kind: 'status', status: 403 } });
  const collected = await startJob(world, item, { run: 101, job: 'next' }).uses('collect');
  expect(collected).toMatchObject({ code: 1, outputs: { accepted: '1', continued: 'false' } });
  expect(collected.stdout).toMatch(/^::error title=not-continued::.*actions: write/m);
  expect(recordsLike(world, 'handoff/')).toHaveLength(1);
}, 60_000);

test('a run that has claimed nothing is not followed by another', async () => {
  await registerItem(world, twoSteps);
  const collected = await startJob(world, item, { run: 105, job: 'next' }).uses('collect');
  expect(collected).toMatchObject({ code: 0, outputs: { accepted: '0', continued: 'false' } });
  expect(world.github.dispatches).toEqual([]);
}, 60_000);
