/** The world of a use case inside a job, put together. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Deps } from '@orchestrator/app';
import { defaultPolicy, type Checks, type Nonces } from '@orchestrator/core';
import {
  createBranchDefinitions,
  createCheckout,
  createGitStore,
  createRepository,
  systemClock,
  systemIds,
  type GitStore,
} from '@orchestrator/stores';
import { gitCredentials, type Environment, type Job } from '@orchestrator/github';

/** Where the records of this repository are, and the rules that hold for them. */
export interface Opened extends Pick<Deps, 'definitions' | 'inForce'> {
  readonly store: GitStore;
  /** Where the branch lies, as it is written in settings. */
  readonly remote: string;
  /** What git needs to get there, in addition to this process's environment. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface OpenOptions {
  readonly env: Environment;
  readonly job: Job;
  readonly token: string;
  /** Hides a text in the log. */
  readonly mask: (secret: string) => void;
}

/** Opens the branch of the repository that the job runs for. */
export function openStore({ env, job, token, mask }: OpenOptions): Promise<Opened> {
  const remote = `${job.serverUrl}/${job.repository}`;
  const environment = gitCredentials(env, job, token, mask);
  const clone = path.join(job.scratch, 'store');
  const store = createGitStore({ remote, branch: 'orchestrator', clone, environment });
  const definitions = createBranchDefinitions(store, job.workspace);
  return Promise.resolve({
    store,
    definitions,
    inForce: { policy: defaultPolicy },
    remote,
    environment,
  });
}

/** Everything that a use case is given. */
export function createDeps({ workspace }: Job, opened: Opened): Deps {
  const { store, definitions, inForce } = opened;
  return {
    store,
    definitions,
    inForce,
    clock: systemClock(),
    ids: systemIds(),
    checks: lazyChecks(fs.existsSync(workspace) ? workspace : '.'),
    nonces: derivedNonces,
    repository: createRepository(workspace),
    checkout: createCheckout(workspace),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
  };
}

/** A job's nonces are derived, or handed to it: nothing has to be kept. */
const derivedNonces: Nonces = {
  find: () => Promise.resolve([]),
  keep: () => Promise.resolve(),
  drop: () => Promise.resolve(),
};

/** The engine of the checks, loaded with its parsers only when a step has something to check. */
function lazyChecks(root: string): Checks {
  let loading: Promise<Checks> | undefined;
  const load = (): Promise<Checks> =>
    (loading ??= import('@orchestrator/checks').then(({ createChecks }) => createChecks({ root })));
  return {
    run: async (criteria) => (await load()).run(criteria),
    digest: async (patterns) => (await load()).digest(patterns),
  };
}
