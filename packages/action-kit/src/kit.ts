/** What an action is given beside its inputs. */
import type { Deps } from '@orchestrator/app';
import {
  actorOf,
  createArtifacts,
  hasArtifactService,
  readEvent,
  readJob,
  triggeringActorOf,
  type Environment,
  type Event,
  type HandoffArtifacts,
  type Job,
} from '@orchestrator/github';
import { createDeps, openStore, type Opened, type OpenOptions } from './deps.ts';
import type { Log } from './log.ts';

export interface Kit {
  readonly env: Environment;
  readonly job: Job;
  readonly event: Event;
  /** The person who answers for what is recorded. */
  readonly actor: string;
  /** Who asked for this run attempt. */
  readonly triggeringActor: string;
  readonly token: string;
  readonly log: Log;
  readonly opened: Opened;
  readonly deps: Deps;
  /** Absent where there is no service that takes artifacts. */
  readonly artifacts: HandoffArtifacts | undefined;
  /** The commit that the store's branch is at, `''` while there is no branch: a witness outside of it. */
  readonly history: () => Promise<string>;
}

export interface KitOptions extends Pick<
  OpenOptions,
  'env' | 'token' | 'mask' | 'onlyDefaultBranch'
> {
  readonly log: Log;
}

/** @throws StorageError when this is no job, or the repository can't be reached */
export async function createKit({
  env,
  token,
  mask,
  log,
  onlyDefaultBranch,
}: KitOptions): Promise<Kit> {
  const job = readJob(env);
  const event = readEvent(env);
  const opened = await openStore({
    ...{ env, job, token, mask },
    ...(onlyDefaultBranch !== undefined && { onlyDefaultBranch }),
  });
  return {
    env,
    job,
    event,
    actor: actorOf(env, job, event),
    triggeringActor: triggeringActorOf(env, job, event),
    token,
    log,
    opened,
    deps: createDeps(job, opened),
    artifacts: hasArtifactService(env, job) ? createArtifacts({ job, token }) : undefined,
    history: async () => (await opened.store.tip()) ?? '',
  };
}
