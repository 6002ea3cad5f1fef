/** What `execute` records of a command that fails, and of one whose result is not what was asked for. */
import { expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import { startJob, type JobProcess, type World } from './harness.ts';
import { inWorlds } from './in-worlds.ts';
import { item, legsOf, recordsLike, registerItem } from './item.ts';

let world: World;
inWorlds((fresh) => (world = fresh));

/** A job that pushes what it records, for a step that nobody has claimed for it. */
const direct = (step: string, run = 101): JobProcess =>
  startJob(world, item, { run, matrix: { step }, env: { ACTIONS_RUNTIME_TOKEN: '' } });

test('a command that fails is recorded as that, and the retry policy applies', async () => {
  const command = 'echo early; false | true; exit 3';
  await registerItem(
    world,
    `  - { key: headings, order: 1, run: ${command}, retry: { maxAttempts: 2 } }`,
  );
  const leg = direct('headings');
  const ran = await leg.uses('execute', { outcome: 'All is well', evidence: 'not-made.txt' });
  expect(ran).toMatchObject({
    code: 1,
    outputs: { claimed: 'true', attempt: '1', status: 'failed' },
  });
  expect(ran.stdout).toMatch(
    /^::error title=command-failed::edition-1: headings, attempt 1: the command ended with exit code 3\./m,
  );
  expect((await leg.post('execute', ran, 'failure')).stdout).not.toMatch(/::(warning|error)/);
  expect(recordsLike(world, 'handoff/')).toMatchObject([
    { status: 'failed', outcome: 'the command ended with exit code 3', outputs: [] },
  ]);
  const plan = startJob(world, item, { run: 102, job: 'plan' });
  expect(legsOf(await plan.uses('schedule'))).toMatchObject([{ step: 'headings', attempt: 2 }]);
}, 120_000);

test('bash stops at the first error, also in a pipe; a program that is not there fails as well', async () => {
  await registerItem(
    world,
    `  - { key: headings, order: 1, dependsOn: [] }\n  - { key: links, order: 2, dependsOn: [], run: [no-such-program] }`,
  );
  const leg = direct('headings');
  const ran = await leg.uses('execute', { run: 'false | true\ntouch reached' });
  expect(ran).toMatchObject({ code: 1, outputs: { status: 'failed' } });
  expect(fs.readdirSync(leg.workspace)).toEqual([]);
  const gone = await direct('links', 102).uses('execute');
  expect(gone).toMatchObject({ code: 1, outputs: { status: 'failed' } });
  expect(gone.stdout).toMatch(/could not be started: .*no-such-program/);
}, 120_000);

test('a criterion that fails leaves the attempt open, and after the job it is recorded as failed', async () => {
  const criteria = 'exitCriteria: [{ id: there, type: file_exists, path: page.md }]';
  await registerItem(world, `  - { key: headings, order: 1, run: "true", ${criteria} }`);
  const leg = direct('headings');
  const ran = await leg.uses('execute');
  expect(ran).toMatchObject({ code: 1, outputs: { claimed: 'true', status: '', handoff: '' } });
  expect(ran.stdout).toMatch(/^::error title=exit-criteria::.*there/m);
  expect(recordsLike(world, 'handoff/')).toEqual([]);
  // Also where the job goes on all the same.
  expect((await leg.post('execute', ran, 'success')).code).toBe(0);
  expect(recordsLike(world, 'handoff/')).toMatchObject([{ status: 'failed' }]);
}, 60_000);
