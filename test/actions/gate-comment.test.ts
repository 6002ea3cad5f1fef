/** Decisions in comments: rows 51–53 of the table of attacks. Whatever can't be made sure of is refused, and nothing is recorded. */
import { describe, expect, test } from '@jest/globals';
import { atGate, build, comment, exampleOf, pr, releaseGate } from './gate-harness.ts';
import type { World } from './harness.ts';
import { inWorlds } from './in-worlds.ts';
import { item, recordsLike } from './item.ts';

let world: World;
let head: string;
inWorlds((fresh) => (world = fresh));

/** The pull request of the item, last pushed an hour ago, by the author `bob`; carol may write. */
async function pulled(gates?: string, at = new Date(Date.now() - 3_600_000)): Promise<void> {
  const register = ['--pr', String(pr)];
  await atGate(world, { register, ...(gates !== undefined && { gates }) });
  const { github, fixture } = world;
  head = fixture.git('rev-parse', 'HEAD').trim();
  github.setPull({ number: pr, author: 'bob', head: { ref: 'topic', sha: head } });
  pushed(head, at);
  for (const login of ['carol', 'bob']) github.setRole(login, 'write');
  github.setRole('reader', 'read');
}

const pushed = (sha: string, at: Date): void =>
  world.github.addActivity({ ref: 'refs/heads/topic', after: sha, at: at.toISOString() });

const decisions = () => recordsLike(world, 'journal/');
const answers = () =>
  world.github.comments.filter(({ author }) => author === 'github-actions[bot]');
const signs = () => world.github.reactions.map(({ content }) => content);

async function expectRefused(
  ran: Promise<{ readonly code: number; readonly stdout: string }>,
  words: string,
): Promise<void> {
  const { code, stdout } = await ran;
  expect([code, stdout]).toEqual([1, expect.stringContaining(words)]);
  expect(decisions()).toEqual([]);
}

test('an approval: bound to the head, in the name of the commenter, answered by a sign', async () => {
  await pulled();
  const { id, run } = comment(world, '/approve release\nWell done, @everyone');
  const ran = await run();
  expect(ran).toMatchObject({ code: 0, outputs: { decision: 'approve', state: 'approved' } });
  expect(decisions()).toMatchObject([
    { actor: 'carol', commit: head, reason: 'Well done, @everyone', eventType: 'gate-approved' },
  ]);
  expect(world.github.reactions).toMatchObject([{ comment: id, content: '+1' }]);
  expect(answers()).toEqual([]);
  expect(world.github.dispatches).toMatchObject([{ inputs: { 'work-item': item } }]);
});

test('a rejection, with where it goes and what is to follow', async () => {
  await pulled();
  const body = `/reject ${item}/release Totals are wrong\r\nreturn-to: build\r\nSee the log.\r\nfollow-up: Add a test`;
  const ran = await comment(world, body).run();
  expect(ran).toMatchObject({ code: 0, outputs: { 'returned-to': 'build' } });
  expect(decisions()).toMatchObject([
    {
      ...{ eventType: 'attempt-rejected', commit: head, followUps: ['Add a test'] },
      reason: 'Totals are wrong\nSee the log.',
    },
  ]);
});

test('costs seven calls at most', async () => {
  await pulled();
  const before = world.github.journal.length;
  await comment(world, '/approve release').run();
  const calls = world.github.journal.slice(before).map(({ operation }) => operation);
  expect(calls).toEqual([
    'repos/get-collaborator-permission-level',
    'issues/get-comment',
    'pulls/get',
    'repos/list-activities',
    'reactions/create-for-issue-comment',
    'actions/create-workflow-dispatch',
  ]);
});

describe('row 51: the head moves between the approval and the act', () => {
  test('a push after the comment', async () => {
    await pulled();
    const { run } = comment(world, '/approve release');
    const evil = 'e'.repeat(40);
    world.github.setPull({ number: pr, author: 'bob', head: { ref: 'topic', sha: evil } });
    pushed(evil, new Date(Date.now() + 2000));
    await expectRefused(run(), 'after the comment was written');
    expect(signs()).toEqual(['confused']);
    expect(answers()).toMatchObject([
      { body: expect.stringContaining(`/approve release ${evil}`) },
    ]);
  });

  test('a push right before the comment: nobody had looked at it', async () => {
    await pulled(undefined, new Date(Date.now() - 30_000));
    await expectRefused(comment(world, '/approve release').run(), 'or right before it');
  });

  test('a push after the comment, and then the pull request is closed', async () => {
    await pulled();
    const { run } = comment(world, '/approve release');
    const evil = 'e'.repeat(40);
    const closed = { ref: 'topic', sha: evil };
    world.github.setPull({ number: pr, author: 'bob', state: 'closed', head: closed });
    pushed(evil, new Date(Date.now() + 2000));
    await expectRefused(run(), 'after the comment was written');
  });

  test('a push whose activity is not listed yet', async () => {
    await pulled();
    const { run } = comment(world, '/approve release');
    const evil = { ref: 'topic', sha: 'e'.repeat(40) };
    world.github.setPull({ number: pr, author: 'bob', head: evil });
    await expectRefused(run(), 'after the comment was written');
  });

  test('the commit that was looked at is named: that one, or none', async () => {
    await pulled();
    const other = 'abcdef0'.padEnd(40, '0');
    await expectRefused(comment(world, `/approve release ${other}`).run(), 'not at abcdef0');
    // Another commit with the same first digits is made in seconds.
    const short = `/approve release ${head.slice(0, 12)}`;
    await expectRefused(comment(world, short).run(), 'Name the whole commit');
    const ran = await comment(world, `/approve release ${head} fine`).run();
    expect(ran.code).toBe(0);
    expect(decisions()).toMatchObject([{ commit: head, reason: 'fine' }]);
  });

  test('a server that keeps no list of moves: the head of now, which goes into the record', async () => {
    await pulled();
    world.github.fail({ path: /activity/, fault: { kind: 'status', status: 404 } });
    expect(await comment(world, '/approve release').run()).toMatchObject({ code: 0 });
    expect(decisions()).toMatchObject([{ commit: head }]);
  });

  test('a list that can not be had now', async () => {
    await pulled();
    world.github.fail({ path: /activity/, fault: { kind: 'status', status: 403 } });
    await expectRefused(comment(world, '/approve release').run(), "It can't be found out");
  });

  test('a fork tells nothing of its branch: the commit must be named', async () => {
    await pulled();
    const fork = { ref: 'topic', sha: head, repository: 'mallory/consumer' };
    world.github.setPull({ number: pr, author: 'mallory', head: fork });
    await expectRefused(comment(world, '/approve release').run(), 'Name the commit');
    expect(await comment(world, `/approve release ${head}`).run()).toMatchObject({ code: 0 });
  });

  test('work that was handed over after the comment was not what it was about', async () => {
    await pulled(undefined, new Date('2019-12-31T00:00:00Z'));
    const { run } = comment(world, '/approve release', 'carol', (payload) => {
      const at = '2020-01-01T00:00:00Z';
      return { ...payload, comment: { ...payload.comment, created_at: at, updated_at: at } };
    });
    await expectRefused(run(), 'handed over after');
  });
});

describe('row 52: whose comment it is, and what became of it', () => {
  test.each([
    ['a reader', 'reader', 'may not write to this repository'],
    ['a stranger', 'mallory', 'may not write to this repository'],
    ['a bot', 'helper[bot]', 'is no person'],
  ])('%s is refused, and is not answered', async (_, author, words) => {
    await pulled();
    await expectRefused(comment(world, '/approve release', author).run(), words);
    expect([signs(), answers()]).toEqual([[], []]);
  });

  test('the author of the pull request does not approve it, and may take it back', async () => {
    await pulled(`${releaseGate} }`);
    await expectRefused(
      comment(world, '/approve release', 'bob').run(),
      'nobody approves their own',
    );
    const ran = await comment(world, '/reject release I forgot the totals', 'bob').run();
    expect(ran.code).toBe(0);
  });

  test('without the role, the refusal names who has it', async () => {
    await pulled(`${releaseGate}, users: [dave], preventSelfApproval: false }`);
    await expectRefused(comment(world, '/approve release').run(), 'it is for dave');
    expect(answers()).toMatchObject([
      { body: expect.stringContaining('`carol`, nothing was recorded') },
    ]);
  });

  test('edited before it could be carried out', async () => {
    await pulled();
    const { id, run } = comment(world, '/approve release');
    world.github.editComment(id, '/approve release\nonly if the tests pass');
    await expectRefused(run(), 'was edited before');
  });

  test('edited after the decision: the decision stands', async () => {
    await pulled();
    const { id, run } = comment(world, '/approve release');
    await run();
    world.github.editComment(id, '/reject release no');
    const edited = comment(world, '/reject release no', 'carol', (payload) => ({
      ...payload,
      action: 'edited',
    }));
    expect(await edited.run()).toMatchObject({ code: 0, outputs: { decision: '' } });
    expect(decisions()).toMatchObject([{ eventType: 'gate-approved' }]);
  });

  test.each(['edited', 'deleted'])(
    'the event %s decides nothing, as it is published',
    async (action) => {
      await pulled();
      const payload = exampleOf('issue_comment', action);
      const ran = await comment(world, '/approve release', 'carol', (it) => ({
        ...payload,
        ...{ action, comment: it.comment, issue: it.issue, sender: it.sender },
      })).run();
      expect(ran).toMatchObject({ code: 0, outputs: { decision: '', record: '' } });
      expect([decisions(), signs()]).toEqual([[], []]);
    },
  );

  test('somebody else sent it', async () => {
    await pulled();
    const { run } = comment(world, '/approve release', 'mallory', (payload) => ({
      ...payload,
      sender: { login: 'carol', type: 'User' },
    }));
    await expectRefused(run(), 'not written by the person');
  });

  test('on an issue that is no pull request', async () => {
    await pulled();
    const { run } = comment(world, '/approve release', 'carol', ({ issue, ...payload }) => ({
      ...payload,
      issue: { ...issue, pull_request: undefined },
    }));
    expect(await run()).toMatchObject({ code: 0, outputs: { decision: '' } });
    expect(decisions()).toEqual([]);
  });
});

describe('row 53: an approval is replayed', () => {
  test('by re-running its run', async () => {
    await pulled();
    const { run } = comment(world, '/approve release');
    await run();
    const again = await run({ attempt: 2 });
    expect(again).toMatchObject({ code: 1, stdout: expect.stringContaining('This is a re-run') });
    expect(decisions()).toHaveLength(1);
  });

  test('for a later attempt: the approval counts for the state it names alone', async () => {
    await pulled();
    const first = comment(world, '/approve release');
    await comment(world, '/reject release once more').run();
    await new Promise((resolve) => setTimeout(resolve, 2100));
    await build(world, 501);
    await expect(first.run()).resolves.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('handed over after'),
    });
    expect(decisions()).toMatchObject([{ eventType: 'attempt-rejected' }]);
  });

  test('for another item', async () => {
    await pulled();
    await expectRefused(
      comment(world, '/approve other/release').run(),
      `other is no work item of the pull request #${pr}`,
    );
  });
});

describe('what is written', () => {
  test.each([
    'LGTM',
    'I would /approve release',
    '/approved release',
    '/approver',
    ' /approve release',
    '',
    '> /approve release',
  ])('%j is a comment like others', async (body) => {
    await pulled();
    const ran = await comment(world, body).run();
    expect(ran).toMatchObject({ code: 0, outputs: { decision: '' } });
    expect([decisions(), signs(), answers()]).toEqual([[], [], []]);
  });

  test.each([
    ['/approve', 'It names no gate'],
    ['/approve ../../etc', 'The command is not understood'],
    ['/approve $(touch x)', 'The command is not understood'],
    ['/approve relase', 'has a gate relase'],
    ['/reject release', 'needs a reason'],
    [`/reject release ${'x'.repeat(5000)}`, 'The command is not understood'],
    ['/reject release no\nreturn-to: nowhere', 'nowhere'],
  ])('%j is answered with a word about it', async (body, words) => {
    await pulled();
    await expectRefused(comment(world, body).run(), words);
    expect(signs()).toEqual(['confused']);
    expect(answers()).toHaveLength(1);
  });

  test('hostile words come back as words', async () => {
    await pulled();
    await comment(world, '/approve `@everyone`<img/src=x>').run();
    const [answer] = answers();
    expect(answer?.body).not.toMatch(/^@|[^`]@everyone[^`]*$|<img[^`]*$/m);
  });
});

describe('GitHub is in trouble', () => {
  test.each([
    ['permission', { path: '/repos/acme/consumer/collaborators/carol/permission' }],
    ['comment', { path: '/repos/acme/consumer/issues/comments/' }],
    ['pull request', { path: `/repos/acme/consumer/pulls/${pr}` }],
  ])('the %s can not be read: refused, and nothing recorded', async (_, { path }) => {
    await pulled();
    const fault = { kind: 'status', status: 401 } as const;
    const { run } = comment(world, '/approve release');
    world.github.fail({ method: 'GET', path: new RegExp(path), fault, times: 9 });
    await expectRefused(run(), "It can't be found out");
  });

  test('no right to answer: the decision stands, with a warning', async () => {
    await pulled();
    const fault = { kind: 'status', status: 403 } as const;
    world.github.fail({ method: 'POST', path: /reactions/, fault });
    const ran = await comment(world, '/approve release').run();
    expect(ran).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('could not be answered'),
    });
    expect(decisions()).toHaveLength(1);
  });
});
