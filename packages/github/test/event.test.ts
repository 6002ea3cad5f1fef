/** Payloads as GitHub publishes them, and those that are nothing. */
import { afterEach, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { isForkRun, readEvent } from '../src/event.ts';
import { jobOf } from './jobs.ts';

interface Examples {
  readonly name: string;
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

const all = JSON.parse(
  fs.readFileSync(
    createRequire(import.meta.url).resolve('@octokit/webhooks-examples/api.github.com/index.json'),
    'utf8',
  ),
) as readonly Examples[];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'events-'));
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function eventOf(payload: unknown) {
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'event.json');
  fs.writeFileSync(file, typeof payload === 'string' ? payload : JSON.stringify(payload));
  return readEvent({ GITHUB_EVENT_PATH: file });
}

const needed = {
  issue_comment: ['comment', 'issue', 'sender', 'action'],
  pull_request: ['pull', 'sender', 'action'],
  workflow_run: ['run', 'sender', 'action'],
  workflow_dispatch: ['sender', 'inputs'],
} as const;

test.each(Object.entries(needed))('every published payload of %s is understood', (name, parts) => {
  const examples = all.find((it) => it.name === name)?.examples ?? [];
  expect(examples.length).toBeGreaterThan(1);
  for (const payload of examples) {
    const event = eventOf(payload);
    expect(parts.filter((part) => event[part] === undefined)).toEqual([]);
    expect(event.defaultBranch).toEqual(expect.any(String));
  }
});

test.each(['', '{', '[]', 'null', '{"pull_request": 1}', '{"sender": {"login": 7}}'])(
  '%j tells nothing',
  (payload) => {
    expect(eventOf(payload)).toEqual({ inputs: {} });
  },
);

test('only texts are inputs of the button', () => {
  expect(eventOf({ inputs: { a: 'x', b: 7, c: null } }).inputs).toEqual({ a: 'x' });
  expect(eventOf({ inputs: null }).inputs).toEqual({});
});

test('a run of a fork is known, and one that can not be told from it is taken for it', () => {
  const side = (name: string | null) => ({
    ...{ ref: 'topic', sha: 'a'.repeat(40) },
    repo: name === null ? null : { full_name: name },
  });
  const pull = (from: string | null) =>
    eventOf({
      pull_request: { number: 1, user: null, head: side(from), base: side('acme/consumer') },
    });
  const job = jobOf({ eventName: 'pull_request', repository: 'acme/consumer' });
  expect(isForkRun(job, pull('Acme/Consumer'))).toBe(false);
  for (const from of ['mallory/consumer', null]) expect(isForkRun(job, pull(from))).toBe(true);
  expect(isForkRun(job, eventOf('{}'))).toBe(true);
  expect(isForkRun({ ...job, eventName: 'workflow_run' }, eventOf('{}'))).toBe(false);
  expect(isForkRun({ ...job, eventName: 'push' }, eventOf('{}'))).toBe(false);
});
