/** A person presses Re-run: what ended badly is tried again, as a new attempt and in that person's name. */
import { expect, test } from '@jest/globals';
import { startJob, type World } from './harness.ts';
import { inWorlds } from './in-worlds.ts';
import { item, legsOf, recordsLike, registerItem } from './item.ts';

let world: World;
inWorlds((fresh) => (world = fresh));

const oneStep = '  - { key: headings, order: 1 }\n  - { key: report, order: 2 }';
const nextJob = (run: number) => startJob(world, item, { run, job: 'next' });

/** Schedules, and returns the job of the first leg. */
async function firstLeg(run: number) {
  const plan = startJob(world, item, { run, job: 'plan' });
  const [matrix] = legsOf(await plan.uses('schedule'));
  if (matrix === undefined) throw new Error('nothing to do');
  return { matrix, leg: startJob(world, item, { run, matrix }) };
}

test('Re-run failed jobs: the next attempt, requeued by whoever pressed the button, through the collector', async () => {
  await registerItem(world, oneStep);
  const { matrix, leg } = await firstLeg(101);
  await leg.post('claim', await leg.uses('claim'), 'failure');
  await nextJob(101).uses('collect');

  const again = startJob(world, item, { run: 101, attempt: 2, matrix, triggering: 'bob' });
  const claimed = await again.uses('claim');
  expect(claimed).toMatchObject({ code: 0, outputs: { claimed: 'true', attempt: '2' } });
  expect((await again.uses('claim')).outputs).toEqual(claimed.outputs);
  expect(recordsLike(world, 'claims/')).toHaveLength(1);
  expect(await again.uses('complete')).toMatchObject({ code: 0 });
  const collected = await startJob(world, item, { run: 101, attempt: 2, job: 'next' }).uses(
    'collect',
  );
  expect(collected).toMatchObject({ code: 0, outputs: { refused: '0', continued: 'true' } });
  expect(recordsLike(world, 'journal/')).toMatchObject([
    { type: 'attempt.requeued', actor: 'bob', step: 'headings', k: 2 },
  ]);
  expect(
    recordsLike(world, 'handoff/')
      .map(({ status }) => status)
      .sort(),
  ).toEqual(['completed', 'failed']);

  // Once more: it is done, and nothing new comes of it.
  const third = startJob(world, item, { run: 101, attempt: 3, matrix });
  const unchanged = await third.uses('claim');
  expect(unchanged).toMatchObject({ code: 0, outputs: { claimed: 'false', unchanged: 'true' } });
  expect(await third.uses('complete')).toMatchObject({ code: 0, outputs: { status: 'completed' } });
}, 120_000);

test('Re-run failed jobs after a runner died: what it held open is abandoned first', async () => {
  await registerItem(world, oneStep);
  const { matrix } = await firstLeg(101);
  const again = startJob(world, item, { run: 101, attempt: 2, matrix, triggering: 'bob' });
  expect(await again.uses('claim')).toMatchObject({ code: 0, outputs: { attempt: '2' } });
  await again.uses('complete');
  const next = startJob(world, item, { run: 101, attempt: 2, job: 'next' });
  expect(await next.uses('collect')).toMatchObject({ code: 0, outputs: { refused: '0' } });
  const ends = recordsLike(world, 'handoff/').map(({ status, actor }) => [status, actor]);
  expect(ends.sort()).toEqual([
    ['abandoned', 'github-actions[bot]'],
    ['completed', 'alice'],
  ]);
}, 120_000);

test('Re-run all jobs: the plan job requeues, and its legs take over as in any run', async () => {
  await registerItem(world, oneStep);
  const { leg } = await firstLeg(101);
  await leg.post('claim', await leg.uses('claim'), 'failure');
  await nextJob(101).uses('collect');
  expect(
    (await startJob(world, item, { run: 102, job: 'plan' }).uses('schedule')).outputs,
  ).toMatchObject({
    matrix: '',
  });
  const plan = startJob(world, item, { run: 101, attempt: 2, job: 'plan', triggering: 'bob' });
  const [matrix] = legsOf(await plan.uses('schedule'));
  expect(matrix).toMatchObject({ step: 'headings', attempt: 2 });
  expect(recordsLike(world, 'journal/')).toMatchObject([
    { type: 'attempt.requeued', actor: 'bob' },
  ]);
  const again = startJob(world, item, { run: 101, attempt: 2, ...(matrix && { matrix }) });
  expect(await again.uses('claim')).toMatchObject({ outputs: { claimed: 'true', attempt: '2' } });
  expect(recordsLike(world, 'claims/')).toHaveLength(2);
}, 120_000);
