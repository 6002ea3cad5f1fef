/** What the run of a fork's pull request could only look at is done by the run that follows it, in this repository. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import { createWorld, type World } from './harness.ts';
import { recordsLike, registerItem } from './item.ts';
import {
  calls,
  doStep,
  fork,
  merge,
  pr,
  pushFork,
  pushTopic,
  runEvent,
  showPull,
} from './pull-request-harness.ts';
import { releaseTree } from './release-tree.ts';

let tree: string;
let world: World;
beforeAll(() => {
  tree = releaseTree();
}, 240_000);
afterAll(() => fs.rmSync(tree, { recursive: true, force: true }));
beforeEach(async () => {
  world = await createWorld(tree);
});
afterEach(async () => {
  expect(world.github.violations).toEqual([]);
  expect(world.github.pendingFaults).toBe(0);
  await world.close();
});

const steps = '  - { key: headings, order: 1 }\n  - { key: report, order: 2 }';
const comments = `/issues/${pr}/comments`;
/** The written budget, for one item. */
const most = 7;
const bodies = (): readonly string[] => world.github.comments.map(({ body }) => body);
const register = (...args: readonly string[]) => registerItem(world, steps, { register: args });

test('a run of a fork is followed by one that comments, found by the head commit and the repository', async () => {
  await register('--pr', String(pr));
  const head = pushFork(world, { 'theirs.md': 'theirs\n' });
  world.github.setPull({ number: pr, head });
  const { ran, calls: asked } = await calls(world, () => showPull(world, runEvent(head)));
  expect(ran).toMatchObject({ code: 0, stderr: '', outputs: { items: '["edition-1"]' } });
  expect(asked).toEqual(['GET /pulls', `GET ${comments}`, `POST ${comments}`]);
  expect(asked.length).toBeLessThanOrEqual(most);
  expect(bodies()).toEqual([expect.stringContaining('orchestrator:schedule v1 edition-1 ')]);
  // Its branch has gone on since: that is told by the run of the new commit.
  const stale = await showPull(world, runEvent({ ...head, sha: '1'.repeat(40) }));
  expect(stale).toMatchObject({ code: 0, outputs: { items: '[]' } });
  expect(stale.stdout).toMatch(/^::notice::No pull request is at 111111111111 any more/m);
}, 120_000);

test('a fork that was merged is integrated', async () => {
  await register('--pr', String(pr));
  await doStep(world);
  const head = pushFork(world, { 'theirs.md': 'theirs\n' });
  const commit = merge(world, head);
  world.github.setPull({ number: pr, head, merged: true, mergeCommit: commit });
  expect(await showPull(world, runEvent(head))).toMatchObject({
    ...{ code: 0, stderr: '' },
    outputs: { integrated: '["edition-1"]' },
  });
  expect(recordsLike(world, 'baseline.')).toMatchObject([{ commit }]);
}, 120_000);

test('a branch of the same name in a fork is another branch', async () => {
  await register('--input', 'branch=theirs');
  const head = pushFork(world, { 'theirs.md': 'theirs\n' });
  world.github.setPull({ number: pr, head });
  expect(await showPull(world, runEvent(head))).toMatchObject({ outputs: { items: '[]' } });
  expect(bodies()).toEqual([]);
}, 60_000);

test('runs of this repository, and runs that belong to no pull request, are left alone', async () => {
  await register('--pr', String(pr));
  const head = pushTopic(world, { 'a.md': 'a\n' });
  const { ran, calls: asked } = await calls(world, () => showPull(world, runEvent(head)));
  expect(ran.stdout).toMatch(/^::notice::Run \d+ belongs to a branch of this repository/m);
  const pushed = runEvent({ ...head, repository: fork }, 'push');
  expect((await showPull(world, pushed)).stdout).toMatch(
    /^::notice::Run \d+ belongs to no pull request/m,
  );
  expect(asked).toEqual([]);
}, 60_000);

test('a pull request that can not be found because the server does not answer fails, to be run again', async () => {
  await register('--pr', String(pr));
  const head = pushFork(world, { 'theirs.md': 'theirs\n' });
  const headers = { 'retry-after': '3600' };
  world.github.fail({ path: /pulls$/, fault: { kind: 'status', status: 429, headers } });
  const ran = await showPull(world, runEvent(head));
  expect(ran).toMatchObject({ code: 1, outputs: {} });
  expect(ran.stdout).toMatch(/^::error title=storage-failed::.*\(429\).*Re-run this job/m);
}, 60_000);
