import { describe, expect, test } from '@jest/globals';
import { executorIdSchema, personSchema } from '@orchestrator/core';
import { readJob } from '../src/environment.ts';
import { asLabel, asPerson } from '../src/ids.ts';
import { actorOf, attemptLabel, executorOf, planId, triggeringActorOf } from '../src/identity.ts';
import { jobOf } from './jobs.ts';

const none = { inputs: {} };

describe('the actor', () => {
  const env = { GITHUB_ACTOR: 'alice', GITHUB_TRIGGERING_ACTOR: 'bob' };
  const event = { sender: { login: 'carol', isBot: false }, inputs: {} };

  test('of what a person sends is the sender', () => {
    for (const eventName of ['workflow_dispatch', 'issue_comment', 'repository_dispatch']) {
      expect(actorOf(env, jobOf({ eventName }), event)).toBe('carol');
    }
  });

  test('of everything else is who triggered the run, then who owns it, then the machine', () => {
    const push = jobOf({ eventName: 'push' });
    expect(actorOf(env, push, event)).toBe('bob');
    expect(actorOf({ GITHUB_ACTOR: 'alice', GITHUB_TRIGGERING_ACTOR: '' }, push, event)).toBe(
      'alice',
    );
    expect(actorOf({}, push, none)).toBe('github-actions[bot]');
    expect(actorOf(env, jobOf(), none)).toBe('bob');
  });

  test('of a re-run is whoever pressed the button, whatever the event says', () => {
    expect(triggeringActorOf(env, jobOf({ runAttempt: 2 }), event)).toBe('bob');
    expect(triggeringActorOf({}, jobOf(), event)).toBe('carol');
  });
});

describe('names of the platform become ids', () => {
  test.each(['dependabot[bot]', 'Ada-Lovelace', 'emu_company', 'x'.repeat(39)])('%s', (login) => {
    expect(asPerson(login)).toBe(login);
  });

  test.each(['a b', '-x', '../../etc', 'a\n::error::b', 'ä', 'x'.repeat(200)])('%j', (login) => {
    const person = asPerson(login);
    if (person !== undefined) expect(personSchema.safeParse(person).success).toBe(true);
    expect(executorIdSchema.safeParse(asLabel(login)).success).toBe(true);
  });

  test('what is too long keeps its first 54 characters and is told from others by a hash', () => {
    const one = asLabel('70001', '1', 'x'.repeat(100));
    expect(one).toMatch(/^70001-1-x{46}-[0-9a-f]{8}$/);
    expect(one).not.toBe(asLabel('70001', '1', `${'x'.repeat(100)}y`));
    expect(asLabel('../', '')).toBe('job');
  });
});

describe('executors', () => {
  test('a job is called by its run, run attempt and key', () => {
    expect(executorOf(jobOf(), {})).toEqual({
      ...{ kind: 'job', id: '70001-1-work', run: '70001', runAttempt: 1, job: 'work' },
    });
    expect(executorOf(jobOf({ job: '' }), {}).id).toBe('70001-1');
  });

  test('legs of a matrix are different executors', () => {
    const matrix = '{"step":"links"}';
    const ids = [
      executorOf(jobOf(), {}),
      executorOf(jobOf(), { jobIndex: '0', matrix }),
      executorOf(jobOf(), { jobIndex: '1', matrix }),
      executorOf(jobOf(), { matrix }),
      executorOf(jobOf(), { matrix: '{"step":"wording"}' }),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    // Outside a matrix every job has the index 0.
    expect(executorOf(jobOf(), { jobIndex: '0' }).id).toBe('70001-1-work');
  });

  test('a plan job claims for a step in the name of the run', () => {
    expect(planId(jobOf({ runAttempt: 3 }))).toBe('70001-3');
    expect(attemptLabel('links', jobOf())).toBe('links-70001-1');
  });
});

test('outside of a job one is told so', () => {
  expect(() => readJob({})).toThrow('GITHUB_REPOSITORY is not set');
  const job = readJob({
    ...{
      GITHUB_REPOSITORY: 'a/b',
      GITHUB_RUN_ID: '7',
      RUNNER_TEMP: '/tmp/x',
      GITHUB_RUN_ATTEMPT: '',
    },
    ...{ GITHUB_API_URL: 'https://ghe.example/api/v3/' },
  });
  expect(job).toMatchObject({
    ...{ owner: 'a', name: 'b', runAttempt: 1, scratch: '/tmp/x/orchestrator' },
    ...{ apiUrl: 'https://ghe.example/api/v3', serverUrl: 'https://github.com' },
  });
});
