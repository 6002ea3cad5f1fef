/** What the runner tells a job about itself, read once from the environment. */
import * as path from 'node:path';
import { StorageError } from '@orchestrator/core';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Job {
  /** `owner/name`. */
  readonly repository: string;
  readonly owner: string;
  readonly name: string;
  /** Without a slash at the end. */
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly run: string;
  /** From 1; every re-run is one more. */
  readonly runAttempt: number;
  /** The key of the job in its workflow; all legs of a matrix have the same. */
  readonly job: string;
  /** The folder of this suite's own files, below the runner's temporary folder. Absolute. */
  readonly scratch: string;
  /** Where a checkout may lie. Absolute. */
  readonly workspace: string;
  readonly eventName: string;
}

/** @throws StorageError when this is not a job of GitHub Actions */
export function readJob(env: Environment): Job {
  const repository = needed(env, 'GITHUB_REPOSITORY');
  const [owner = '', name = ''] = repository.split('/');
  return {
    repository,
    owner,
    name,
    serverUrl: url(env['GITHUB_SERVER_URL'], 'https://github.com'),
    apiUrl: url(env['GITHUB_API_URL'], 'https://api.github.com'),
    run: needed(env, 'GITHUB_RUN_ID'),
    runAttempt: Math.max(1, Number.parseInt(env['GITHUB_RUN_ATTEMPT'] ?? '1', 10) || 1),
    job: env['GITHUB_JOB'] ?? '',
    scratch: path.resolve(needed(env, 'RUNNER_TEMP'), 'orchestrator'),
    workspace: path.resolve(env['GITHUB_WORKSPACE'] ?? '.'),
    eventName: env['GITHUB_EVENT_NAME'] ?? '',
  };
}

function needed(env: Environment, name: string): string {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new StorageError(
    `The environment variable ${name} is not set.`,
    'Run this as a step of a GitHub Actions job; elsewhere use the command line.',
  );
}

const url = (value: string | undefined, fallback: string): string =>
  (value === undefined || value === '' ? fallback : value).replace(/\/+$/, '');
