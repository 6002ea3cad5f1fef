/** Runs and dispatches against a server on 127.0.0.1 that answers as it is told. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApi, type Api } from '../src/api.ts';
import { dispatchThisWorkflow } from '../src/dispatch.ts';
import { createRuns } from '../src/runs.ts';
import { jobOf } from './jobs.ts';

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

let server: Server;
let replies: Reply[];
let seen: { method: string; path: string; body: unknown; token: string | undefined }[];
let waited: number[];
let api: Api;

beforeEach(async () => {
  [replies, seen, waited] = [[], [], []];
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      seen.push({ method, path, body, token: headers.authorization });
      const reply = replies.shift();
      if (reply === undefined) return void request.socket.destroy();
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api = createApi({
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3`,
    token: 'ghs_x',
    wait: (ms) => Promise.resolve(void waited.push(ms)),
  });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe('the state of a run', () => {
  const notices: string[] = [];
  beforeEach(() => void (notices.length = 0));
  const runs = () => createRuns({ ...jobOf(), api, notice: (text) => notices.push(text) });
  const ended = {
    ...{ status: 'completed', conclusion: 'failure', updated_at: '2026-11-21T14:00:00Z' },
    html_url: 'https://github.com/acme/consumer/actions/runs/7',
  };

  test('is asked for once, with the token, below the address of the API', async () => {
    replies = [{ status: 200, body: ended }];
    const known = runs();
    const expected = {
      ...{ ended: true, conclusion: 'failure', endedAt: '2026-11-21T14:00:00Z' },
      url: ended.html_url,
    };
    expect(await Promise.all([known.state('7', 2), known.state('7', 2)])).toEqual([
      expected,
      expected,
    ]);
    expect(seen).toMatchObject([
      {
        method: 'GET',
        path: '/api/v3/repos/acme/consumer/actions/runs/7/attempts/2',
        token: 'token ghs_x',
      },
    ]);
  });

  test('that goes on has no conclusion', async () => {
    replies = [{ status: 200, body: { ...ended, status: 'in_progress', conclusion: null } }];
    expect(await runs().state('7', 1)).toEqual({ ended: false, url: ended.html_url });
  });

  test.each([404, 403, 401, 410])('is not known after %i: one call, one notice', async (status) => {
    replies = [{ status, body: { message: 'no' } }];
    expect(await runs().state('7', 1)).toBeUndefined();
    expect([seen.length, notices.length, waited]).toEqual([1, 1, []]);
  });

  test('is not known when the answer is something else', async () => {
    replies = [{ status: 200, body: ['nonsense'] }];
    expect(await runs().state('7', 1)).toBeUndefined();
  });

  test('is never asked for a run that is no number', async () => {
    expect(await runs().state('../../user', 1)).toBeUndefined();
    expect(seen).toEqual([]);
  });

  test('is asked for again after an error of the server, and after a lost connection', async () => {
    replies = [{ status: 502 }, { status: 200, body: ended }];
    expect(await runs().state('7', 1)).toMatchObject({ ended: true });
    expect(waited).toEqual([1000]);
    replies = [];
    expect(await runs().state('8', 1)).toBeUndefined();
    expect(seen).toHaveLength(2 + 4);
    expect(notices).toHaveLength(1);
  });

  test('is asked for after the time that the server wants, when that is bearable', async () => {
    replies = [
      { status: 403, headers: { 'retry-after': '30' } },
      { status: 429, headers: { 'retry-after': '7' } },
      { status: 200, body: ended },
    ];
    expect(await runs().state('7', 1)).toMatchObject({ ended: true });
    expect(waited).toEqual([30_000, 7000]);
  });

  test('is given up when the rate limit is used up for long, and no other is asked for', async () => {
    const reset = String(Math.floor(Date.now() / 1000) + 1800);
    replies = [
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset } },
    ];
    const known = runs();
    expect(await known.state('7', 1)).toBeUndefined();
    expect(await known.state('8', 1)).toBeUndefined();
    expect([seen.length, waited.length, notices.length]).toEqual([1, 0, 1]);
  });
});

describe('starting this workflow again', () => {
  const inputs = { 'work-item': 'edition-1' };
  const env = {
    GITHUB_WORKFLOW_REF: 'acme/consumer/.github/workflows/plan.yml@refs/heads/main',
    ...{ GITHUB_REF: 'refs/heads/release/1', GITHUB_REF_NAME: 'release/1' },
  };
  const dispatch = (
    more: Readonly<Record<string, string>> = {},
    event: { defaultBranch?: string } = {},
  ) =>
    dispatchThisWorkflow(
      { api, env: { ...env, ...more }, job: jobOf(), event: { inputs: {}, ...event } },
      inputs,
    );

  test('is one call, with the file, the branch and the work item', async () => {
    replies = [{ status: 204 }];
    expect(await dispatch()).toEqual({ ok: true, workflow: 'plan.yml', ref: 'release/1' });
    expect(seen).toMatchObject([
      {
        ...{ method: 'POST', body: { ref: 'release/1', inputs } },
        path: '/api/v3/repos/acme/consumer/actions/workflows/plan.yml/dispatches',
      },
    ]);
  });

  test('a pull request is no branch: the default branch is', async () => {
    replies = [{ status: 204 }];
    const pull = { GITHUB_REF: 'refs/pull/5/merge', GITHUB_REF_NAME: '5/merge' };
    expect(await dispatch(pull, { defaultBranch: 'trunk' })).toMatchObject({
      ok: true,
      ref: 'trunk',
    });
    expect(await dispatch(pull)).toMatchObject({ ok: false });
  });

  test('where the runner does not tell the file, its name or the run does', async () => {
    replies = [{ status: 204 }];
    const unnamed = { GITHUB_WORKFLOW_REF: '' };
    const byName = await dispatch({ ...unnamed, GITHUB_WORKFLOW: '.github/workflows/a.yaml' });
    expect(byName).toMatchObject({ ok: true, workflow: 'a.yaml' });
    replies = [{ status: 200, body: { path: '.github/workflows/b.yml@main' } }, { status: 204 }];
    expect(await dispatch({ ...unnamed, GITHUB_WORKFLOW: 'plan' })).toMatchObject({
      workflow: 'b.yml',
    });
    replies = [{ status: 404, body: {} }];
    expect(await dispatch({ ...unnamed, GITHUB_WORKFLOW: 'plan' })).toMatchObject({ ok: false });
  });

  test.each([
    [403, 'actions: write'],
    [422, 'workflow_dispatch'],
    [404, 'workflow_dispatch'],
  ])('%i is answered with what to do', async (status, hint) => {
    replies = [{ status, body: { message: 'no' } }];
    expect(await dispatch()).toMatchObject({ ok: false, hint: expect.stringContaining(hint) });
  });

  test('a lost reply is sent again: two starts do no harm', async () => {
    replies = [{ status: 502 }, { status: 204 }];
    expect(await dispatch()).toMatchObject({ ok: true });
  });
});
