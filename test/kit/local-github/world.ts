import type { Dispatch, Rerun } from './facts.ts';
import type { Git } from './git.ts';
import type { Versions } from './state.ts';

export interface Upload {
  readonly runId: number;
  readonly job: string;
  readonly name: string;
  readonly mimeType: string;
  /** Staged, by block id. */
  readonly blocks: ReadonlyMap<string, Buffer>;
  /** Undefined until the blocks were committed. */
  readonly bytes: Buffer | undefined;
}

export interface Account {
  readonly login: string;
  readonly id: number;
  readonly type: 'User' | 'Bot';
}

/** What every route works on. */
export interface World {
  readonly owner: string;
  readonly name: string;
  /** `https://api.github.com` of this server, no trailing slash. */
  readonly api: string;
  /** Where the bytes of artifacts lie: another origin than the API, as with GitHub. */
  readonly blobs: string;
  /** Full name of the default branch. */
  readonly head: string;
  readonly git: Git;
  readonly versions: Versions;
  readonly dispatches: Dispatch[];
  readonly reruns: Rerun[];
  /** By token. */
  readonly accounts: Map<string, Account>;
  /** Artifacts that are being uploaded, by id. */
  readonly uploads: Map<number, Upload>;
  /** Looks at the refs again: others push to the repository too. */
  readonly syncRefs: () => Promise<void>;
  /** What only this server can sign, as hexadecimal digits. */
  readonly sign: (text: string) => string;
  /** Requests counted against the rate limit. */
  readonly rate: { used: number };
  readonly nextId: () => number;
  /** ISO 8601, whole seconds, UTC. */
  readonly now: () => string;
}

export const slug = (world: World): string => `${world.owner}/${world.name}`;
export const apiUrl = (world: World, path = ''): string =>
  `${world.api}/repos/${slug(world)}${path}`;
export const htmlUrl = (world: World, path = ''): string =>
  `https://github.com/${slug(world)}${path}`;

/** The branch's short name. */
export const defaultBranch = (world: World): string => world.head.replace(/^refs\/heads\//, '');
