/** A pull request shows its items and records its merge: the released action as a process, with published payloads. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createWorld, startJob, type World } from './harness.ts';
import { recordsLike, registerItem } from './item.ts';
import {
  calls,
  doStep,
  gitOf,
  merge,
  pr,
  pullEvent,
  pushTopic,
  registerMore,
  showPull,
  tip,
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
/** The written budget. */
const most = (items: number): number => 5 + 2 * items;
const bodies = (): readonly string[] => world.github.comments.map(({ body }) => body);
const shown = (): readonly string[] =>
  bodies().map((body) => /^<!-- orchestrator:(\w+ v1 \S+) /.exec(body)?.[1] ?? '');
const register = (...args: readonly string[]) => registerItem(world, steps, { register: args });

test('shows each item that names it or its branch, and writes nothing when nothing is new', async () => {
  await register('--pr', String(pr));
  await registerMore(world, 'by-branch', ['--input', 'branch=topic']);
  await registerMore(world, 'other-number', ['--pr', '6', '--input', 'branch=topic']);
  await registerMore(world, 'other-branch', ['--input', 'branch=main']);
  const head = pushTopic(world, { 'a.md': 'a\n' });
  world.github.setPull({ number: pr, head });
  const opened = await calls(world, () => showPull(world, pullEvent(head)));
  expect(opened.ran).toMatchObject({
    ...{ code: 0, stderr: '' },
    outputs: { items: '["by-branch","edition-1"]', affected: '0', integrated: '[]' },
  });
  expect(opened.calls).toEqual([`GET ${comments}`, `POST ${comments}`, `POST ${comments}`]);
  expect(opened.calls.length).toBeLessThanOrEqual(most(2));
  expect(shown()).toEqual(['schedule v1 by-branch', 'schedule v1 edition-1']);
  const event = pullEvent(head, { action: 'synchronize' });
  const again = await calls(world, () => showPull(world, event));
  expect(again.calls).toEqual([`GET ${comments}`]);
  expect((await calls(world, () => showPull(world, event, { comment: 'false' }))).calls).toEqual(
    [],
  );
}, 120_000);

test('a pull request without items gets no comment', async () => {
  await register();
  const head = pushTopic(world, { 'a.md': 'a\n' });
  world.github.setPull({ number: pr, head });
  const { ran, calls: asked } = await calls(world, () => showPull(world, pullEvent(head)));
  expect(ran).toMatchObject({ code: 0, outputs: { items: '[]', affected: '0' } });
  expect(ran.summary).toContain(`No work item belongs to #${pr}.`);
  expect(asked).toEqual([]);
}, 60_000);

test('a comment that the server refuses is a warning', async () => {
  await register('--pr', String(pr));
  await registerMore(world, 'second', ['--pr', String(pr)]);
  const head = pushTopic(world, { 'a.md': 'a\n' });
  world.github.setPull({ number: pr, head });
  world.github.fail({ method: 'POST', fault: { kind: 'status', status: 403 } });
  const { ran, calls: asked } = await calls(world, () => showPull(world, pullEvent(head)));
  expect(ran).toMatchObject({ code: 0, outputs: { items: '["edition-1","second"]' } });
  expect(ran.stdout).toMatch(/^::warning title=Not shown::.*pull-requests: write/m);
  // One refusal is enough.
  expect(asked).toEqual([`GET ${comments}`, `POST ${comments}`]);
}, 60_000);

describe('a merge', () => {
  test('is recorded for every item of which something is done, once', async () => {
    await register('--pr', String(pr));
    await registerMore(world, 'untouched', ['--pr', String(pr)]);
    await doStep(world);
    const head = pushTopic(world, { 'a.md': 'a\n' });
    const commit = merge(world, head);
    world.github.setPull({ number: pr, head, merged: true, mergeCommit: commit });
    const event = pullEvent(head, { action: 'closed', mergeCommit: commit });
    const merged = await calls(world, () => showPull(world, event));
    expect(merged.ran).toMatchObject({
      ...{ code: 0, stderr: '' },
      outputs: { items: '["edition-1","untouched"]', integrated: '["edition-1"]' },
    });
    expect(merged.ran.stdout).toMatch(/^::notice title=nothing-to-integrate::untouched: No step/m);
    expect(merged.calls.length).toBeLessThanOrEqual(most(2));
    expect(recordsLike(world, 'baseline.')).toMatchObject([
      { decision: 'integrated', commit, actor: 'carol', covers: [['headings', 1]] },
    ]);
    expect(shown()).toEqual(['schedule v1 edition-1', 'schedule v1 untouched']);
    const before = tip(world);
    expect((await showPull(world, event)).outputs).toMatchObject({ integrated: '["edition-1"]' });
    expect(tip(world)).toBe(before);
  }, 120_000);

  test('is found by the commit that was pushed, also behind many others', async () => {
    await register('--input', 'branch=topic');
    await doStep(world);
    const head = pushTopic(world, { 'a.md': 'a\n' });
    const commit = merge(world, head);
    world.github.setPull({ number: pr, head, merged: true, mergeCommit: commit });
    for (let count = 0; count < 3; count += 1) world.fixture.push({ 'b.md': String(count) });
    const push = (env = {}) =>
      showPull(world, { name: 'push', payload: {} }, {}, { GITHUB_SHA: commit, ...env });
    const topic = { GITHUB_REF: 'refs/heads/topic', GITHUB_REF_NAME: 'topic' };
    const elsewhere = await calls(world, () => push(topic));
    expect(elsewhere.ran).toMatchObject({ code: 0, outputs: { integrated: '[]' } });
    expect(elsewhere.ran.stdout).toMatch(/^::notice::topic is not the base branch \(main\)/m);
    expect(elsewhere.calls).toEqual([]);
    const asked = await calls(world, () => push());
    expect(asked.ran).toMatchObject({ code: 0, outputs: { integrated: '["edition-1"]' } });
    expect(asked.calls[0]).toBe(`GET /commits/${commit}/pulls`);
    expect(asked.calls.length).toBeLessThanOrEqual(most(1));
    expect(recordsLike(world, 'baseline.')).toMatchObject([{ commit }]);
    const unknown = await push({ GITHUB_SHA: world.fixture.git('rev-parse', 'main') });
    expect(unknown).toMatchObject({ code: 0, outputs: { items: '[]' } });
  }, 120_000);

  test('that is far behind is found among all commits of the base branch', async () => {
    await register('--pr', String(pr));
    await doStep(world);
    const head = pushTopic(world, { 'a.md': 'a\n' });
    const commit = merge(world, head);
    world.github.setPull({ number: pr, head, merged: true, mergeCommit: commit });
    const git = gitOf(world);
    const empty = git('rev-parse', 'main^{tree}');
    let at = commit;
    for (let count = 0; count < 130; count += 1)
      at = git('commit-tree', '-p', at, '-m', 'more', empty);
    git('push', '--quiet', 'origin', `${at}:refs/heads/main`);
    const event = pullEvent(head, { action: 'closed', mergeCommit: commit });
    expect(await showPull(world, event)).toMatchObject({
      outputs: { integrated: '["edition-1"]' },
    });
  }, 120_000);

  test('into another branch, one that is not in the base branch, and one with baseline: false integrate nothing', async () => {
    await register('--pr', String(pr));
    await doStep(world);
    const head = pushTopic(world, { 'a.md': 'a\n' });
    world.github.setPull({ number: pr, head });
    const closed = { action: 'closed', mergeCommit: head.sha } as const;
    const other = await showPull(world, pullEvent(head, { ...closed, base: 'release' }));
    expect(other).toMatchObject({ code: 0, outputs: { integrated: '[]' } });
    expect(other.stdout).toMatch(/^::notice::#5 was merged into release, not into the base/m);
    const not = await showPull(world, pullEvent(head, closed));
    expect(not).toMatchObject({ code: 0, outputs: { integrated: '[]' } });
    expect(not.stdout).toMatch(/^::notice title=not-in-base::/m);
    const commit = merge(world, head);
    const event = pullEvent(head, { ...closed, mergeCommit: commit });
    const off = await showPull(world, event, { baseline: 'false' });
    expect(off).toMatchObject({ code: 0, outputs: { integrated: '[]' } });
    expect(recordsLike(world, 'baseline.')).toEqual([]);
  }, 120_000);

  test('what was closed without a merge is nothing to record, and nothing to comment on', async () => {
    await register('--pr', String(pr));
    const head = pushTopic(world, { 'a.md': 'a\n' });
    const event = pullEvent(head, { action: 'closed' });
    const { ran, calls: asked } = await calls(world, () => showPull(world, event));
    expect(ran).toMatchObject({ code: 0, outputs: { items: '["edition-1"]', integrated: '[]' } });
    expect(asked).toEqual([]);
  }, 60_000);
});

test('what is checked out says nothing about where records are', async () => {
  await register('--pr', String(pr));
  const head = pushTopic(world, { 'a.md': 'a\n' });
  world.github.setPull({ number: pr, head });
  const job = startJob(world, '', { run: 101, event: pullEvent(head) });
  const elsewhere = 'store: { kind: git, branch: elsewhere }\n';
  fs.writeFileSync(path.join(job.workspace, 'orchestrator.yml'), elsewhere);
  expect(await job.uses('pull-request')).toMatchObject({
    code: 0,
    outputs: { items: '["edition-1"]' },
  });
}, 60_000);

test('an event that tells of no pull request is refused, and says which do', async () => {
  await register('--pr', String(pr));
  const ran = await showPull(world, { name: 'schedule', payload: {} });
  expect(ran).toMatchObject({ code: 1, outputs: {} });
  expect(ran.stdout).toMatch(/^::error title=invalid-input::The event schedule tells of no pull/m);
}, 60_000);
