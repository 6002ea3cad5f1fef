/** The git store under one fault at a time: never a wrong outcome, and an error says what is the matter and shows no password. */
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StorageError, type Append } from '@orchestrator/core';
import { createGitStore, type GitStore } from '@orchestrator/stores';
import { readBranch } from './kit/history/branch.ts';
import type { Fault, Operation } from './kit/git-server/faults.ts';
import { git } from './kit/git-server/git.ts';
import { startGitServer, type GitServer, type GitServerOptions } from './kit/git-server/server.ts';
import { freshFolder, removeFolder } from './processes.ts';

const users = [
  { name: 'ann', password: 'secret-of-ann', canWrite: true },
  { name: 'bob', password: 'secret-of-bob' },
  { name: 'cat', password: 'secret-of-cat', canWrite: true, expiresAfter: 6 },
] as const;
const slot = (name: string): string => `artifacts/claims/one/${name}.1.json`;
const only = (name: string): Append => ({
  records: [{ path: slot(name), text: `${name}\n` }],
  views: [],
});

let folder: string;
let server: GitServer;
let stores: GitStore[] = [];

async function start(options: Partial<GitServerOptions> = {}): Promise<void> {
  folder = freshFolder('git-store-faults');
  await git(folder, ['init', '--quiet', '--bare', path.join(folder, 'repos/one.git')]);
  server = await startGitServer({ root: path.join(folder, 'repos'), keepAlive: false, ...options });
}
async function stop(): Promise<void> {
  for (const store of stores) store.close();
  stores = [];
  await server.close();
  removeFolder(folder);
}
beforeEach(() => start());
afterEach(stop);

function open(credentials = ''): GitStore {
  const remote = `${server.url.replace('://', `://${credentials}`)}/one.git`;
  const clone = path.join(folder, `clone-${stores.length}`);
  const store = createGitStore({ remote, branch: 'orchestrator', clone });
  stores.push(store);
  return store;
}
const stored = async (): Promise<readonly string[]> =>
  [...(await readBranch(path.join(folder, 'repos/one.git'), 'orchestrator')).files.keys()].sort();
const append = async (store: GitStore, name: string) =>
  store.append('one', only(name), (await store.read('one')).version);

/** What it threw, in words; an outcome is an error of the test. */
async function complaintOf(outcome: Promise<unknown>): Promise<string> {
  const error = await outcome.then(
    (told) => new Error(`no error: ${JSON.stringify(told)}`),
    (thrown: unknown) => thrown,
  );
  if (error instanceof StorageError) return `${error.message} ${error.hint}`;
  throw error;
}

describe('a fault at the push', () => {
  test.each<[string, Fault]>([
    ['the reply is lost', { kind: 'reply-lost' }],
    ['the reply is cut', { kind: 'reply-cut' }],
    ['502 after it was done', { kind: 'bad-gateway' }],
    ['503 before', { kind: 'unavailable' }],
    ['it lands after its caller gave up on it', { kind: 'late', after: 400 }],
    ['slow', { kind: 'slow', by: 700 }],
  ])('%s: ok, and stored once', async (_, fault) => {
    const store = open();
    expect(await append(store, 'a')).toBe('ok');
    server.fail({ fault });
    expect(await append(store, 'b')).toBe('ok');
    expect(server.pending()).toBe(0);
    expect(await stored()).toEqual([slot('a'), slot('b')]);
  });

  test('the reply is lost, and then the server is not there for a while: never an error that says no', async () => {
    const store = open();
    const { version } = await store.read('one');
    server.fail({ fault: { kind: 'reply-lost' } });
    server.fail({ fault: { kind: 'unavailable' }, on: 'other', times: 40 });
    server.fail({ fault: { kind: 'unavailable' }, on: 'list', times: 40 });
    expect(await store.append('one', only('a'), version)).toBe('unknown');
    server.heal();
    expect(await store.append('one', only('a'), version)).toBe('ok');
    expect(await stored()).toEqual([slot('a')]);
  });

  test('rate limited: it says so, and does not go on asking', async () => {
    const store = open();
    const { version } = await store.read('one');
    server.fail({ fault: { kind: 'rate-limited', retryAfter: 60 }, times: 20 });
    const said = await complaintOf(store.append('one', only('a'), version));
    expect(said).toMatch(/limit/);
    expect(said).not.toContain('permission');
    expect(server.journal.filter(({ operation }) => operation === 'push').length).toBe(1);
  });
});

describe('a fault at the read', () => {
  test.each<[Operation, Fault]>([
    ['list', { kind: 'unavailable' }],
    ['list', { kind: 'reply-cut' }],
    ['list', { kind: 'truncated' }],
    ['fetch', { kind: 'unavailable' }],
    ['fetch', { kind: 'truncated' }],
  ])('%s, %j: what is there, or an error', async (on, fault) => {
    expect(await append(open(), 'a')).toBe('ok');
    server.fail({ fault, on });
    const read = await open()
      .read('one')
      .catch((error: unknown) => error);
    expect(server.pending()).toBe(0);
    if (read instanceof StorageError) expect(read.message).toContain("can't be reached");
    else expect(read).toMatchObject({ files: [{ path: slot('a') }] });
  });

  test('stale: what this store has seen before stays seen', async () => {
    const [one, other] = [open(), open()];
    await one.read('one');
    expect(await append(other, 'a')).toBe('ok');
    expect((await one.read('one')).files.length).toBe(1);
    server.fail({ fault: { kind: 'stale' }, on: 'list' });
    expect((await one.read('one')).files.length).toBe(1);
    expect(server.pending()).toBe(0);
  });
});

describe('who may', () => {
  beforeEach(async () => {
    await stop();
    await start({ auth: users });
  });

  test('a writer', async () => {
    expect(await append(open('ann:secret-of-ann@'), 'a')).toBe('ok');
  });

  test('a reader may read, and is told that he may not write', async () => {
    await append(open('ann:secret-of-ann@'), 'a');
    const store = open('bob:secret-of-bob@');
    const { files, version } = await store.read('one');
    expect(files.length).toBe(1);
    const said = await complaintOf(store.append('one', only('b'), version));
    expect(said).toMatch(/no write permission/);
    expect(said).not.toContain('secret-of');
    expect(await stored()).toEqual([slot('a')]);
  });

  test.each([
    ['nobody', ''],
    ['a wrong password', 'ann:secret-of-bob@'],
  ])('%s: the credentials are the matter', async (_, credentials) => {
    const said = await complaintOf(open(credentials).read('one'));
    expect(said).toMatch(/credentials/);
    expect(said).not.toContain('secret-of');
  });

  test('a token that expires on the way: an error or an outcome, and in the end it is known', async () => {
    const store = open('cat:secret-of-cat@');
    const outcomes: string[] = [];
    for (const name of ['a', 'b', 'c'])
      outcomes.push(await append(store, name).catch((error: unknown) => String(error)));
    expect(outcomes.at(-1)).toMatch(/credentials/);
    const done = outcomes.flatMap((outcome, index) =>
      outcome === 'ok' ? [slot('abc'[index] ?? '')] : [],
    );
    const known = open('ann:secret-of-ann@');
    expect((await known.read('one')).files.map((file) => file.path)).toEqual(
      expect.arrayContaining(done),
    );
  });
});
