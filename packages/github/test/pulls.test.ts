/** What the API tells of pull requests, of branches here and in forks. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createFixture, type Fixture } from '../../../test/kit/local-github/fixture.ts';
import { startLocalGithub, type LocalGithub } from '../../../test/kit/local-github/index.ts';
import { createApi, type Api } from '../src/api.ts';
import { openPullOfBranch, pullOf, pullsOfBranch, pullsOfCommit } from '../src/pulls.ts';
import { jobOf } from './jobs.ts';

let fixture: Fixture;
let github: LocalGithub;
let api: Api;
const place = jobOf();
const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(40));
if (one === undefined || two === undefined || three === undefined) throw new Error();

beforeEach(async () => {
  fixture = createFixture();
  github = await startLocalGithub({ repository: 'acme/consumer', bare: fixture.bare });
  api = createApi({ apiUrl: github.url, token: 'ghs_x', wait: () => Promise.resolve() });
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  await github.close();
  fixture.remove();
});

test('one by its number: only a merge has a commit on the base branch', async () => {
  github.setPull({
    ...{ number: 5, author: 'ada', mergeCommit: three },
    head: { ref: 'topic', sha: one },
  });
  const open = {
    ...{ number: 5, author: 'ada', headRef: 'topic', headSha: one, baseRef: 'main' },
    ...{ headRepository: 'acme/consumer', open: true, merged: false },
  };
  expect(await pullOf(api, place, 5)).toEqual({ ok: true, found: open });
  github.setPull({
    ...{ number: 5, author: 'ada', merged: true, mergeCommit: three },
    head: { ref: 'topic', sha: one },
  });
  expect(await pullOf(api, place, 5)).toEqual({
    ok: true,
    found: { ...open, open: false, merged: true, mergeCommit: three },
  });
});

test("the open one of a branch is this repository's, and the newest", async () => {
  expect(await openPullOfBranch(api, place, 'topic')).toEqual({ ok: true, found: undefined });
  github.setPull({ number: 3, head: { ref: 'topic', sha: one, repository: 'mallory/consumer' } });
  github.setPull({ number: 4, head: { ref: 'topic', sha: one }, state: 'closed' });
  expect(await openPullOfBranch(api, place, 'topic')).toEqual({ ok: true, found: undefined });
  github.setPull({ number: 5, head: { ref: 'topic', sha: one } });
  github.setPull({ number: 6, head: { ref: 'topic', sha: one }, base: { ref: 'release' } });
  expect(await openPullOfBranch(api, place, 'topic')).toMatchObject({ found: { number: 6 } });
});

test("a fork's are told apart from those of its owner's other repositories", async () => {
  const from = { repository: 'mallory/consumer', branch: 'topic' };
  github.setPull({ number: 3, head: { ref: 'topic', sha: one, repository: 'mallory/other' } });
  github.setPull({
    ...{ number: 4, merged: true, mergeCommit: two },
    head: { ref: 'topic', sha: one, repository: 'Mallory/Consumer' },
  });
  const numbers = async (state: 'open' | 'all') => {
    const asked = await pullsOfBranch(api, place, from, state);
    return asked.ok ? asked.found.map(({ number }) => number) : asked.message;
  };
  expect(await numbers('open')).toEqual([]);
  // The label of a branch is as its owner spells it.
  from.repository = 'Mallory/Consumer';
  expect(await numbers('all')).toEqual([4]);
});

test('by a commit: the one whose merge it is, or those whose head it is', async () => {
  github.setPull({ number: 4, merged: true, mergeCommit: two, head: { ref: 'topic', sha: one } });
  github.setPull({ number: 5, head: { ref: 'next', sha: three } });
  expect(await pullsOfCommit(api, place, two)).toMatchObject({ found: [{ number: 4 }] });
  expect(await pullsOfCommit(api, place, three)).toMatchObject({ found: [{ number: 5 }] });
});

test.each([
  [403, {}, 'pull-requests: read'],
  [404, {}, 'pull-requests: read'],
  [429, { 'retry-after': '3600' }, 'rate limit'],
  [422, {}, 'Nothing is lost'],
])('an answer of %i is told', async (status, headers, hint) => {
  github.fail({ fault: { kind: 'status', status, headers } });
  expect(await pullOf(api, place, 5)).toMatchObject({
    ok: false,
    message: expect.stringContaining(`(${status})`),
    hint: expect.stringContaining(hint),
  });
});

test('an answer of another form is told', async () => {
  github.fail({ fault: { kind: 'status', status: 200, body: { number: 'five' } } });
  expect(await pullOf(api, place, 5)).toMatchObject({
    ok: false,
    message: expect.stringContaining('not understood'),
  });
});
