/** What tests tell the local GitHub about the repository, its runs and its people. Times are ISO 8601, in UTC. */

export type Status = 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending';
export type Conclusion =
  'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required';

export interface JobFacts {
  /** Left out: made up. GitHub's check run has the same number. */
  readonly id?: number;
  readonly name: string;
  readonly status?: Status;
  readonly conclusion?: Conclusion | null;
  /** The run attempt that executed it; left out: the attempt that lists it. */
  readonly attempt?: number;
  readonly startedAt?: string;
  readonly completedAt?: string | null;
  readonly labels?: readonly string[];
  readonly runnerName?: string | null;
}

export interface RunFacts {
  readonly id: number;
  /** From 1. A run keeps the facts of its earlier attempts. */
  readonly attempt?: number;
  readonly status?: Status;
  readonly conclusion?: Conclusion | 'startup_failure' | 'stale' | null;
  readonly event?: string;
  readonly name?: string;
  readonly title?: string;
  readonly headBranch?: string | null;
  /** Left out: the tip of the head branch. */
  readonly headSha?: string;
  /** Path of the workflow file. */
  readonly path?: string;
  readonly actor?: string;
  /** Who started this attempt; left out: the actor. */
  readonly triggeringActor?: string;
  readonly createdAt?: string;
  readonly startedAt?: string;
  readonly updatedAt?: string;
  readonly jobs?: readonly JobFacts[];
  /** Numbers of the pull requests that the run belongs to. */
  readonly pulls?: readonly number[];
}

export interface PullFacts {
  readonly number: number;
  readonly title?: string;
  readonly body?: string | null;
  readonly state?: 'open' | 'closed';
  readonly merged?: boolean;
  /** The commit that the merge has made on the base branch. */
  readonly mergeCommit?: string;
  readonly draft?: boolean;
  readonly author?: string;
  readonly head: { readonly ref: string; readonly sha: string; readonly repository?: string };
  readonly base?: { readonly ref: string; readonly sha?: string };
}

/** A move of a ref, as the repository's activity lists it. */
export interface ActivityFacts {
  /** Full name of the ref. */
  readonly ref: string;
  readonly before?: string;
  readonly after: string;
  readonly at: string;
  readonly kind?: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge';
  readonly actor?: string;
}

export interface Reaction {
  readonly id: number;
  readonly comment: number;
  readonly author: string;
  readonly content: string;
  readonly createdAt: string;
}

export interface CommentFacts {
  readonly issue: number;
  readonly body: string;
  readonly author?: string;
  readonly createdAt?: string;
}

export interface ArtifactFacts {
  readonly runId: number;
  readonly name: string;
  /** As it is served, whatever it holds: a zip for honest artifacts. */
  readonly bytes: Uint8Array;
  /** `sha256:…`; left out: computed. */
  readonly digest?: string;
  readonly expired?: boolean;
}

/** A repository role; what GitHub calls `permission` follows from it. */
export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

export interface Job extends Required<JobFacts> {
  readonly runId: number;
}

export interface Run extends Required<Omit<RunFacts, 'jobs'>> {
  readonly number: number;
  readonly jobs: readonly Job[];
}

export interface Artifact {
  readonly id: number;
  readonly runId: number;
  readonly job: string;
  readonly name: string;
  readonly size: number;
  /** `sha256:…` */
  readonly digest: string;
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly expired: boolean;
  readonly createdAt: string;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly body: string;
  readonly author: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

interface Arrived {
  readonly actor: string;
  /** The branch or tag as it was sent; the default branch for a repository_dispatch. */
  readonly ref: string;
  readonly sha: string;
}

export interface WorkflowDispatch extends Arrived {
  readonly kind: 'workflow_dispatch';
  /** Path of the workflow file. */
  readonly workflow: string;
  /** As sent. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** With the defaults of the workflow file. */
  readonly allInputs: Readonly<Record<string, unknown>>;
  /** The run that it started, `queued` until a test says otherwise. */
  readonly runId: number;
}

export interface RepositoryDispatch extends Arrived {
  readonly kind: 'repository_dispatch';
  readonly eventType: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export type Dispatch = WorkflowDispatch | RepositoryDispatch;

export interface Rerun {
  readonly runId: number;
  /** The attempt that it started. */
  readonly attempt: number;
  readonly jobs: 'all' | 'failed';
  readonly actor: string;
}
