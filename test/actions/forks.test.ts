/** Runs of a fork's pull request look on, or are refused before anything is read. What comes of them comes later. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ActionName } from '../../scripts/release/action-file.ts';
import { createWorld, startJob, type World } from './harness.ts';
import { item, recordsOf, registerItem } from './item.ts';
import {
  calls,
  doStep,
  merge,
  pr,
  pullEvent,
  pushFork,
  showPull,
  tip,
  type Head,
} from './pull-request-harness.ts';
import { releaseTree } from './release-tree.ts';
import type { Ran, Words } from './run-step.ts';

let tree: string;
let world: World;
let head: Head;
let before: string;
beforeAll(() => {
  tree = releaseTree();
}, 240_000);
afterAll(() => fs.rmSync(tree, { recursive: true, force: true }));
beforeEach(async () => {
  world = await createWorld(tree);
  await registerItem(world, '  - { key: headings, order: 1 }', { register: ['--pr', String(pr)] });
  head = pushFork(world, { 'theirs.md': 'theirs\n' });
  world.github.setPull({ number: pr, head });
  before = tip(world);
});
afterEach(async () => {
  // Nothing was written: neither to the branch nor through the API.
  expect(tip(world)).toBe(before);
  const writes = world.github.journal.filter(
    ({ method, path: asked }) => method !== 'GET' && asked.startsWith('/repos/'),
  );
  expect(writes).toEqual([]);
  expect(world.github.comments).toEqual([]);
  expect(world.github.violations).toEqual([]);
  await world.close();
});

/** A step in a run of the fork's pull request, with the fork's files checked out. */
function inFork(action: ActionName, inputs: Words = {}, policy?: string): Promise<Ran> {
  const event = pullEvent(head);
  const env = { GITHUB_REF: `refs/pull/${pr}/merge`, GITHUB_REF_NAME: `${pr}/merge` };
  const job = startJob(world, item, { run: 101, event, env, sender: 'mallory' });
  if (policy !== undefined) fs.writeFileSync(path.join(job.workspace, 'orchestrator.yml'), policy);
  return job.uses(action, inputs);
}

test('schedule looks: nothing is claimed, nothing may start, and the summary says how things stand', async () => {
  const { ran, calls: asked } = await calls(world, () => inFork('schedule', { 'work-item': item }));
  expect(ran).toMatchObject({
    ...{ code: 0, stderr: '' },
    outputs: { matrix: '', ready: '1', running: '0', done: 'false', history: before },
  });
  expect(ran.stdout).toMatch(/^::notice::This run belongs to a fork's pull request: it looks on/m);
  expect(ran.summary).toContain("This run belongs to a fork's pull request: it looks on");
  expect(ran.summary).toContain('headings');
  expect(asked).toEqual([]);
}, 60_000);

test('what the fork says about where records are is not read', async () => {
  const elsewhere = 'store: { kind: git, branch: evil, remote: "https://evil.example/x.git" }\n';
  const ran = await inFork('schedule', { 'work-item': item }, elsewhere);
  expect(ran).toMatchObject({ code: 0, outputs: { ready: '1', history: before } });
  expect(await inFork('schedule', { 'work-item': item }, '{ not: [valid')).toMatchObject({
    code: 0,
  });
}, 60_000);

test.each([
  ['claim', { 'work-item': item, step: 'headings' }],
  ['complete', {}],
  ['execute', { 'work-item': item, step: 'headings', run: 'touch ran' }],
  ['collect', { 'work-item': item }],
  ['gate', { 'work-item': item, gate: 'release', decision: 'approve' }],
] as const)(
  '%s is refused, and its post step has nothing to do',
  async (action, inputs: Words) => {
    const { ran, calls: asked } = await calls(world, () => inFork(action, inputs));
    expect(ran).toMatchObject({ code: 1, outputs: {} });
    expect(ran.stdout).toMatch(
      /^::error title=invalid-input::This run belongs to a fork's pull request: .*nothing could be recorded/m,
    );
    expect(asked).toEqual([]);
    const job = startJob(world, item, { run: 101, event: pullEvent(head) });
    if (ran.state['isPost'] !== 'true') return;
    const post = await job.post(action, ran, 'failure');
    expect(post).toMatchObject({ code: 0, stdout: '' });
  },
  60_000,
);

test('pull-request shows in its summary what the comment will say, and leaves the comment to another workflow', async () => {
  const { ran, calls: asked } = await calls(world, () => showPull(world, pullEvent(head)));
  expect(ran).toMatchObject({
    ...{ code: 0, stderr: '' },
    outputs: { items: JSON.stringify([item]), affected: '0', integrated: '[]' },
  });
  expect(ran.stdout).toMatch(/^::notice::This run belongs to a fork.*on: workflow_run/m);
  expect(ran.summary).toContain('headings');
  expect(asked).toEqual([]);
}, 60_000);

test('not even a merge is recorded by it: the token of such a run may not push', async () => {
  await doStep(world);
  before = tip(world);
  const commit = merge(world, head);
  const merged = pullEvent(head, { action: 'closed', mergeCommit: commit });
  const { ran, calls: asked } = await calls(world, () => showPull(world, merged));
  expect(ran).toMatchObject({
    ...{ code: 0, stderr: '' },
    outputs: { items: JSON.stringify([item]), integrated: '[]' },
  });
  expect(asked).toEqual([]);
}, 60_000);

test('a fork that is gone is still no branch of this repository', async () => {
  const event = pullEvent(head);
  const pull = event.payload['pull_request'] as { head: object };
  const gone = { ...pull, head: { ...pull.head, repo: null } };
  const job = startJob(world, item, {
    run: 101,
    event: { ...event, payload: { ...event.payload, pull_request: gone } },
  });
  expect(await job.uses('schedule', { 'work-item': item })).toMatchObject({
    code: 0,
    outputs: { matrix: '' },
  });
  expect(recordsOf(world).size).toBe(1);
}, 60_000);
