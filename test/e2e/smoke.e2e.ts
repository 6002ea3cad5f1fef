/** The runner itself, with a throw-away action: what it tells about a run is what happened. */
import * as fs from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import type { ActJob, ActRun } from '../kit/act/act-run.ts';
import { bareRepository, type BareRepository } from '../kit/act/bare-repository.ts';
import { dispatchEvent } from '../kit/act/event.ts';
import type { RunActOptions } from '../kit/act/options.ts';
import { readOnlyJobs } from '../kit/act/read-only-jobs.ts';
import { runAct } from '../kit/act/run-act.ts';
import { legs, matrix, nap, pushing, slow } from './smoke-workflows.ts';
import { throwAwayAction } from './throw-away-action.ts';

let repository: BareRepository;
let release: ReturnType<typeof throwAwayAction>;

beforeAll(() => {
  release = throwAwayAction();
  repository = bareRepository({
    'only-on-main.txt': 'from main\n',
    '.github/workflows/legs.yml': legs,
    '.github/workflows/slow.yml': slow,
    '.github/workflows/pushing.yml': pushing,
  });
});
afterAll(() => {
  release.remove();
  repository.remove();
});

const run = (workflow: string, more: Partial<RunActOptions> = {}): Promise<ActRun> =>
  runAct({
    bare: repository.path,
    workflow: `.github/workflows/${workflow}.yml`,
    event: dispatchEvent(`${workflow}.yml`, { who: 'the input' }),
    runId: '70001',
    actor: 'alice',
    release: release.folder,
    ...more,
  });

const leg = ({ jobs }: ActRun, step: string): ActJob | undefined =>
  jobs.find(({ matrix }) => matrix['step'] === step);
const step = (job: ActJob | undefined, id: string, stage = 'Main') =>
  job?.steps.find((one) => one.id === id && one.stage === stage);

describe('a run with a matrix, a failed leg and a job after it', () => {
  let ran: ActRun;
  beforeAll(async () => {
    ran = await run('legs', {
      runAttempt: 2,
      triggeringActor: 'bob',
      env: { PROBE_MORE: 'a b' },
    });
  });

  test('ends as failed, with every job that ran and none that was skipped', () => {
    expect(ran).toMatchObject({ exitCode: 1, killed: false, stderr: expect.any(String) });
    expect(ran.jobs.map(({ id }) => id).sort()).toEqual(['next', 'plan', 'work', 'work', 'work']);
  });

  test('knows which leg failed: act itself calls all of them failed', () => {
    const results = matrix.include.map(({ step: name }) => [name, leg(ran, name)?.result]);
    expect(results).toEqual([
      ['good', 'success'],
      ['bad', 'failure'],
      ['forgiven', 'success'],
    ]);
    expect(
      step(
        ran.jobs.find(({ id }) => id === 'next'),
        '0',
      )?.printed,
    ).toBe('work: failure\n');
  });

  test('tells outputs, summaries, annotations and what was printed', () => {
    const probe = step(leg(ran, 'good'), 'probe');
    expect(probe).toMatchObject({ outputs: { said: 'the input' }, summary: '# Seen\n' });
    expect(leg(ran, 'good')?.annotations).toEqual([
      { level: 'notice', message: 'all is well', title: 'Probe', step: probe?.name },
    ]);
    expect(step(leg(ran, 'good'), 'main')?.printed).toBe('from main\n');
  });

  test('runs posts after a failed step, and no step after it', () => {
    const bad = leg(ran, 'bad');
    expect(step(bad, 'main')?.result).toBe('failure');
    expect(bad?.steps.some(({ name }) => name === 'echo reached')).toBe(false);
    expect(step(bad, 'probe', 'Post')).toMatchObject({
      result: 'success',
      printed: 'post of work\n',
    });
  });

  test('shows actions what GitHub shows them', () => {
    const seen: unknown = JSON.parse(step(leg(ran, 'good'), 'probe')?.printed ?? '');
    expect(seen).toMatchObject({
      node: process.version,
      GITHUB_ACTOR: 'alice',
      GITHUB_TRIGGERING_ACTOR: 'bob',
      GITHUB_RUN_ID: '70001',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_JOB: 'work',
      GITHUB_REPOSITORY: 'acme/consumer',
      GITHUB_REF_NAME: 'main',
      GITHUB_SHA: repository.tip('main'),
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_WORKFLOW: 'legs',
      GITHUB_WORKFLOW_REF: 'acme/consumer/.github/workflows/legs.yml@refs/heads/main',
      GITHUB_EVENT_NAME: 'workflow_dispatch',
      PROBE_MORE: 'a b',
    });
    expect(seen).not.toHaveProperty('ACTIONS_RUNTIME_TOKEN');
  });
});

test('a dead machine takes everything with it that the run had started', async () => {
  const death = new AbortController();
  const ran = await run('slow', {
    kill: death.signal,
    onLine: ({ msg }) => {
      if (msg.startsWith('now sleeping')) death.abort();
    },
  });
  expect(ran).toMatchObject({ exitCode: null, killed: true });
  expect(ran.jobs).toMatchObject([{ id: 'work', result: 'unfinished' }]);
  expect(ran.jobs[0]?.steps.map(({ stage, result }) => [stage, result])).toEqual([
    ['Main', 'success'],
    ['Main', 'unfinished'],
  ]);
  expect(sleeping()).toEqual([]);
});

/** Ids of the processes that the slow workflow starts; those that have ended have no command line. */
const sleeping = (): readonly string[] =>
  fs.readdirSync('/proc').filter((pid) => {
    try {
      return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(nap);
    } catch {
      return false;
    }
  });

test('a run that takes too long is ended, and its log shown', async () => {
  await expect(run('slow', { timeout: 1500 })).rejects.toThrow(/took too long[^]*now sleeping/);
});

test('a workflow that act cannot read is an error, not a failed run', async () => {
  await expect(run('legs', { workflowText: 'jobs: [' })).rejects.toThrow(/act ended with 1/);
});

test('a job with read access cannot push, whatever its token', async () => {
  const refused = readOnlyJobs(repository, ['read']);
  const ran = await run('pushing');
  expect(Object.fromEntries(ran.jobs.map(({ id, result }) => [id, result]))).toEqual({
    read: 'failure',
    write: 'success',
  });
  expect([repository.tip('by-read'), repository.tip('by-write')]).toEqual([
    undefined,
    repository.tip('main'),
  ]);
  expect(refused()).toEqual(['read']);
});
