/** The git server of the tests and its faults, against plain git: each fault does what it says, and nothing else. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { git, tryGit } from './kit/git-server/git.ts';
import type { Fault } from './kit/git-server/faults.ts';
import { openLab, type Lab } from './kit/git-server/lab.ts';

const none = '0'.repeat(40);
let lab: Lab;
beforeEach(async () => {
  lab = await openLab();
});
afterEach(() => lab.close());

/** Another one, on which no connection is used twice. */
async function withoutKeepAlive(): Promise<void> {
  await lab.close();
  lab = await openLab({ keepAlive: false });
}

describe('without faults', () => {
  test('pushes and clones; the journal says what was asked and done', async () => {
    const oid = await lab.commit('one');
    expect((await lab.push()).code).toBe(0);
    expect(await lab.tip()).toBe(oid);
    await git(lab.folder, ['clone', '--quiet', '--branch=main', lab.url(), 'clone']);
    expect(fs.readFileSync(path.join(lab.folder, 'clone/file'), 'utf8')).toBe('one');
    expect(lab.journal('push')).toEqual([
      expect.objectContaining({
        status: 200,
        fault: undefined,
        applied: true,
        updates: [{ ref: 'refs/heads/main', from: none, to: oid }],
      }),
    ]);
    expect(lab.journal('list').length).toBeGreaterThan(0);
    expect(lab.journal('fetch').length).toBe(1);
  });

  test('a clone without contents, as GitHub allows it', async () => {
    await lab.commit('one');
    await lab.push();
    await git(lab.folder, ['clone', '--quiet', '--bare', '--filter=blob:none', lab.url(), 'clone']);
    const there = await git(path.join(lab.folder, 'clone'), [
      ...['rev-list', '--objects', '--missing=print', '--all'],
    ]);
    expect(there).toMatch(/^\?[0-9a-f]{40}$/m);
  });
});

describe('a push that meets a fault', () => {
  test.each<[string, Fault, string, boolean]>([
    ['reply cut', { kind: 'reply-cut' }, 'reply-cut', true],
    ['502 after it was done', { kind: 'bad-gateway' }, 'HTTP 502', true],
    ['503 before', { kind: 'unavailable' }, 'HTTP 503', false],
    ['rate limit', { kind: 'rate-limited', retryAfter: 60 }, 'HTTP 403', false],
    ['401', { kind: 'unauthorized' }, 'could not read Username', false],
  ])('%s', async (_, fault, says, applied) => {
    const oid = await lab.commit('one');
    lab.server.fail({ fault });
    const { code, stderr } = await lab.push();
    expect(code).not.toBe(0);
    if (says !== fault.kind) expect(stderr).toContain(says);
    expect(await lab.tip()).toBe(applied ? oid : 'refs/heads/main');
    expect(lab.journal('push').at(-1)).toMatchObject({ fault: fault.kind, applied });
    expect((await lab.push()).code).toBe(0);
    expect(await lab.tip()).toBe(oid);
  });

  test('reply lost on a kept-alive connection: libcurl sends it again, and git says rejected', async () => {
    const oid = await lab.commit('one');
    lab.server.fail({ fault: { kind: 'reply-lost' } });
    const { code, stdout } = await lab.push();
    expect(await lab.tip()).toBe(oid);
    expect(lab.journal('push').map(({ applied, reused }) => [applied, reused])).toEqual([
      [true, true],
      [false, false],
    ]);
    expect([code, stdout]).toEqual([1, expect.stringContaining('rejected')]);
  });

  test('reply lost on a connection of its own: sent once', async () => {
    await withoutKeepAlive();
    const oid = await lab.commit('one');
    lab.server.fail({ fault: { kind: 'reply-lost' } });
    expect((await lab.push()).code).not.toBe(0);
    expect(await lab.tip()).toBe(oid);
    expect(lab.journal('push').map(({ applied, reused }) => [applied, reused])).toEqual([
      [true, false],
    ]);
  });

  test('late: the client has given up, and then it lands', async () => {
    await withoutKeepAlive();
    const oid = await lab.commit('one');
    lab.server.fail({ fault: { kind: 'late', after: 700 } });
    expect((await lab.push()).code).not.toBe(0);
    expect(await lab.tip()).toBe('refs/heads/main');
    for (const end = Date.now() + 10_000; Date.now() < end && (await lab.tip()) !== oid;);
    expect(await lab.tip()).toBe(oid);
  });

  test('truncated, as if that were all: git waits for ever for the rest, the push has landed', async () => {
    const oid = await lab.commit('one');
    lab.server.fail({ fault: { kind: 'truncated' } });
    const { code, stderr } = await tryGit(lab.work, ['push', lab.url(), 'main'], { timeout: 1500 });
    expect([code, stderr]).toEqual([128, '']);
    expect(await lab.tip()).toBe(oid);
  });

  test('slow', async () => {
    await lab.commit('one');
    lab.server.fail({ fault: { kind: 'slow', by: 600 } });
    const before = Date.now();
    expect((await lab.push()).code).toBe(0);
    expect(Date.now() - before).toBeGreaterThanOrEqual(600);
  });
});

test.each(['list', 'fetch'] as const)('a truncated reply to a %s is no answer', async (on) => {
  await lab.commit('one');
  await lab.push();
  lab.server.fail({ fault: { kind: 'truncated' }, on });
  const clone = (to: string) =>
    tryGit(lab.folder, ['clone', '--bare', lab.url(), to], { timeout: 5000 });
  expect((await clone('first')).stderr).toMatch(
    /fatal: .*(disconnect|early EOF|hung up|expected flush)/,
  );
  expect((await clone('second')).code).toBe(0);
});

describe.each(['0', '2'])('protocol version %s: a stale list', (version) => {
  const clean = (...args: readonly string[]) =>
    tryGit(lab.work, ['-c', `protocol.version=${version}`, ...args]);
  const listed = async () =>
    (await clean('ls-remote', lab.url(), 'refs/heads/main')).stdout.slice(0, 40);

  test('where the branch was before, once; the server itself is not fooled', async () => {
    const first = await lab.commit('one');
    await lab.push();
    expect(await listed()).toBe(first);
    const second = await lab.commit('two');
    await lab.push();
    expect(await listed()).toBe(second);
    lab.server.fail({ fault: { kind: 'stale' }, on: 'list' });
    expect(await listed()).toBe(first);
    expect(await listed()).toBe(second);
  });

  test('there was none before: the list of now', async () => {
    const first = await lab.commit('one');
    await lab.push();
    lab.server.fail({ fault: { kind: 'stale' }, on: 'list' });
    expect(await listed()).toBe(first);
  });
});
