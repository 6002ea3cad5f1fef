/** The world of a use case inside a job, put together. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Deps } from '@orchestrator/app';
import { lazyChecks } from '@orchestrator/checks/lazy';
import { StorageError, type Nonces, type PolicyInForce } from '@orchestrator/core';
import {
  createBranchDefinitions,
  createCheckout,
  createContracts,
  createGitStore,
  createRepository,
  fetchDefaultFiles,
  policyFile,
  readPolicyFile,
  systemClock,
  systemIds,
  type GitStore,
} from '@orchestrator/stores';
import { gitCredentials, type Environment, type Job } from '@orchestrator/github';

/** Where the records of this repository are, and the rules that hold for them. */
export interface Opened extends Required<Pick<Deps, 'definitions' | 'inForce' | 'checkout'>> {
  readonly store: GitStore;
  /** Where the branch lies, as it is written in settings. */
  readonly remote: string;
  /** What git needs to get there, in addition to this process's environment. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface OpenOptions {
  readonly env: Environment;
  readonly job: Job;
  /** Policy and definitions are the default branch's, whatever lies in the workspace. */
  readonly onlyDefaultBranch?: boolean;
  readonly token: string;
  /** Hides a text in the log. */
  readonly mask: (secret: string) => void;
}

/** Opens the branch that `orchestrator.yml` names, in the repository that the job runs for. */
export async function openStore({
  env,
  job,
  onlyDefaultBranch = false,
  token,
  mask,
}: OpenOptions): Promise<Opened> {
  const repository = `${job.serverUrl}/${job.repository}`;
  const environment = gitCredentials(env, job, token, mask);
  const committer = committerOf(job);
  const { root, inForce, bring } = await findFiles(
    job,
    { remote: repository, environment },
    onlyDefaultBranch,
  );
  const { store: named } = inForce.policy;
  if (named.kind !== 'git') throw noBranch();
  const remote = remoteFor(named.remote, repository);
  const clone = path.join(job.scratch, 'store');
  const store = createGitStore({ remote, branch: named.branch, clone, environment, committer });
  const local = createCheckout(root);
  return {
    store,
    definitions: createBranchDefinitions(store, root),
    checkout: {
      ...local,
      registration: async (item) => {
        await bring(item);
        return local.registration(item);
      },
    },
    inForce,
    remote,
    environment,
  };
}

interface Files {
  /** Where policy and definitions are: the checkout, or a folder with those of the default branch. */
  readonly root: string;
  readonly inForce: PolicyInForce;
  /** Makes sure that the registration of an item is there too, if the repository has it. */
  readonly bring: (item: string) => Promise<void>;
}

/** Most jobs have a checkout; a plan job needs none, since these files come from the default branch then. */
async function findFiles(
  { workspace, scratch }: Job,
  place: Parameters<typeof fetchDefaultFiles>[0],
  onlyDefaultBranch: boolean,
): Promise<Files> {
  if (!onlyDefaultBranch && fs.existsSync(path.join(workspace, policyFile))) {
    return { root: workspace, inForce: await policyIn(workspace), bring: () => Promise.resolve() };
  }
  const root = path.join(scratch, 'default');
  await fetchDefaultFiles(place, root, undefined);
  return {
    root,
    inForce: await policyIn(root),
    bring: (item) => fetchDefaultFiles(place, root, item),
  };
}

async function policyIn(root: string): Promise<PolicyInForce> {
  const read = await readPolicyFile(root);
  if (read.ok) return read.inForce;
  const [first] = read.problems;
  throw new StorageError(
    `${policyFile}:${first?.line ?? 1}: ${first?.detail ?? 'it is not valid.'}`,
    first?.hint ?? 'Correct it.',
  );
}

const noBranch = (): StorageError =>
  new StorageError(
    `${policyFile} does not name a branch as the store, and a job's own files are gone when it ends.`,
    `Add this line to ${policyFile} on the default branch: store: {kind: git}`,
  );

/** A remote's name means something in one checkout only; what a job belongs to is what the checkout was pushed to. */
function remoteFor(named: string | undefined, repository: string): string {
  const isAddress = named !== undefined && (named.includes(':') || path.isAbsolute(named));
  return isAddress ? named : repository;
}

const committerOf = ({ serverUrl }: Job): { readonly name: string; readonly email: string } => ({
  name: 'github-actions[bot]',
  email: `41898282+github-actions[bot]@users.noreply.${new URL(serverUrl).host}`,
});

/** Does the job have the files of the repository, or at least of a part of it? */
export const hasCheckout = ({ workspace }: Job): boolean =>
  ['.git', 'artifacts', policyFile].some((name) => fs.existsSync(path.join(workspace, name)));

/** Everything that a use case is given. */
export function createDeps(job: Job, opened: Opened): Deps {
  const { workspace } = job;
  const { store, definitions, inForce, checkout } = opened;
  return {
    store,
    definitions,
    inForce,
    clock: systemClock(),
    ids: systemIds(),
    checks: lazyChecks(fs.existsSync(workspace) ? workspace : '.', {
      allowContractCommands: inForce.policy.contracts?.commands === true,
    }),
    ...(hasCheckout(job) && { contracts: createContracts(workspace) }),
    nonces: derivedNonces,
    repository: createRepository(workspace),
    checkout,
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
