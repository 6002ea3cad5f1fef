import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createFixture, type Fixture } from './kit/local-github/fixture.ts';
import { checkReply, operations } from './kit/local-github/openapi.ts';
import { startLocalGithub, type LocalGithub } from './kit/local-github/index.ts';

let fixture: Fixture;
let github: LocalGithub;

beforeEach(async () => {
  fixture = createFixture();
  fixture.push({ '.github/workflows/plan.yml': 'on: { workflow_dispatch: {} }\n' });
  github = await startLocalGithub({ repository: 'acme/consumer', bare: fixture.bare });
});

afterEach(async () => {
  await github.close();
  fixture.remove();
});

/** A request that no typed client would send. */
async function ask(method: string, path: string, body?: unknown): Promise<number> {
  const response = await fetch(github.url + path, {
    method,
    headers: { authorization: 'token a-token', 'user-agent': 'test' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  await response.arrayBuffer();
  return response.status;
}

test('an answer that the client has is not sent again', async () => {
  const get = (etag?: string): Promise<Response> =>
    fetch(`${github.url}/repos/acme/consumer/git/ref/heads/main`, {
      headers: { authorization: 'Bearer t', ...(etag && { 'if-none-match': etag }) },
    });
  const etag = (await get()).headers.get('etag') ?? '';
  const again = await get(etag);
  expect([again.status, await again.text()]).toEqual([304, '']);
  fixture.push({ 'src/b.txt': 'b' });
  expect((await get(etag)).status).toBe(200);
  expect(github.journal.map(({ status, authorization }) => [status, authorization])).toEqual([
    [200, 'bearer'],
    [304, 'bearer'],
    [200, 'bearer'],
  ]);
});

test('a request without a token is turned away', async () => {
  const response = await fetch(`${github.url}/repos/acme/consumer`);
  expect(response.status).toBe(401);
  expect(github.journal).toMatchObject([{ authorization: undefined, status: 401 }]);
});

describe('what GitHub does not describe fails, and is a violation', () => {
  const repository = '/repos/acme/consumer';
  const runs = `${repository}/actions/runs`;
  const artifact = `${repository}/actions/artifacts/1`;
  const dispatches = `${repository}/actions/workflows/plan.yml/dispatches`;

  const path = dispatches;
  const inputs = Object.fromEntries(Array.from({ length: 26 }, (_, n) => [n, '']));

  test.each([
    { name: 'an unknown route', status: 501, path: `${repository}/zen` },
    { name: 'an unknown method', status: 501, method: 'PUT', path: `${repository}/git/refs` },
    { name: 'an unknown query parameter', status: 422, path: `${runs}?perPage=5` },
    { name: 'a word for a number', status: 422, path: `${runs}?per_page=five` },
    { name: 'a value that is not offered', status: 422, path: `${runs}?status=broken` },
    { name: 'a parameter twice', status: 422, path: `${runs}?page=1&page=2` },
    { name: 'an unknown member', status: 422, path, body: { ref: 'main', input: {} } },
    { name: 'a wrong type', status: 422, path, body: { ref: 7 } },
    { name: 'a missing member', status: 422, path, body: { inputs: {} } },
    { name: 'too many inputs', status: 422, path, body: { ref: 'main', inputs } },
    { name: 'no JSON', status: 400, path, body: '{' },
    { name: 'no body', status: 422, method: 'POST', path },
    { name: 'a body too many', status: 422, method: 'DELETE', path: artifact, body: { id: 1 } },
  ])('$name', async ({ status, path, body, method = body === undefined ? 'GET' : 'POST' }) => {
    expect(await ask(method, path, body)).toBe(status);
    expect(github.violations).toEqual([
      { method, path: path.replace(/\?.*/, ''), what: expect.any(String) },
    ]);
    expect(github.journal).toMatchObject([{ status }]);
    expect(github.dispatches).toEqual([]);
  });
});

test('a token, a user agent and a media type that GitHub knows are asked for', async () => {
  const answered = async (headers: Readonly<Record<string, string>>): Promise<number> =>
    (await fetch(`${github.url}/repos/acme/consumer`, { headers })).status;
  const authorization = 'token t';
  expect(await answered({ authorization, 'x-github-api-version': '2022-11-28' })).toBe(200);
  expect(await answered({ authorization, 'x-github-api-version': '1999-01-01' })).toBe(400);
  expect(await answered({ authorization, accept: 'application/vnd.github.html+json' })).toBe(415);
  expect(await answered({ authorization: 'Basic dDp0' })).toBe(401);
  expect(github.violations).toHaveLength(2);
});

test('no repository, no GitHub', async () => {
  const nothing = startLocalGithub({ repository: 'acme/consumer', bare: '/nonexistent' });
  await expect(nothing).rejects.toThrow('not a git repository');
});

test('a reply of ours that GitHub does not describe is found', () => {
  const ref = operations.find(({ id }) => id === 'git/get-ref');
  if (ref === undefined) throw new Error('no such operation');
  const object = { sha: '0'.repeat(40), type: 'commit', url: 'https://api.github.com/x' };
  const reply = { ref: 'refs/heads/x', node_id: 'x', url: 'https://api.github.com/x', object };
  expect(checkReply(ref, 200, reply)).toEqual([]);
  expect(checkReply(ref, 200, { ...reply, object: { ...object, sha: 7 } })).toHaveLength(1);
  expect(checkReply(ref, 200, { ...reply, url: 'nowhere' })).toHaveLength(1);
  expect(checkReply(ref, 200, { ref: 'refs/heads/x' })).not.toEqual([]);
  expect(checkReply(ref, 200, undefined)).not.toEqual([]);
  expect(checkReply(ref, 201, reply)).toEqual(['status 201 is not described']);
});
