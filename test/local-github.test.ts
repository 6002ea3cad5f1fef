import { getOctokit } from '@actions/github';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFixture, type Fixture } from './kit/local-github/fixture.ts';
import { operations } from './kit/local-github/openapi.ts';
import { startLocalGithub, type LocalGithub } from './kit/local-github/index.ts';

const workflow = `
name: plan
on:
  workflow_dispatch:
    inputs:
      work-item: { required: true, type: string }
      mode: { type: choice, options: [fast, slow], default: fast }
  repository_dispatch:
`;
const files = { '.github/workflows/plan.yml': workflow, 'src/a b.txt': 'text\n' };
const at = { owner: 'acme', repo: 'consumer' };

let fixture: Fixture;
let github: LocalGithub;
let octokit: ReturnType<typeof getOctokit>;
let head: string;

beforeEach(async () => {
  fixture = createFixture();
  head = fixture.push(files);
  github = await startLocalGithub({ repository: 'acme/consumer', bare: fixture.bare });
  octokit = getOctokit('a-token', { baseUrl: github.url });
});

afterEach(async () => {
  await github.close();
  fixture.remove();
});

describe('every operation answers as GitHub describes it', () => {
  const answered = new Set<string | undefined>();

  afterEach(() => {
    expect(github.violations).toEqual([]);
    for (const { operation, status = 500 } of github.journal)
      if (status < 400 && operation !== 'blob') answered.add(operation);
  });

  test('repository, people, rate limit', async () => {
    github.setToken('ada-token', 'ada');
    github.setRole('Ada', 'maintain');
    const ada = getOctokit('ada-token', { baseUrl: github.url });
    const { data: repository } = await octokit.rest.repos.get(at);
    const { data: user } = await ada.rest.users.getAuthenticated();
    const { data: rate } = await octokit.rest.rateLimit.get();
    const level = octokit.rest.repos.getCollaboratorPermissionLevel;
    expect(repository).toMatchObject({ full_name: 'acme/consumer', default_branch: 'main' });
    expect(user.login).toBe('ada');
    expect(rate.rate).toMatchObject({ limit: 5000, used: 2, remaining: 4998 });
    expect((await level({ ...at, username: 'ada' })).data).toMatchObject({
      permission: 'write',
      role_name: 'maintain',
      user: { permissions: { push: true, maintain: true, admin: false } },
    });
    await expect(level({ ...at, username: 'eve' })).rejects.toMatchObject({ status: 404 });
    // A workflow's token is an app's, which has no user.
    await expect(octokit.rest.users.getAuthenticated()).rejects.toMatchObject({ status: 403 });
    await expect(octokit.rest.repos.get({ ...at, repo: 'other' })).rejects.toMatchObject({
      status: 404,
    });
  });

  test('commits, trees, blobs and contents are those of the repository', async () => {
    const { data: commit } = await octokit.rest.git.getCommit({ ...at, commit_sha: head });
    const { data: tree } = await octokit.rest.git.getTree({
      ...at,
      tree_sha: commit.tree.sha,
      recursive: '1',
    });
    const entry = tree.tree.find(({ path }) => path === 'src/a b.txt');
    const { data: blob } = await octokit.rest.git.getBlob({ ...at, file_sha: entry?.sha ?? '' });
    const content = (path: string, ref?: string) =>
      octokit.rest.repos.getContent({ ...at, path, ...(ref === undefined ? {} : { ref }) });
    expect(commit).toMatchObject({
      message: `Change ${Object.keys(files).join(', ')}`,
      author: { name: 'Ada', email: 'ada@example.com', date: '2026-01-19T12:00:00Z' },
      parents: [],
    });
    expect(tree.tree.map(({ path, type }) => `${type} ${path}`)).toEqual([
      'tree .github',
      'tree .github/workflows',
      'blob .github/workflows/plan.yml',
      'tree src',
      'blob src/a b.txt',
    ]);
    expect(Buffer.from(blob.content, 'base64').toString()).toBe('text\n');
    expect((await content('src/a b.txt', 'main')).data).toMatchObject({
      ...{ type: 'file', path: 'src/a b.txt', size: 5, encoding: 'base64', sha: entry?.sha },
    });
    expect((await content('')).data).toMatchObject([
      { type: 'dir', name: '.github' },
      { type: 'dir', name: 'src' },
    ]);
    const raw = await octokit.rest.repos.getContent({
      ...at,
      path: 'src/a b.txt',
      mediaType: { format: 'raw' },
    });
    expect(Buffer.from(raw.data as unknown as ArrayBuffer).toString()).toBe('text\n');
    await expect(content('src/none')).rejects.toMatchObject({ status: 404 });
    await expect(content('src', 'no-branch')).rejects.toMatchObject({ status: 404 });
  });

  test('refs are made and moved forward in the repository itself', async () => {
    const { git } = octokit.rest;
    const ref = 'refs/heads/state/one';
    await git.createRef({ ...at, ref, sha: head });
    const next = fixture.push({ 'src/b.txt': 'b' });
    await expect(git.createRef({ ...at, ref, sha: next })).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('Reference already exists'),
    });
    await git.updateRef({ ...at, ref: 'heads/state/one', sha: next });
    expect(fixture.git('ls-remote', 'origin', ref)).toBe(`${next}\t${ref}`);
    await expect(git.updateRef({ ...at, ref: 'heads/state/one', sha: head })).rejects.toMatchObject(
      { message: expect.stringContaining('Update is not a fast forward') },
    );
    await git.updateRef({ ...at, ref: 'heads/state/one', sha: head, force: true });
    expect((await git.getRef({ ...at, ref: 'heads/state/one' })).data.object.sha).toBe(head);
    const { data: found } = await git.listMatchingRefs({ ...at, ref: 'heads/' });
    expect(found.map((it) => it.ref)).toEqual(['refs/heads/main', ref]);
    for (const wrong of [
      git.updateRef({ ...at, ref: 'heads/none', sha: head }),
      git.createRef({ ...at, ref: 'heads/x', sha: head }),
      git.createRef({ ...at, ref: 'refs/heads/x', sha: '0'.repeat(39) + '1' }),
    ])
      await expect(wrong).rejects.toMatchObject({ status: 422 });
  });

  test('a run keeps its attempts; its jobs come in pages', async () => {
    const jobs = Array.from({ length: 45 }, (_, n) => ({ name: `leg ${n}`, id: n + 1 }));
    const failed = { name: 'last', id: 99, conclusion: 'failure' } as const;
    github.setRun({ id: 7, status: 'completed', actor: 'ada', jobs: [...jobs, failed] });
    const { actions } = octokit.rest;
    const run = { ...at, run_id: 7 };
    const { data: page } = await actions.listJobsForWorkflowRun(run);
    const names = await octokit.paginate(actions.listJobsForWorkflowRun, run);
    expect([page.total_count, page.jobs.length, names.length]).toEqual([46, 30, 46]);
    expect((await actions.getWorkflowRun(run)).data).toMatchObject({
      ...{ run_attempt: 1, conclusion: 'failure', head_sha: head, actor: { login: 'ada' } },
    });
    github.setToken('b', 'bob');
    await getOctokit('b', { baseUrl: github.url }).rest.actions.reRunWorkflowFailedJobs(run);
    const second = await actions.getWorkflowRunAttempt({ ...run, attempt_number: 2 });
    const first = await actions.getWorkflowRunAttempt({ ...run, attempt_number: 1 });
    const again = await actions.listJobsForWorkflowRunAttempt({
      ...{ ...run, attempt_number: 2, per_page: 100 },
    });
    expect(second.data).toMatchObject({ status: 'queued', triggering_actor: { login: 'bob' } });
    expect(first.data).toMatchObject({ status: 'completed', triggering_actor: { login: 'ada' } });
    expect(again.data.jobs.filter(({ status }) => status === 'queued')).toMatchObject([
      { name: 'last', run_attempt: 2, conclusion: null },
    ]);
    expect((await actions.getJobForWorkflowRun({ ...at, job_id: 99 })).data.run_attempt).toBe(1);
    expect(github.reruns).toEqual([{ runId: 7, attempt: 2, jobs: 'failed', actor: 'bob' }]);
    await expect(actions.reRunWorkflow(run)).rejects.toMatchObject({ status: 403 });
    github.setRun({ id: 7, attempt: 2, status: 'completed' });
    await actions.reRunWorkflow(run);
    expect((await actions.getWorkflowRun(run)).data).toMatchObject({ run_attempt: 3 });
    await expect(actions.getWorkflowRun({ ...at, run_id: 8 })).rejects.toMatchObject({
      status: 404,
    });
  });

  test('runs are listed newest first, and filtered', async () => {
    const created = (day: number): string => `2026-02-0${day}T00:00:00Z`;
    github.setRun({ id: 1, createdAt: created(1), status: 'completed', event: 'push' });
    github.setRun({ id: 2, createdAt: created(2), headBranch: 'other', headSha: head });
    github.setRun({ id: 3, createdAt: created(3), path: '.github/workflows/else.yml' });
    const list = async (filter: object): Promise<readonly number[]> => {
      const { data } = await octokit.rest.actions.listWorkflowRunsForRepo({ ...at, ...filter });
      return data.workflow_runs.map(({ id }) => id);
    };
    expect(await list({})).toEqual([3, 2, 1]);
    expect(await list({ branch: 'other' })).toEqual([2]);
    expect(await list({ event: 'push' })).toEqual([1]);
    expect(await list({ status: 'success' })).toEqual([1]);
    expect(await list({ status: 'in_progress', per_page: 1, page: 2 })).toEqual([2]);
    expect(await list({ created: '>=2026-02-02' })).toEqual([3, 2]);
    expect(await list({ created: '2026-02-01..2026-02-02' })).toEqual([2, 1]);
    const of = { ...at, workflow_id: 'plan.yml' };
    const { data } = await octokit.rest.actions.listWorkflowRuns(of);
    expect(data.workflow_runs.map(({ id }) => id)).toEqual([2, 1]);
  });

  test('dispatches arrive, start a run, and are refused for the reasons that GitHub has', async () => {
    const { actions, repos } = octokit.rest;
    const dispatch = { ...at, workflow_id: 'plan.yml', ref: 'main' };
    const plain = await actions.createWorkflowDispatch({
      ...{ ...dispatch, inputs: { 'work-item': 'one' } },
    });
    const details = await actions.createWorkflowDispatch({
      ...{ ...dispatch, inputs: { 'work-item': 'two', mode: 'slow' }, return_run_details: true },
    });
    const { workflow_run_id: id } = details.data as unknown as { workflow_run_id: number };
    expect([plain.status, details.status]).toEqual([204, 200]);
    expect((await actions.getWorkflowRun({ ...at, run_id: id })).data).toMatchObject({
      ...{ status: 'queued', event: 'workflow_dispatch', name: 'plan', head_branch: 'main' },
    });
    const payload = { item: 'three' };
    await repos.createDispatchEvent({ ...at, event_type: 'go', client_payload: payload });
    expect(github.dispatches).toMatchObject([
      {
        workflow: '.github/workflows/plan.yml',
        allInputs: { 'work-item': 'one', mode: 'fast' },
        sha: head,
        actor: 'github-actions[bot]',
      },
      { inputs: { 'work-item': 'two', mode: 'slow' }, runId: id },
      { kind: 'repository_dispatch', eventType: 'go', payload },
    ]);
    const wrong: readonly (readonly [object, number, string])[] = [
      [{ workflow_id: 'none.yml' }, 404, 'Not Found'],
      [{ ref: 'none' }, 422, 'No ref found for: none'],
      [{ inputs: {} }, 422, "Required input 'work-item' not provided"],
      [{ inputs: { 'work-item': 'x', other: 'y' } }, 422, 'Unexpected inputs provided: ["other"]'],
      [{ inputs: { 'work-item': 'x', mode: 'odd' } }, 422, 'not in the list of allowed values'],
    ];
    for (const [change, status, message] of wrong)
      await expect(
        actions.createWorkflowDispatch({ ...dispatch, ...change }),
      ).rejects.toMatchObject({ status, message: expect.stringContaining(message) });
    expect(github.dispatches).toHaveLength(3);
  });

  test('comments on a pull request', async () => {
    github.setPull({ number: 4, head: { ref: 'topic', sha: head }, author: 'ada' });
    for (let n = 1; n <= 31; n += 1) github.addComment({ issue: 4, body: `comment ${n}` });
    const { issues, pulls } = octokit.rest;
    const issue = { ...at, issue_number: 4 };
    const { data: made } = await issues.createComment({ ...issue, body: 'status' });
    await issues.updateComment({ ...at, comment_id: made.id, body: 'changed' });
    const { data: firstPage } = await issues.listComments(issue);
    const all = await octokit.paginate(issues.listComments, issue);
    expect([firstPage.length, all.length]).toEqual([30, 32]);
    expect(all.at(-1)).toMatchObject({ body: 'changed', user: { login: 'github-actions[bot]' } });
    expect((await issues.getComment({ ...at, comment_id: made.id })).data.body).toBe('changed');
    await issues.deleteComment({ ...at, comment_id: made.id });
    expect(github.comments).toHaveLength(31);
    expect((await pulls.get({ ...at, pull_number: 4 })).data).toMatchObject({
      ...{ state: 'open', merged: false, comments: 31, user: { login: 'ada' } },
      head: { ref: 'topic', sha: head },
      base: { ref: 'main', sha: head },
    });
    const tooLong = issues.createComment({ ...issue, body: 'x'.repeat(65_537) });
    await expect(tooLong).rejects.toMatchObject({ status: 422 });
    const elsewhere = issues.createComment({ ...at, issue_number: 5, body: 'x' });
    await expect(elsewhere).rejects.toMatchObject({ status: 404 });
  });

  test('pull requests of a branch and of a commit, and what happened to the branch', async () => {
    const fork = { ref: 'topic', sha: head, repository: 'mallory/consumer' };
    const merge = '5'.repeat(40);
    github.setPull({ number: 6, head: { ref: 'topic', sha: head } });
    github.setPull({ number: 7, head: fork });
    github.setPull({ number: 8, head: fork, merged: true, mergeCommit: merge });
    const ref = 'refs/heads/topic';
    github.addActivity({ ref, after: head, at: '2026-01-01T00:00:00Z' });
    github.addActivity({ ref, before: head, after: merge, at: '2026-01-02T00:00:00Z' });
    const { pulls, repos } = octokit.rest;
    const { data: ofBranch } = await pulls.list({ ...at, head: 'mallory:topic', state: 'all' });
    expect(ofBranch.map(({ number }) => number)).toEqual([8, 7]);
    const { data: ofCommit } = await repos.listPullRequestsAssociatedWithCommit({
      ...{ ...at, commit_sha: merge },
    });
    expect(ofCommit).toMatchObject([{ number: 8, merge_commit_sha: merge }]);
    const { data: moves } = await repos.listActivities({ ...at, ref: 'topic', per_page: 1 });
    expect(moves).toMatchObject([{ after: merge, timestamp: '2026-01-02T00:00:00Z' }]);
  });

  test('reactions to a comment, each once', async () => {
    const comment_id = github.addComment({ issue: 4, body: '/approve' });
    const { reactions } = octokit.rest;
    for (const status of [201, 200]) {
      const reaction = { ...at, comment_id, content: 'eyes' } as const;
      expect(await reactions.createForIssueComment(reaction)).toMatchObject({ status });
    }
    expect(github.reactions).toMatchObject([{ comment: comment_id, content: 'eyes' }]);
  });

  test('artifacts', async () => {
    github.setRun({ id: 7 });
    const bytes = Buffer.from('zip');
    const id = github.putArtifact({ runId: 7, name: 'one', bytes });
    const { actions } = octokit.rest;
    const one = { ...at, artifact_id: id };
    const { data: ofRun } = await actions.listWorkflowRunArtifacts({ ...at, run_id: 7 });
    const { data: ofAll } = await actions.listArtifactsForRepo(at);
    expect(ofRun.artifacts).toEqual([(await actions.getArtifact(one)).data]);
    expect(ofAll).toEqual(ofRun);
    const { data } = await actions.downloadArtifact({ ...one, archive_format: 'zip' });
    expect(Buffer.from(data as ArrayBuffer)).toEqual(bytes);
    await actions.deleteArtifact(one);
    expect(github.artifacts).toEqual([]);
  });

  test('a link, a strange name and a large file', async () => {
    const tabbed = 'src/tab\tand\nline';
    fixture.push({ [tabbed]: 'x'.repeat(1_000_001) });
    const blob = fixture.git('rev-parse', 'HEAD:src/a b.txt');
    fixture.git('update-index', '--add', '--cacheinfo', `120000,${blob},link`);
    fixture.git('commit', '--quiet', '--message', 'Link');
    fixture.git('push', '--quiet', 'origin', 'HEAD:refs/heads/main');
    const tree_sha = fixture.git('rev-parse', 'HEAD');
    const of = async (path: string): Promise<object> =>
      (await octokit.rest.repos.getContent({ ...at, path })).data;
    const { data } = await octokit.rest.git.getTree({ ...at, tree_sha, recursive: '1' });
    expect(data.tree.map(({ path }) => path)).toContain(tabbed);
    expect(await of('link')).toMatchObject({ type: 'symlink', target: 'text\n' });
    expect(await of(tabbed)).toMatchObject({ size: 1_000_001, encoding: 'none', content: '' });
  });

  test('nothing was pushed yet', async () => {
    const empty = createFixture();
    const other = await startLocalGithub({ repository: 'acme/consumer', bare: empty.bare });
    const { git } = getOctokit('t', { baseUrl: other.url }).rest;
    await expect(git.getRef({ ...at, ref: 'heads/main' })).rejects.toMatchObject({ status: 409 });
    expect(other.violations).toEqual([]);
    await other.close();
    empty.remove();
  });

  test('no operation was left out above', () => {
    expect([...answered].sort()).toEqual(operations.map(({ id }) => id).sort());
  });
});
