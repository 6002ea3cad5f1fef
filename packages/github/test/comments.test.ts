/** One comment for each item, whatever else is written below the same pull request. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createFixture, type Fixture } from '../../../test/kit/local-github/fixture.ts';
import { startLocalGithub, type LocalGithub } from '../../../test/kit/local-github/index.ts';
import { createApi } from '../src/api.ts';
import { keepComment } from '../src/comments.ts';
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
  await github.close();
  fixture.remove();
});

const keep = (item: string, markdown: string) =>
  keepComment(
    { ...jobOf(), api: createApi({ apiUrl: github.url, token: 'ghs_x' }) },
    5,
    item,
    markdown,
  );
const bodies = () => github.comments.map(({ body }) => body);

test('is created, updated when it says something else, and left alone when it does not', async () => {
  expect(await keep('wi', 'one')).toEqual({ ok: true, what: 'created' });
  expect(await keep('wi', 'two')).toEqual({ ok: true, what: 'updated' });
  const writes = github.journal.length;
  expect(await keep('wi', 'two')).toEqual({ ok: true, what: 'unchanged' });
  expect(github.journal.slice(writes).map(({ method }) => method)).toEqual(['GET']);
  expect(await keep('other', 'two')).toEqual({ ok: true, what: 'created' });
  expect(bodies()).toEqual(['<!-- orchestrator: wi -->\ntwo', '<!-- orchestrator: other -->\ntwo']);
});

test('is found behind hundreds of others, and never in what a person wrote', async () => {
  github.addComment({ issue: 5, body: '<!-- orchestrator: wi -->\nmine', author: 'mallory' });
  for (let count = 0; count < 150; count += 1) github.addComment({ issue: 5, body: 'Nice.' });
  await keep('wi', 'one');
  await keep('wi', 'two');
  expect(bodies()[0]).toBe('<!-- orchestrator: wi -->\nmine');
  expect(bodies().slice(151)).toEqual(['<!-- orchestrator: wi -->\ntwo']);
});

test('what forbids it is told', async () => {
  github.fail({ method: 'POST', fault: { kind: 'status', status: 403 } });
  expect(await keep('wi', 'one')).toMatchObject({
    ok: false,
    message: expect.stringContaining('403'),
  });
});
