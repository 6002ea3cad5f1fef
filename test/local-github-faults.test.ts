import { getOctokit } from '@actions/github';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createFixture, type Fixture } from './kit/local-github/fixture.ts';
import { startLocalGithub, type LocalGithub } from './kit/local-github/index.ts';

const at = { owner: 'acme', repo: 'consumer' };
const main = { ...at, ref: 'heads/main' };
const dispatch = { ...at, workflow_id: 'plan.yml', ref: 'main' };

let fixture: Fixture;
let github: LocalGithub;
let actions: ReturnType<typeof getOctokit>['rest']['actions'];
let git: ReturnType<typeof getOctokit>['rest']['git'];
let issues: ReturnType<typeof getOctokit>['rest']['issues'];
let first: string;

beforeEach(async () => {
  fixture = createFixture();
  first = fixture.push({ '.github/workflows/plan.yml': 'on: { workflow_dispatch: {} }\n' });
  github = await startLocalGithub({ repository: 'acme/consumer', bare: fixture.bare });
  ({ actions, git, issues } = getOctokit('a-token', { baseUrl: github.url }).rest);
});

afterEach(async () => {
  expect(github.violations).toEqual([]);
  expect(github.pendingFaults).toBe(0);
  await github.close();
  fixture.remove();
});

test('a status is answered instead, as often as asked for, where it was asked for', async () => {
  github.fail({
    method: 'POST',
    path: /dispatches$/,
    times: 2,
    fault: { kind: 'status', status: 409 },
  });
  await git.getRef(main);
  for (const _ of [1, 2])
    await expect(actions.createWorkflowDispatch(dispatch)).rejects.toMatchObject({ status: 409 });
  expect(github.dispatches).toEqual([]);
  await actions.createWorkflowDispatch(dispatch);
  expect(github.dispatches).toHaveLength(1);
  expect(github.journal.map(({ status, fault }) => [status, fault])).toEqual([
    [200, undefined],
    [409, 'status'],
    [409, 'status'],
    [204, undefined],
  ]);
});

test('faults are used up in order; a limit comes with its headers and its message', async () => {
  const body = { message: 'You have exceeded a secondary rate limit' };
  const limited = { kind: 'status', status: 403, headers: { 'retry-after': '60' }, body } as const;
  github.fail({ fault: limited }, { fault: { kind: 'status', status: 503 } });
  await expect(git.getRef(main)).rejects.toMatchObject({
    status: 403,
    message: body.message,
    response: { headers: { 'retry-after': '60' } },
  });
  await expect(git.getRef(main)).rejects.toMatchObject({ status: 503 });
  await git.getRef(main);
});

test('a fault can wait for a later request', async () => {
  github.fail({ after: 1, fault: { kind: 'status', status: 500 } });
  await git.getRef(main);
  await expect(git.getRef(main)).rejects.toMatchObject({ status: 500 });
});

test('a reply is lost after the request took effect', async () => {
  github.fail({ method: 'POST', fault: { kind: 'lost-reply' } });
  await expect(actions.createWorkflowDispatch(dispatch)).rejects.toMatchObject({ status: 500 });
  expect(github.dispatches).toHaveLength(1);
  expect(github.journal).toMatchObject([{ status: undefined, fault: 'lost-reply' }]);
});

test('a 502 after the request took effect', async () => {
  github.fail({ method: 'POST', fault: { kind: 'status', status: 502, applied: true } });
  await expect(actions.createWorkflowDispatch(dispatch)).rejects.toMatchObject({ status: 502 });
  expect(github.dispatches).toHaveLength(1);
});

test('a stale read of a ref is from before the last push, whoever pushed', async () => {
  await git.getRef(main);
  const second = fixture.push({ a: 'a' });
  github.fail({ path: /git\/ref/, fault: { kind: 'stale-read' } });
  // What has changed elsewhere since then does not make it fresh.
  github.setRun({ id: 1 });
  expect((await git.getRef(main)).data.object.sha).toBe(first);
  expect((await git.getRef(main)).data.object.sha).toBe(second);
});

test('a stale read of a run, and of comments', async () => {
  github.setRun({ id: 1, status: 'in_progress' });
  github.setRun({ id: 1, status: 'completed' });
  github.setIssue(2);
  await issues.createComment({ ...at, issue_number: 2, body: 'x' });
  github.fail({ times: 2, fault: { kind: 'stale-read' } });
  expect((await actions.getWorkflowRun({ ...at, run_id: 1 })).data.status).toBe('in_progress');
  expect((await issues.listComments({ ...at, issue_number: 2 })).data).toEqual([]);
  expect((await actions.getWorkflowRun({ ...at, run_id: 1 })).data.status).toBe('completed');
});

test('a truncated listing lacks its last entries, and a tree says so', async () => {
  github.setRun({ id: 1, jobs: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] });
  const sha = fixture.push({ a: 'a', b: 'b' });
  const names = async (): Promise<readonly string[]> => {
    const { data } = await actions.listJobsForWorkflowRun({ ...at, run_id: 1 });
    expect(data.total_count).toBe(3);
    return data.jobs.map(({ name }) => name);
  };
  github.fail({ fault: { kind: 'truncated', lacks: 2 } });
  expect(await names()).toEqual(['a']);
  expect(await names()).toEqual(['a', 'b', 'c']);
  github.fail({ fault: { kind: 'truncated' } });
  const { data: cut } = await git.getTree({ ...at, tree_sha: sha });
  const { data: whole } = await git.getTree({ ...at, tree_sha: sha });
  expect([cut.truncated, cut.tree.map(({ path }) => path)]).toEqual([true, ['.github', 'a']]);
  expect([whole.truncated, whole.tree.length]).toEqual([false, 3]);
});

test('a delay', async () => {
  github.fail({ fault: { kind: 'delay', ms: 150 } });
  const start = performance.now();
  await git.getRef(main);
  expect(performance.now() - start).toBeGreaterThanOrEqual(145);
});
