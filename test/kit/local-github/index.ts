/** GitHub on 127.0.0.1: its REST API and its artifact service, over a real bare git repository. */
import { createHash } from 'node:crypto';
import { listen, type Service } from './exchange.ts';
import type {
  ActivityFacts,
  Artifact,
  ArtifactFacts,
  Comment,
  CommentFacts,
  Dispatch,
  PullFacts,
  Reaction,
  Rerun,
  Role,
  RunFacts,
} from './facts.ts';
import { createFaults, type Fault } from './faults.ts';
import { createJournal, type JournalEntry, type Violation } from './journal.ts';
import { restService } from './rest.ts';
import { artifactService, servicePath } from './results/artifact-service.ts';
import { blobService } from './results/blob-store.ts';
import { runtimeToken } from './results/token.ts';
import { putRun } from './runs.ts';
import { accountOf } from './shapes/user.ts';
import { createWorld, openRepository } from './create-world.ts';
import type { State } from './state.ts';
import type { World } from './world.ts';

export type * from './facts.ts';
export type { Fault } from './faults.ts';
export type { JournalEntry, Violation } from './journal.ts';

export interface LocalGithub {
  /** For GITHUB_API_URL; no trailing slash. */
  readonly url: string;
  /** For ACTIONS_RESULTS_URL; with a trailing slash. */
  readonly resultsUrl: string;
  /** For ACTIONS_RUNTIME_TOKEN: good for the artifacts of one run, uploaded by one job. */
  runtimeToken(run: string, job: string): string;
  /** Adds a run attempt or replaces it. What is left out is what a run in progress has. */
  setRun(run: RunFacts): void;
  setPull(pull: PullFacts): void;
  /** A push to a branch, or another move of it. */
  addActivity(activity: ActivityFacts): void;
  /** Somebody edits a comment. */
  editComment(id: number, body: string): void;
  /** An issue that can be commented on. */
  setIssue(number: number): void;
  setRole(login: string, role: Role): void;
  /** Whose token it is. Any other token acts as `github-actions[bot]`, like a workflow's own. */
  setToken(token: string, login: string): void;
  /** Adds a comment and returns its id. */
  addComment(comment: CommentFacts): number;
  /** Adds an artifact as if it had been uploaded, and returns its id; one of the same run and name is replaced under its id. */
  putArtifact(artifact: ArtifactFacts): number;
  /** Scripted faults; each request meets at most one, the first that fits. */
  fail(...faults: readonly Fault[]): void;
  /** How many scripted faults were not met. */
  readonly pendingFaults: number;
  /** Every request, in order of arrival. */
  readonly journal: readonly JournalEntry[];
  /** Requests that GitHub's description does not allow. Tests assert that there are none. */
  readonly violations: readonly Violation[];
  readonly dispatches: readonly Dispatch[];
  readonly reruns: readonly Rerun[];
  /** Uploaded and not deleted, oldest first. */
  readonly artifacts: readonly Artifact[];
  readonly comments: readonly Comment[];
  readonly reactions: readonly Reaction[];
  close(): Promise<void>;
}

export interface Options {
  /** `owner/name` */
  readonly repository: string;
  /** Path of a bare git repository. */
  readonly bare: string;
}

function addComment({ versions, nextId, now }: World, facts: CommentFacts): number {
  const at = facts.createdAt ?? now();
  const { issue, body, author = 'octocat' } = facts;
  const comment: Comment = { id: nextId(), issue, body, author, createdAt: at, updatedAt: at };
  versions.change({ comments: [...versions.now().comments, comment] });
  return comment.id;
}

function putArtifact({ versions, nextId, now }: World, facts: ArtifactFacts): number {
  const { runId, name, bytes, digest, expired = false } = facts;
  const same = (it: Artifact): boolean => it.runId === runId && it.name === name;
  const { artifacts } = versions.now();
  const artifact: Artifact = {
    ...{ runId, name, bytes, expired, job: 'put', mimeType: 'application/zip' },
    id: artifacts.find(same)?.id ?? nextId(),
    size: bytes.length,
    digest: digest ?? `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    createdAt: now(),
  };
  versions.change({ artifacts: [...artifacts.filter((it) => !same(it)), artifact] });
  return artifact.id;
}

function apiService(world: World): Service {
  const rest = restService(world);
  const results = artifactService(world);
  return (incoming) =>
    incoming.url.pathname.startsWith(servicePath) ? results(incoming) : rest(incoming);
}

type Telling = Pick<
  LocalGithub,
  | 'setRun'
  | 'setPull'
  | 'setIssue'
  | 'setRole'
  | 'setToken'
  | 'addActivity'
  | 'addComment'
  | 'editComment'
  | 'putArtifact'
>;

function tellingOf(world: World): Telling {
  const { versions } = world;
  const part = (): State => versions.now();
  return {
    setRun: (run) => void putRun(world, run),
    setPull: (pull) => versions.change({ pulls: new Map([...part().pulls, [pull.number, pull]]) }),
    setIssue: (number) => versions.change({ issues: new Set([...part().issues, number]) }),
    setRole: (login, role) =>
      versions.change({ roles: new Map([...part().roles, [login.toLowerCase(), role]]) }),
    setToken: (token, login) => void world.accounts.set(token, accountOf(login)),
    addActivity: (activity) => versions.change({ activities: [...part().activities, activity] }),
    addComment: (comment) => addComment(world, comment),
    editComment: (id, body) => {
      const edit = (it: Comment): Comment =>
        it.id === id ? { ...it, body, updatedAt: world.now() } : it;
      versions.change({ comments: part().comments.map(edit) });
    },
    putArtifact: (artifact) => putArtifact(world, artifact),
  };
}

/** Starts a GitHub that knows one repository and no run, comment or person; rejects when `bare` is no git repository. */
export async function startLocalGithub({ repository, bare }: Options): Promise<LocalGithub> {
  const opened = await openRepository(bare);
  const journal = createJournal(() => performance.now());
  const faults = createFaults();
  const [api, blobs] = await Promise.all([
    listen({ journal, faults }),
    listen({ journal, faults }),
  ]);
  const world = createWorld(repository, opened, { api: api.origin, blobs: blobs.origin });
  blobs.serve(blobService(world));
  api.serve(apiService(world));
  return {
    url: api.origin,
    resultsUrl: `${api.origin}/`,
    runtimeToken: (run, job) => runtimeToken(world.sign, { run, job }),
    ...tellingOf(world),
    fail: (...added) => faults.add(added),
    get pendingFaults() {
      return faults.pending();
    },
    journal: journal.entries,
    violations: journal.violations,
    dispatches: world.dispatches,
    reruns: world.reruns,
    get artifacts() {
      return world.versions.now().artifacts;
    },
    get comments() {
      return world.versions.now().comments;
    },
    get reactions() {
      return world.versions.now().reactions;
    },
    close: async () => {
      await Promise.all([api.close(), blobs.close()]);
    },
  };
}
