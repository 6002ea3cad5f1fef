import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultArtifactClient } from '@actions/artifact';
import { getOctokit } from '@actions/github';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { createFixture, type Fixture } from './kit/local-github/fixture.ts';
import { startLocalGithub, type LocalGithub } from './kit/local-github/index.ts';

const at = { owner: 'acme', repo: 'consumer' };
const client = new DefaultArtifactClient();

let fixture: Fixture;
let github: LocalGithub;
let folder: string;

const names = ['ACTIONS_RESULTS_URL', 'ACTIONS_RUNTIME_TOKEN', 'GITHUB_SERVER_URL'];
const before = names.map((name) => [name, process.env[name]] as const);

beforeAll(() => void jest.spyOn(process.stdout, 'write').mockReturnValue(true));

afterAll(() => {
  jest.restoreAllMocks();
  for (const [name, value] of before)
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
});

beforeEach(async () => {
  fixture = createFixture();
  fixture.push({ a: 'a' });
  github = await startLocalGithub({ repository: 'acme/consumer', bare: fixture.bare });
  folder = mkdtempSync(join(tmpdir(), 'local-github-artifacts-'));
  process.env['ACTIONS_RESULTS_URL'] = github.resultsUrl;
  process.env['GITHUB_SERVER_URL'] = 'https://github.com';
  become('7', 'job-1');
});

afterEach(async () => {
  await github.close();
  fixture.remove();
  rmSync(folder, { recursive: true, force: true });
});

function become(run: string, job: string): void {
  process.env['ACTIONS_RUNTIME_TOKEN'] = github.runtimeToken(run, job);
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const upload = (name: string, text: string) =>
  client.uploadArtifact(name, [file(`${name}.json`, text)], folder);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('parallel uploads with odd names, a list, and a download by id', async () => {
  const odd = ['handoff item-1.build.1', 'ümlaut (1) #%+&;=', 'a'];
  const uploaded = await Promise.all(odd.map((name) => upload(name, `of ${name}`)));
  const { artifacts } = await client.listArtifacts();
  expect(artifacts.map(({ name }) => name).sort()).toEqual([...odd].sort());
  expect(github.artifacts).toHaveLength(3);
  for (const [n, name] of odd.entries()) {
    const { id = 0, digest, size } = uploaded[n] ?? {};
    const stored = github.artifacts.find((it) => it.id === id);
    expect(stored).toMatchObject({
      runId: 7,
      job: 'job-1',
      name,
      size,
      digest: `sha256:${digest ?? ''}`,
    });
    expect(artifacts.find((it) => it.id === id)?.digest).toBe(stored?.digest);
    expect(sha256(stored?.bytes ?? new Uint8Array())).toBe(digest);
    const path = join(folder, `down-${n}`);
    const expectedHash = stored?.digest ?? '';
    const down = await client.downloadArtifact(id, { path, expectedHash });
    expect(down.digestMismatch).toBe(false);
    expect(readFileSync(join(path, `${name}.json`), 'utf8')).toBe(`of ${name}`);
  }
  expect(github.violations).toEqual([]);
});

test('an artifact of more than one block arrives whole', async () => {
  const bytes = Buffer.alloc(9 * 1024 * 1024, 'orchestrator');
  writeFileSync(join(folder, 'large'), bytes);
  const options = { compressionLevel: 0 };
  const { digest } = await client.uploadArtifact('large', [join(folder, 'large')], folder, options);
  const [stored] = github.artifacts;
  expect(stored?.size).toBeGreaterThan(bytes.length);
  expect(stored?.digest).toBe(`sha256:${digest ?? ''}`);
  expect(github.violations).toEqual([]);
});

test('a name is taken once per run', async () => {
  await upload('one', '1');
  await expect(upload('one', '2')).rejects.toThrow('(409) Conflict: an artifact with this name');
  become('8', 'job-1');
  await upload('one', '3');
  expect(github.artifacts.map(({ runId, name }) => [runId, name])).toEqual([
    [7, 'one'],
    [8, 'one'],
  ]);
});

test('a deleted artifact is gone, and its name free', async () => {
  await upload('one', '1');
  await client.deleteArtifact('one');
  expect(github.artifacts).toEqual([]);
  await expect(client.getArtifact('one')).rejects.toThrow('Artifact not found');
  await upload('one', '2');
});

test('a run sees its own artifacts only, those of its other jobs too', async () => {
  const { id = 0 } = await upload('one', '1');
  become('7', 'job-2');
  expect((await client.listArtifacts()).artifacts).toMatchObject([{ id, name: 'one' }]);
  await client.downloadArtifact(id, { path: join(folder, 'down') });
  become('8', 'job-1');
  expect((await client.listArtifacts()).artifacts).toEqual([]);
});

const ids = { workflow_run_backend_id: '7', workflow_job_run_backend_id: 'job-1' };

/** A request that the real client would not send. */
async function call(method: string, body: object, token?: string): Promise<unknown> {
  const service = 'twirp/github.actions.results.api.v1.ArtifactService/';
  const authorization = `Bearer ${token ?? github.runtimeToken('7', 'job-1')}`;
  const response = await fetch(github.resultsUrl + service + method, {
    method: 'POST',
    headers: token === '' ? {} : { authorization },
    body: JSON.stringify({ ...ids, ...body }),
  });
  return { ...((await response.json()) as object), status: response.status };
}

test('a token of another run or job, of another server, or none is turned away', async () => {
  const other = await startLocalGithub({ repository: 'acme/consumer', bare: fixture.bare });
  const create = (token: string) => call('CreateArtifact', { name: 'x', version: 7 }, token);
  expect(await create('')).toMatchObject({ status: 401 });
  expect(await create(other.runtimeToken('7', 'job-1'))).toMatchObject({ status: 401 });
  expect(await create(github.runtimeToken('8', 'job-1'))).toMatchObject({ status: 403 });
  expect(await create(github.runtimeToken('7', 'job-2'))).toMatchObject({ status: 403 });
  expect(await create(github.runtimeToken('7', 'job-1'))).toMatchObject({ status: 200 });
  await other.close();
  expect(() => github.runtimeToken('seven', 'job-1')).toThrow('not the number of a run');
});

test('the service refuses members and methods that it does not know', async () => {
  expect(await call('ListArtifacts', { nameFilter: 'x' })).toMatchObject({ status: 400 });
  expect(await call('MigrateArtifact', {})).toMatchObject({ status: 501 });
  expect(github.violations).toHaveLength(2);
});

test('an upload that did not arrive as announced is refused', async () => {
  const made = await call('CreateArtifact', { name: 'x', version: 7 });
  const { signed_upload_url: url } = made as { readonly signed_upload_url: string };
  const finish = (size: number, hash: string) =>
    call('FinalizeArtifact', { name: 'x', size: String(size), hash: `sha256:${hash}` });
  const hash = sha256(Buffer.from('bytes'));
  expect(await finish(5, hash)).toMatchObject({ status: 404 });
  const headers = { 'x-ms-blob-type': 'BlockBlob' };
  expect((await fetch(url, { method: 'PUT', headers, body: 'bytes' })).status).toBe(201);
  expect(await finish(4, hash)).toMatchObject({ status: 400 });
  expect(await finish(5, sha256(Buffer.from('other')))).toMatchObject({ status: 400 });
  expect(github.artifacts).toEqual([]);
  expect(await finish(5, hash)).toMatchObject({ status: 200, ok: true });
  expect(github.artifacts).toMatchObject([{ name: 'x', size: 5 }]);
});

test('the REST API lists, downloads and deletes the same artifacts', async () => {
  const { actions } = getOctokit('a-token', { baseUrl: github.url }).rest;
  github.setRun({ id: 7 });
  const { id = 0 } = await upload('one', '1');
  await upload('two', '2');
  const old = github.putArtifact({ runId: 7, name: 'old', bytes: Buffer.from('?'), expired: true });
  const ofRun = { ...at, run_id: 7 };
  const { data: all } = await actions.listWorkflowRunArtifacts(ofRun);
  const { data: named } = await actions.listArtifactsForRepo({ ...at, name: 'one' });
  const { data: one } = await actions.getArtifact({ ...at, artifact_id: id });
  expect(all.artifacts.map(({ name }) => name)).toEqual(['old', 'two', 'one']);
  expect(named).toMatchObject({ total_count: 1, artifacts: [{ id, workflow_run: { id: 7 } }] });
  const zip = { ...at, archive_format: 'zip' };
  const { data } = await actions.downloadArtifact({ ...zip, artifact_id: id });
  expect(`sha256:${sha256(new Uint8Array(data as ArrayBuffer))}`).toBe(one.digest);
  const expired = actions.downloadArtifact({ ...zip, artifact_id: old });
  await expect(expired).rejects.toMatchObject({ status: 410 });
  await actions.deleteArtifact({ ...at, artifact_id: id });
  await expect(actions.getArtifact({ ...at, artifact_id: id })).rejects.toMatchObject({
    status: 404,
  });
  expect(github.violations).toEqual([]);
});

test('an artifact can be replaced under its id, and a download cut short', async () => {
  await upload('one', '1');
  const [{ id, digest } = { id: 0, digest: '' }] = github.artifacts;
  const replaced = github.putArtifact({
    runId: 7,
    name: 'one',
    bytes: Buffer.from('other'),
    digest,
  });
  expect(replaced).toBe(id);
  const { actions } = getOctokit('a-token', { baseUrl: github.url }).rest;
  github.fail({ path: /^\/artifacts\//, fault: { kind: 'truncated', lacks: 2 } });
  const download = { ...at, artifact_id: id, archive_format: 'zip' };
  const text = async (): Promise<string> =>
    Buffer.from((await actions.downloadArtifact(download)).data as ArrayBuffer).toString();
  expect([await text(), await text()]).toEqual(['oth', 'other']);
});

test('the storage takes signed URLs only, and no token beside them', async () => {
  await upload('one', '1');
  const url = `${github.url}/repos/acme/consumer/actions/artifacts/${github.artifacts[0]?.id ?? 0}/zip`;
  const headers = { authorization: 'token t' };
  const answer = await fetch(url, { headers, redirect: 'manual' });
  const signed = answer.headers.get('location') ?? '';
  const status = async (asked: string, more: RequestInit = {}): Promise<number> =>
    (await fetch(asked, more)).status;
  expect(await status(signed)).toBe(200);
  expect(await status(signed.replace(/sig=./, 'sig=x'))).toBe(403);
  expect(await status(signed, { method: 'PUT', body: 'x' })).toBe(403);
  expect(github.violations).toEqual([]);
  expect(await status(signed, { headers })).toBe(403);
  expect(github.violations).toHaveLength(1);
});
