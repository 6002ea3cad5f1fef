/** Where an item stands, on its pull request: by schedule when something starts, by collect when nothing follows. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import { atGate } from './gate-harness.ts';
import { createWorld, startJob, type World } from './harness.ts';
import { item, legsOf, recordsLike, registerItem } from './item.ts';
import { calls, pr, pushTopic, type Asked } from './pull-request-harness.ts';
import { releaseTree } from './release-tree.ts';
import type { Words } from './run-step.ts';

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

const oneStep = '  - { key: headings, order: 1 }';
const comments = `/issues/${pr}/comments`;
/** Written budgets: 1,000 calls an hour for the whole repository. */
const most = { schedule: 3, collect: 4 };

/** Without the questions about open runs: there are as many as there are such runs. */
async function schedule(run: number, inputs: Words = {}): Promise<Asked> {
  const step = () => startJob(world, item, { run, job: 'plan' }).uses('schedule', inputs);
  const { ran, calls: asked } = await calls(world, step);
  return { ran, calls: asked.filter((call) => !call.startsWith('GET /actions/runs/')) };
}
const bodies = (): readonly string[] => world.github.comments.map(({ body }) => body);

test('the pull request that the item names gets one comment, which is edited only when it says something else', async () => {
  await registerItem(world, oneStep, { register: ['--pr', String(pr)] });
  world.github.setPull({ number: pr, head: pushTopic(world, { 'a.md': 'a' }) });
  const first = await schedule(101);
  expect(first.ran).toMatchObject({ code: 0, stderr: '' });
  expect(first.calls).toEqual([`GET ${comments}`, `POST ${comments}`]);
  expect(bodies()).toEqual([
    expect.stringMatching(
      /^<!-- orchestrator:schedule v1 edition-1 head=\S+ as_of=\S+ digest=sha256:[0-9a-f]{64} -->\n### /,
    ),
  ]);
  expect(bodies()[0]).toContain('headings');
  expect(first.ran.summary).toContain(`Shown on #${pr}.`);
  // A repeated step says the same.
  expect((await schedule(101)).calls).toEqual([`GET ${comments}`]);
  const [matrix] = legsOf(first.ran);
  const leg = startJob(world, item, { run: 101, ...(matrix && { matrix }) });
  await leg.uses('claim');
  await leg.uses('complete', { persist: 'direct' });
  const done = await schedule(102);
  expect(done.calls[0]).toBe(`GET ${comments}`);
  expect(done.calls[1]).toMatch(/^PATCH \/issues\/comments\/\d+$/);
  expect(done.calls.length).toBeLessThanOrEqual(most.schedule);
  expect(bodies()).toHaveLength(1);
}, 120_000);

test('else it is the open one of the branch that the item names, and of no fork', async () => {
  await registerItem(world, oneStep, { register: ['--input', 'branch=topic'] });
  const head = pushTopic(world, { 'a.md': 'a' });
  world.github.setPull({ number: 4, head: { ...head, repository: 'mallory/consumer' } });
  const none = await schedule(101);
  expect(none.calls).toEqual(['GET /pulls']);
  expect(none.ran.summary).toContain('No pull request: the branch `topic` has no open one.');
  expect(bodies()).toEqual([]);
  world.github.setPull({ number: pr, head });
  const some = await schedule(101);
  expect(some.calls).toEqual(['GET /pulls', `GET ${comments}`, `POST ${comments}`]);
  expect(some.calls.length).toBeLessThanOrEqual(most.schedule);
  expect(bodies()[0]).toContain(` head=${head.sha} `);
}, 120_000);

test('else the summary is all there is, it says so, and nobody is asked', async () => {
  await registerItem(world, oneStep);
  const { ran, calls: asked } = await schedule(101);
  expect(asked).toEqual([]);
  expect(ran.summary).toContain('No pull request: `edition-1` names neither one nor its branch.');
}, 60_000);

test('comment says where else, or nowhere', async () => {
  await registerItem(world, oneStep, { register: ['--pr', String(pr)] });
  const off = await schedule(101, { comment: 'off' });
  expect(off.calls).toEqual([]);
  expect(off.ran.summary).toContain('No comment: it is switched off.');
  world.github.setIssue(7);
  const there = await schedule(101, { comment: '7' });
  expect(there.calls).toEqual(['GET /issues/7/comments', 'POST /issues/7/comments']);
  expect(world.github.comments).toMatchObject([{ issue: 7 }]);
}, 60_000);

test('where a gate waits for a person, the comment says what to write, about the commit it is at', async () => {
  await atGate(world, { register: ['--pr', String(pr)] });
  const head = pushTopic(world, { 'a.md': 'a' });
  world.github.setPull({ number: pr, head });
  const { calls: asked } = await schedule(101);
  expect(asked).toEqual([`GET /pulls/${pr}`, `GET ${comments}`, `POST ${comments}`]);
  expect(asked.length).toBeLessThanOrEqual(most.schedule);
  expect(bodies()[0]).toContain(`/approve edition-1/release ${head.sha}`);
}, 120_000);

test('what the server does not say of pull requests is done without', async () => {
  await atGate(world, { register: ['--input', 'branch=topic'] });
  const head = pushTopic(world, { 'a.md': 'a' });
  world.github.setPull({ number: pr, head });
  world.github.fail({ path: /\/pulls$/, fault: { kind: 'status', status: 403 } });
  const unknown = await schedule(101);
  expect(unknown.ran.code).toBe(0);
  expect(unknown.ran.stdout).toMatch(/^::warning title=Not shown::.*pull-requests: read/m);
  expect(unknown.ran.summary).toContain('No comment: the pull request of `topic` is not known.');
  expect(unknown.calls).toEqual(['GET /pulls']);
  world.github.fail({ path: /\/pulls\/\d+$/, fault: { kind: 'status', status: 403 } });
  const headless = await schedule(102, { comment: String(pr) });
  expect(headless.ran.code).toBe(0);
  expect(headless.calls).toEqual([`GET /pulls/${pr}`, `GET ${comments}`, `POST ${comments}`]);
  expect(bodies()).toEqual([expect.stringContaining(' head=- ')]);
  expect(bodies()[0]).not.toContain('/approve');
}, 120_000);

test.each([
  ['GET', 403, {}],
  ['POST', 403, {}],
  ['GET', 404, {}],
  ['POST', 429, { 'retry-after': '3600' }],
  ['GET', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4102444800' }],
])(
  'a comment that the server refuses (%s: %i) is a warning, and the plan goes on',
  async (method, status, headers) => {
    await registerItem(world, oneStep, { register: ['--pr', String(pr)] });
    world.github.setPull({ number: pr, head: pushTopic(world, { 'a.md': 'a' }) });
    world.github.fail({
      ...{ method, path: /comments$/ },
      fault: { kind: 'status', status, headers },
    });
    const { ran, calls: asked } = await schedule(101);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(
      new RegExp(`^::warning title=Not shown::The comment on #${pr} could not be written`, 'm'),
    );
    expect(legsOf(ran)).toHaveLength(1);
    expect(asked.length).toBeLessThanOrEqual(most.schedule);
    expect(ran.summary).toContain('could not be written');
  },
  60_000,
);

test('a server that is ill for a moment is asked again; one that cuts the comment is told of', async () => {
  await registerItem(world, oneStep, { register: ['--pr', String(pr)] });
  world.github.setPull({ number: pr, head: pushTopic(world, { 'a.md': 'a' }) });
  world.github.fail({ method: 'GET', path: /comments$/, fault: { kind: 'status', status: 503 } });
  const ill = await schedule(101);
  expect(ill.ran).toMatchObject({ code: 0 });
  expect(bodies()).toHaveLength(1);
  const user = { login: 'github-actions[bot]', type: 'Bot' };
  const cut = { id: world.github.comments[0]?.id, body: '### cut', user };
  world.github.fail({
    ...{ method: 'PATCH', path: /comments/ },
    fault: { kind: 'status', status: 200, body: cut },
  });
  const [matrix] = legsOf(ill.ran);
  const leg = startJob(world, item, { run: 101, ...(matrix && { matrix }) });
  await leg.uses('claim');
  await leg.uses('complete', { persist: 'direct' });
  const { ran } = await schedule(102);
  expect(ran.stdout).toMatch(/^::warning title=Shown otherwise::/m);
}, 120_000);

test('collect shows where things stand when no run follows, and leaves it to the next run when one does', async () => {
  const two = '  - { key: headings, order: 1 }\n  - { key: report, order: 2 }';
  await registerItem(world, two, { register: ['--pr', String(pr)] });
  world.github.setPull({ number: pr, head: pushTopic(world, { 'a.md': 'a' }) });
  const wave = async (run: number): Promise<Asked> => {
    const [matrix] = legsOf((await schedule(run)).ran);
    const leg = startJob(world, item, { run, ...(matrix && { matrix }) });
    await leg.uses('claim');
    await leg.uses('complete');
    return calls(world, () => startJob(world, item, { run, job: 'next' }).uses('collect'));
  };
  const between = await wave(101);
  expect(between.ran.outputs).toMatchObject({ accepted: '1', continued: 'true' });
  expect(between.calls).toEqual(['POST /actions/workflows/plan.yml/dispatches']);
  const last = await wave(102);
  expect(last.ran.outputs).toMatchObject({ accepted: '1', continued: 'false' });
  expect(last.calls).toEqual([
    `GET ${comments}`,
    expect.stringMatching(/^PATCH \/issues\/comments\/\d+$/),
  ]);
  expect(last.calls.length).toBeLessThanOrEqual(most.collect);
  expect(bodies()).toHaveLength(1);
  expect(bodies()[0]).toContain('2 of 2 done');
  expect(last.ran.summary).toContain(`Shown on #${pr}.`);
  expect(recordsLike(world, 'handoff/')).toHaveLength(2);
}, 120_000);
