/** A pull request that changes the rules says what that would do to the items in flight: as data, never as code. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import { createWorld, type World } from './harness.ts';
import { registerItem } from './item.ts';
import {
  calls,
  gitOf,
  pr,
  pullEvent,
  pushFork,
  pushTopic,
  runEvent,
  showPull,
  tip,
  type Head,
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
  await registerItem(world, '  - { key: headings, order: 1 }');
});
afterEach(async () => {
  expect(world.github.violations).toEqual([]);
  await world.close();
});

const comments = `/issues/${pr}/comments`;
const first = 'artifacts/workflows/wf@1.0.0.yaml';
const second = 'artifacts/workflows/wf@1.1.0.yaml';
const wf = (version: string, keys: readonly string[]): string =>
  `id: wf\nversion: ${version}\nsteps:\n${keys.map((key, index) => `  - { key: ${key}, order: ${index + 1} }\n`).join('')}`;
const bodies = (): readonly string[] => world.github.comments.map(({ body }) => body);
const open = (head: Head) => world.github.setPull({ number: pr, head });
const show = (head: Head, action = 'synchronize') => {
  open(head);
  return calls(world, () => showPull(world, pullEvent(head, { action })));
};

test('one comment, edited while the change changes, and taken back with it', async () => {
  const before = tip(world);
  const added = await show(
    pushTopic(world, { [second]: wf('1.1.0', ['headings', 'links']) }),
    'opened',
  );
  expect(added.ran).toMatchObject({ code: 0, stderr: '', outputs: { affected: '1' } });
  expect(added.calls).toEqual([`GET ${comments}`, `POST ${comments}`]);
  expect(bodies()).toEqual([
    expect.stringMatching(/^<!-- orchestrator:impact v1 - head=[0-9a-f]+ .*-->\n### .*1 of 1 item/),
  ]);
  expect(bodies()[0]).toContain('edition-1');
  expect(bodies()[0]).toContain('links');
  const [{ id } = { id: 0 }] = world.github.comments;

  // Items keep what they are pinned to: an edit is told of, and harms nobody.
  const edited = await show(pushTopic(world, { [first]: wf('1.0.0', ['other']) }));
  expect(edited.ran).toMatchObject({ code: 0, outputs: { affected: '1' } });
  expect(edited.calls.map((call) => call.split(' ')[0])).toEqual(['GET', 'PATCH']);
  expect(bodies()[0]).toContain('edited');

  const git = gitOf(world);
  git('checkout', '--quiet', 'topic');
  git('rm', '--quiet', second);
  const gone = await show(pushTopic(world, { [first]: wf('1.0.0', ['headings']) }));
  expect(gone.ran).toMatchObject({ code: 0, outputs: { affected: '0' } });
  expect(world.github.comments).toMatchObject([{ id, body: expect.stringContaining('no effect') }]);
  expect((await show(pushTopic(world, { 'b.md': 'b\n' }))).calls).toEqual([`GET ${comments}`]);
  expect(tip(world)).toBe(before);
}, 180_000);

test('a policy that names another place for the records leaves the items behind', async () => {
  const head = pushTopic(world, { 'orchestrator.yml': 'store: { kind: git, branch: other }\n' });
  const { ran } = await show(head, 'opened');
  expect(ran).toMatchObject({ code: 0, outputs: { affected: '1' } });
  expect(bodies()).toHaveLength(1);
}, 60_000);

test('what others have changed on the base branch meanwhile is not its doing', async () => {
  const head = pushTopic(world, { 'a.md': 'a\n' });
  world.fixture.push({ [second]: wf('1.1.0', ['headings', 'links']) });
  const { ran } = await show(head, 'opened');
  expect(ran).toMatchObject({ code: 0, outputs: { affected: '0' } });
  expect(bodies()).toEqual([]);
  const mine = pushTopic(world, {
    'artifacts/workflows/mine@1.0.0.yaml': wf('1.0.0', ['a']).replace('wf', 'mine'),
  });
  await show(mine);
  expect(bodies()[0]).toContain('mine');
  expect(bodies()[0]).not.toContain('1.1.0');
}, 120_000);

test('a policy that is not valid is named, with its line', async () => {
  const head = pushTopic(world, { 'orchestrator.yml': 'store: { kind: git }\nrolls: {}\n' });
  const { ran } = await show(head, 'opened');
  expect(ran).toMatchObject({ code: 0, outputs: { affected: '0' } });
  expect(bodies()[0]).toContain('`orchestrator.yml` is not valid');
  expect(bodies()[0]).toContain('line 2');
}, 60_000);

test("a fork's is assessed by the run that follows its own, and nothing of it is checked out", async () => {
  const hostile = 'id: wf\nversion: 9.0.0\nname: "@everyone <img src=x> --> `x`"\nsteps: 1\n';
  const head = pushFork(world, {
    ...{ [second]: wf('1.1.0', ['other']), 'artifacts/workflows/wf@9.0.0.yaml': hostile },
    '.gitattributes': '* filter=evil\n',
  });
  open(head);
  const looked = await showPull(world, pullEvent(head));
  expect(looked).toMatchObject({ code: 0, outputs: { affected: '1' } });
  expect(looked.summary).toContain('1 of 1 item');
  expect(bodies()).toEqual([]);
  const { ran, calls: asked } = await calls(world, () => showPull(world, runEvent(head)));
  expect(ran).toMatchObject({ code: 0, stderr: '', outputs: { affected: '1' } });
  expect(asked).toEqual(['GET /pulls', `GET ${comments}`, `POST ${comments}`]);
  expect(bodies()[0]).not.toMatch(/^(?!<!-- orchestrator).*<img/m);
}, 120_000);

test('where git can not bring the commits, the items are shown all the same', async () => {
  const head = pushTopic(world, { [second]: wf('1.1.0', ['other']) });
  const missing = { ...head, sha: '1'.repeat(40) };
  const { ran } = await show(missing, 'opened');
  expect(ran).toMatchObject({ code: 0, outputs: { affected: '0' } });
  expect(ran.stdout).toMatch(/^::warning title=Impact not known::git fetch failed/m);
  expect(bodies()).toEqual([]);
}, 60_000);
