/** A work item with a pull request, in examples/minimal: its status below it, decisions in comments, the impact of a change, the merge on record. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { canonicalJson } from '../../packages/core/src/bytes/canonical-json.ts';
import type { JsonValue } from '../../packages/core/src/bytes/json.ts';
import type { ConsumerRun } from '../kit/act/consumer.ts';
import { outcomes, recordPaths } from '../kit/act/records.ts';
import { openExample, printed, told, type Example } from '../workflows/open-example.ts';

const item = 'my-first-item';
const registration = `artifacts/work-items/${item}.json`;
const pr = 7;

let example: Example;
let head: string;
beforeAll(async () => {
  example = await openExample('minimal', ['work']);
  const { repository, github } = example;
  const written = JSON.parse(repository.read('main', registration)) as Record<string, JsonValue>;
  head = repository.commit({ [registration]: `${canonicalJson({ ...written, pr })}\n` });
  github.setPull({ number: pr, author: 'bob', head: { ref: 'topic', sha: head } });
  github.addActivity({ ref: 'refs/heads/topic', after: head, at: '2026-01-01T00:00:00Z' });
  github.setRole('carol', 'write');
});
afterAll(async () => {
  expect(example.github.violations).toEqual([]);
  await example.close();
});

const ours = () => example.github.comments.filter(({ author }) => author.endsWith('[bot]'));
const status = (): string =>
  ours().find(({ body }) => body.startsWith(`<!-- orchestrator:schedule v1 ${item} `))?.body ?? '';

/** Somebody comments; the run of the comment, and those that it starts. */
async function comment(body: string, author: string): Promise<readonly ConsumerRun[]> {
  const at = new Date(Date.now() + 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  const id = example.github.addComment({ issue: pr, body, author, createdAt: at });
  const user = { login: author, type: 'User' };
  const payload = {
    action: 'created',
    issue: { number: pr, pull_request: { url: 'https://api.github.com/x' } },
    comment: { id, body, user, created_at: at, updated_at: at },
  };
  const event = { name: 'issue_comment', payload };
  const run = await example.start({ workflow: 'gate.yml', event, actor: author });
  return [run, ...(await example.dispatched())];
}

/** The pull request changes. */
function happens(action: string, change: object): Promise<ConsumerRun> {
  const side = (ref: string, sha: string, repository = 'acme/consumer') => ({
    ...{ ref, sha },
    repo: { full_name: repository },
  });
  const pull = {
    ...{ number: pr, state: 'open', user: { login: 'bob' }, merged: false, merge_commit_sha: null },
    head: side('topic', head),
    base: side('main', example.repository.tip('main') ?? ''),
    ...change,
  };
  const payload = { action, number: pr, pull_request: pull };
  const event = { name: 'pull_request', payload };
  return example.start({ workflow: 'pull-request.yml', event, actor: 'bob' });
}

test('the plan shows where it stands, in one comment that is kept up to date', async () => {
  const runs = [
    await example.start({ inputs: { 'work-item': item } }),
    ...(await example.dispatched()),
  ];
  expect(told(runs)).toEqual([
    '0: build success, next success, plan success',
    '0: next success, plan success, test success',
  ]);
  expect(ours()).toHaveLength(1);
  expect(status()).toContain('2 of 3 done');
  expect(status()).toContain(`/approve ${item}/release ${head}`);
});

test('a comment by somebody without the right changes nothing, and starts nothing', async () => {
  const before = recordPaths(example.repository).length;
  const runs = await comment('/approve release', 'mallory');
  expect(told(runs)).toEqual(['1: gate failure']);
  expect(printed(runs)).toContain('may not write to this repository');
  expect(recordPaths(example.repository)).toHaveLength(before);
});

test('a comment like others starts no job', async () => {
  expect(
    (await comment('What about the docs?', 'carol')).map(({ exitCode, jobs }) => [
      exitCode,
      jobs.length,
    ]),
  ).toEqual([[0, 0]]);
});

test('a rejection in a comment: the steps are done again by themselves', async () => {
  const runs = await comment('/reject release Not with that name', 'carol');
  expect(told(runs)).toEqual([
    '0: gate success',
    '0: build success, next success, plan success',
    '0: next success, plan success, test success',
  ]);
  expect(status()).toContain('Not with that name');
});

test('an approval in a comment: the plan goes on to its end, and says so', async () => {
  const runs = await comment('/approve release', 'carol');
  expect(told(runs)).toEqual(['0: gate success', '0: next success, plan success, publish success']);
  expect(outcomes(example.repository, item)).toEqual(
    ['build.1', 'build.2', 'publish.1', 'test.1', 'test.2'].map((slot) => `${slot} completed`),
  );
  expect(ours()).toHaveLength(1);
  expect(status()).toContain('3 of 3 done');
});

test('a fork looks on: no record, no comment, no request that writes', async () => {
  const before = [recordPaths(example.repository).length, example.github.comments.length];
  const fork = { ref: 'topic', sha: head, repo: { full_name: 'mallory/consumer' } };
  const run = await happens('synchronize', { head: fork });
  expect(told([run])).toEqual(['0: show success']);
  expect([recordPaths(example.repository).length, example.github.comments.length]).toEqual(before);
});

test('the merge is on record', async () => {
  const merge = example.repository.tip('main') ?? '';
  const change = { state: 'closed', merged: true, merge_commit_sha: merge };
  const run = await happens('closed', change);
  expect(told([run])).toEqual(['0: show success']);
  const file = `artifacts/journal/${item}/baseline.1.json`;
  expect(JSON.parse(example.repository.read('orchestrator', file))).toMatchObject({
    eventType: 'baseline-integration',
    commit: merge,
  });
});
