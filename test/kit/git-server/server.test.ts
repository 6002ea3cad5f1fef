/** Who may do what at the git server of the tests, and when its faults strike. */
import { afterEach, expect, test } from '@jest/globals';
import { openLab, type Lab } from './lab.ts';
import type { GitServerOptions } from './server.ts';

const open: Lab[] = [];
afterEach(async () => {
  for (const lab of open.splice(0)) await lab.close();
});

/** Somebody with a commit to push. */
async function labWith(options: Partial<GitServerOptions>): Promise<Lab> {
  const lab = await openLab(options);
  open.push(lab);
  await lab.commit('one');
  return lab;
}

const auth = [
  { name: 'ann', password: 'a', canWrite: true },
  { name: 'bob', password: 'b' },
  { name: 'cat', password: 'c', canWrite: true, expiresAfter: 2 },
] as const;

test('strangers get 401, readers 403 for a push, writers may', async () => {
  const { list, push, url, journal } = await labWith({ auth });
  expect((await list()).stderr).toContain('could not read Username');
  expect((await list(url('ann:b'))).stderr).toContain('Authentication failed');
  expect((await push(url('bob:b'))).stderr).toContain('error: 403');
  expect((await list(url('bob:b'))).code).toBe(0);
  expect((await push(url('ann:a'))).code).toBe(0);
  expect(journal('push')).toEqual([expect.objectContaining({ user: 'ann', applied: true })]);
});

test('a token that expires', async () => {
  const { list, url } = await labWith({ auth });
  expect((await list(url('cat:c'))).code).toBe(0);
  expect((await list(url('cat:c'))).stderr).toContain('Authentication failed');
});

test('planned faults pass, repeat and end', async () => {
  const { list, server } = await labWith({});
  server.fail({ fault: { kind: 'unavailable' }, on: 'list', after: 1, times: 2 });
  const codes: number[] = [];
  for (let count = 0; count < 4; count += 1) codes.push((await list()).code);
  expect(codes.map((code) => code === 0)).toEqual([true, false, false, true]);
});

test('the same seed, the same faults', async () => {
  const seen: unknown[] = [];
  for (const seed of [7, 7, 8]) {
    const rate = { fault: { kind: 'unavailable' }, on: 'list', probability: 0.5 } as const;
    const { list, journal, server } = await labWith({ faults: { seed, rates: [rate] } });
    for (let count = 0; count < 12; count += 1) await list();
    seen.push(journal('list').map(({ fault }) => fault));
    server.heal();
    expect((await list()).code).toBe(0);
  }
  expect(seen[0]).toContain('unavailable');
  expect(seen[0]).toContain(undefined);
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[2]).not.toEqual(seen[0]);
});
