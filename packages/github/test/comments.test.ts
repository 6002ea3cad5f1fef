/** One comment for each thing that is shown, whatever else is written below the same pull request. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createFixture, type Fixture } from '../../../test/kit/local-github/fixture.ts';
import { startLocalGithub, type LocalGithub } from '../../../test/kit/local-github/index.ts';
import { createApi } from '../src/api.ts';
import { createComments, type Kept } from '../src/comments.ts';
import { sha256 } from '../src/ids.ts';
import { jobOf } from './jobs.ts';

let fixture: Fixture;
let github: LocalGithub;
beforeEach(async () => {
  fixture = createFixture();
  github = await startLocalGithub({ repository: 'acme/consumer', bare: fixture.bare });
  github.setIssue(5);
});
afterEach(async () => {
  expect(github.violations).toEqual([]);
  expect(github.pendingFaults).toBe(0);
  await github.close();
  fixture.remove();
});

const digestOf = (text: string): string => `sha256:${sha256(text)}`;
const bodyOf = (key: string, text: string, head = '-'): string => {
  const [kind = '', item = '-'] = key.split(' ');
  return `<!-- orchestrator:${kind} v1 ${item} head=${head} as_of=- digest=${digestOf(text)} -->\n${text}`;
};

const open = (issue = 5) =>
  createComments(
    { ...jobOf(), api: createApi({ apiUrl: github.url, token: 'ghs_x', wait: noWait }) },
    issue,
  );
const noWait = (): Promise<void> => Promise.resolve();
const keep = (key: string, text: string, body = bodyOf(key, text)): Promise<Kept> =>
  open().keep({ key, body, digest: digestOf(text) });
const bodies = () => github.comments.map(({ body }) => body);
/** What was asked for since. */
const methodsOf = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  const before = github.journal.length;
  await work();
  return github.journal.slice(before).map(({ method }) => method);
};

test('is created, updated when it says something else, and left alone when it does not', async () => {
  expect(await keep('schedule wi', 'one')).toEqual({ ok: true, what: 'created' });
  expect(await keep('schedule wi', 'two')).toEqual({ ok: true, what: 'updated' });
  // The head of the branch alone is nothing new.
  const moved = bodyOf('schedule wi', 'two', 'abcdef0');
  expect(await methodsOf(() => keep('schedule wi', 'two', moved))).toEqual(['GET']);
  expect(bodies()).toEqual([bodyOf('schedule wi', 'two')]);
  expect(await keep('schedule wi', 'two')).toEqual({ ok: true, what: 'unchanged' });
});

test('each item has its own, and the impact has one; they are looked up together', async () => {
  const comments = open();
  const three = ['schedule wi', 'schedule wi-2', 'impact'];
  const methods = await methodsOf(async () => {
    for (const key of three)
      expect(
        await comments.keep({ key, body: bodyOf(key, 'one'), digest: digestOf('one') }),
      ).toEqual({ ok: true, what: 'created' });
  });
  expect(methods).toEqual(['GET', 'POST', 'POST', 'POST']);
  expect(bodies()).toEqual(three.map((key) => bodyOf(key, 'one')));
  expect(await keep('schedule wi-2', 'two')).toMatchObject({ what: 'updated' });
  expect(await keep('impact', 'two')).toMatchObject({ what: 'updated' });
  expect(bodies()).toEqual([
    bodyOf('schedule wi', 'one'),
    bodyOf('schedule wi-2', 'two'),
    bodyOf('impact', 'two'),
  ]);
});

test('is found behind hundreds of others, and never in what a person wrote', async () => {
  const copied = bodyOf('schedule wi', 'mine');
  github.addComment({ issue: 5, body: copied, author: 'mallory' });
  for (let count = 0; count < 150; count += 1) github.addComment({ issue: 5, body: 'Nice.' });
  await keep('schedule wi', 'one');
  const methods = await methodsOf(() => keep('schedule wi', 'two'));
  expect(methods).toEqual(['GET', 'GET', 'PATCH']);
  expect(bodies()[0]).toBe(copied);
  expect(bodies().slice(151)).toEqual([bodyOf('schedule wi', 'two')]);
});

test('a bot that quotes the marker further down has not written ours', async () => {
  const quoted = `> ${bodyOf('schedule wi', 'one')}\n${bodyOf('schedule wi', 'one')}`;
  github.addComment({ issue: 5, body: quoted, author: 'helper[bot]' });
  expect(await keep('schedule wi', 'one')).toMatchObject({ what: 'created' });
  expect(bodies()[0]).toBe(quoted);
});

test('one that somebody deleted is made again, also when that happens after it was listed', async () => {
  await keep('schedule wi', 'one');
  const [first] = github.comments;
  const answers = { kind: 'status', status: 404, body: { message: 'Not Found' } } as const;
  github.fail({ method: 'PATCH', fault: answers });
  expect(await keep('schedule wi', 'two')).toEqual({ ok: true, what: 'created' });
  expect(bodies()).toEqual([bodyOf('schedule wi', 'one'), bodyOf('schedule wi', 'two')]);
  // Had it really been deleted, there would be one; so now there are two, and the first one stays.
  expect(await keep('schedule wi', 'three')).toEqual({ ok: true, what: 'updated' });
  expect(github.comments).toMatchObject([{ id: first?.id, body: bodyOf('schedule wi', 'three') }]);
});

test('of two the first is kept, even when nothing changes; those of people and of other bots stay', async () => {
  const body = bodyOf('schedule wi', 'one');
  const author = 'github-actions[bot]';
  const [first] = [github.addComment({ issue: 5, body, author })];
  for (const by of ['mallory', 'other[bot]', author, author])
    github.addComment({ issue: 5, body, author: by });
  expect(await keep('schedule wi', 'one')).toEqual({ ok: true, what: 'unchanged' });
  expect(github.comments.map((it) => [it.id === first, it.author])).toEqual([
    [true, author],
    [false, 'mallory'],
    [false, 'other[bot]'],
  ]);
});

test('what is only taken back is not written anew', async () => {
  const sticky = { key: 'impact', body: bodyOf('impact', 'none'), digest: digestOf('none') };
  expect(await open().keep({ ...sticky, onlyIfThere: true })).toEqual({ ok: true, what: 'absent' });
  await keep('impact', 'some');
  expect(await open().keep({ ...sticky, onlyIfThere: true })).toEqual({
    ok: true,
    what: 'updated',
  });
  expect(bodies()).toEqual([sticky.body]);
});

test('a server that stores something else is told of', async () => {
  const cut = { id: 9, body: 'cut', user: { login: 'github-actions[bot]', type: 'Bot' } };
  github.fail({ method: 'POST', fault: { kind: 'status', status: 201, body: cut } });
  expect(await keep('schedule wi', 'one')).toEqual({ ok: true, what: 'created', differs: true });
});

test('a token of a person is told of: what people write is theirs', async () => {
  github.setToken('ghs_x', 'ada');
  expect(await keep('schedule wi', 'one')).toEqual({ ok: true, what: 'created', byPerson: true });
  expect(await keep('schedule wi', 'one')).toMatchObject({ what: 'created' });
});

test.each([
  ['GET', 403, {}, 'pull-requests: write'],
  ['POST', 403, {}, 'pull-requests: write'],
  ['POST', 404, {}, 'there is such a pull request'],
  ['POST', 401, {}, 'not valid any more'],
  ['POST', 422, {}, 'Nothing is lost'],
  ['POST', 429, { 'retry-after': '3600' }, 'rate limit'],
  ['GET', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4102444800' }, 'rate limit'],
])(
  '%s answered with %i is told, and no more is asked for',
  async (method, status, headers, hint) => {
    github.fail({ method, fault: { kind: 'status', status, headers } });
    const methods = await methodsOf(async () => {
      expect(await keep('schedule wi', 'one')).toEqual({
        ok: false,
        message: expect.stringMatching(
          new RegExp(`^The comment on #5 could not be written: .*\\(${status}\\)$`),
        ),
        hint: expect.stringContaining(hint),
      });
    });
    expect(methods).toEqual(method === 'GET' ? ['GET'] : ['GET', 'POST']);
  },
);

test('a server that is ill is asked again; a comment that it took all the same is not doubled for long', async () => {
  github.fail({ method: 'POST', fault: { kind: 'status', status: 502, applied: true } });
  expect(await keep('schedule wi', 'one')).toEqual({ ok: true, what: 'created' });
  expect(bodies()).toHaveLength(2);
  expect(await keep('schedule wi', 'one')).toEqual({ ok: true, what: 'unchanged' });
  expect(bodies()).toEqual([bodyOf('schedule wi', 'one')]);
  github.fail({ method: 'GET', times: 4, fault: { kind: 'status', status: 503 } });
  expect(await keep('schedule wi', 'two')).toMatchObject({ ok: false });
});

test('a run that was overtaken does not write over what is newer', async () => {
  const at = (second: number, text: string): string =>
    bodyOf('schedule wi', text).replace('as_of=-', `as_of=2026-01-19T00:00:0${second}.000Z`);
  await keep('schedule wi', 'new', at(2, 'new'));
  expect(await keep('schedule wi', 'old', at(1, 'old'))).toEqual({ ok: true, what: 'unchanged' });
  expect(await keep('schedule wi', 'same', at(2, 'same'))).toEqual({ ok: true, what: 'updated' });
  expect(await keep('schedule wi', 'next', at(3, 'next'))).toEqual({ ok: true, what: 'updated' });
  expect(bodies()).toEqual([at(3, 'next')]);
});
