/** The event that started the run: only what is used, parsed at the edge. */
import * as fs from 'node:fs';
import * as z from 'zod/mini';
import type { Environment, Job } from './environment.ts';

const userSchema = z.object({ login: z.string(), type: z.optional(z.string()) });
const sideSchema = z.object({
  ref: z.string(),
  sha: z.string(),
  /** `null` when the fork is gone. */
  repo: z.nullable(z.object({ full_name: z.string() })),
});

const eventSchema = z.object({
  action: z.optional(z.string()),
  ref: z.optional(z.nullable(z.string())),
  sender: z.optional(userSchema),
  repository: z.optional(z.object({ default_branch: z.optional(z.string()) })),
  inputs: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
  issue: z.optional(z.object({ number: z.int(), pull_request: z.optional(z.unknown()) })),
  comment: z.optional(
    z.object({
      id: z.int(),
      body: z.optional(z.string()),
      user: z.nullable(userSchema),
      created_at: z.optional(z.string()),
      updated_at: z.optional(z.string()),
    }),
  ),
  pull_request: z.optional(
    z.object({
      number: z.int(),
      state: z.optional(z.string()),
      user: z.nullable(userSchema),
      head: sideSchema,
      base: sideSchema,
      merged: z.optional(z.nullable(z.boolean())),
      merge_commit_sha: z.optional(z.nullable(z.string())),
    }),
  ),
  workflow_run: z.optional(
    z.object({
      id: z.int(),
      event: z.string(),
      head_sha: z.string(),
      head_branch: z.nullable(z.string()),
      head_repository: z.optional(z.nullable(z.object({ full_name: z.string() }))),
    }),
  ),
});
type Payload = z.infer<typeof eventSchema>;

/** An account: a person, or the bot of an app. */
export interface Account {
  readonly login: string;
  readonly isBot: boolean;
}

export interface CommentEvent {
  readonly id: number;
  readonly body: string;
  /** Absent when the account is gone. */
  readonly author?: Account;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface PullEvent {
  readonly number: number;
  readonly author?: string;
  readonly headRef: string;
  readonly headSha: string;
  /** `owner/name`; absent when the fork is gone. */
  readonly headRepository?: string;
  readonly baseRef: string;
  readonly merged: boolean;
  /** The commit on the base branch that a merge has made. */
  readonly mergeCommit?: string;
}

/** The run that a `workflow_run` event tells of. */
export interface RunEvent {
  readonly id: number;
  readonly event: string;
  readonly headSha: string;
  readonly headBranch?: string;
  /** `owner/name`; absent when the fork is gone. */
  readonly headRepository?: string;
}

export interface Event {
  /** What happened: `created`, `opened`, `closed` and others. */
  readonly action?: string;
  /** The full name of the branch or tag that the button was pressed for. */
  readonly ref?: string;
  /** Who did what the event tells of. */
  readonly sender?: Account;
  readonly defaultBranch?: string;
  /** What the button was given. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What was commented on. */
  readonly issue?: { readonly number: number; readonly isPull: boolean };
  readonly comment?: CommentEvent;
  readonly pull?: PullEvent;
  readonly run?: RunEvent;
}

/** Reads the payload file. One that is missing or has another form tells nothing; the environment still does. */
export function readEvent(env: Environment): Event {
  const file = env['GITHUB_EVENT_PATH'];
  if (file === undefined || file === '') return { inputs: {} };
  const parsed = eventSchema.safeParse(readJson(file));
  return parsed.success ? eventOf(parsed.data) : { inputs: {} };
}

/**
 * Does the run belong to a fork's pull request? Its token may only read, and its checkout is somebody else's: such a run
 * looks on. A run that tells of a fork's run (`workflow_run`) is none: it runs what the default branch says.
 */
export function isForkRun({ repository, eventName }: Job, { pull }: Event): boolean {
  if (!eventName.startsWith('pull_request') || eventName === 'pull_request_target') return false;
  // A payload that is not understood is not taken for one of this repository.
  if (pull === undefined) return true;
  return pull.headRepository?.toLowerCase() !== repository.toLowerCase();
}

function eventOf(payload: Payload): Event {
  const { action, ref, sender, repository, inputs, issue } = payload;
  const branch = repository?.default_branch;
  const isText = (entry: readonly [string, unknown]): entry is [string, string] =>
    typeof entry[1] === 'string';
  return {
    inputs: Object.fromEntries(Object.entries(inputs ?? {}).filter(isText)),
    ...(action !== undefined && { action }),
    ...(typeof ref === 'string' && { ref }),
    ...(sender !== undefined && { sender: accountOf(sender) }),
    ...(branch !== undefined && { defaultBranch: branch }),
    ...(issue !== undefined && {
      issue: {
        number: issue.number,
        isPull: issue.pull_request !== undefined && issue.pull_request !== null,
      },
    }),
    ...commentOf(payload),
    ...pullOf(payload),
    ...runOf(payload),
  };
}

const accountOf = ({ login, type }: z.infer<typeof userSchema>): Account => ({
  login,
  isBot: type === 'Bot' || login.endsWith('[bot]'),
});

function commentOf({ comment }: Payload): Pick<Event, 'comment'> {
  if (comment === undefined) return {};
  const { id, body = '', user, created_at: createdAt = '', updated_at: updatedAt = '' } = comment;
  const author = user === null ? {} : { author: accountOf(user) };
  return { comment: { id, body, ...author, createdAt, updatedAt } };
}

function pullOf({ pull_request: pull }: Payload): Pick<Event, 'pull'> {
  if (pull === undefined) return {};
  const { number, user, head, base, merged, merge_commit_sha: mergeCommit } = pull;
  return {
    pull: {
      number,
      ...(user !== null && { author: user.login }),
      ...{ headRef: head.ref, headSha: head.sha, baseRef: base.ref, merged: merged === true },
      ...(head.repo !== null && { headRepository: head.repo.full_name }),
      ...(typeof mergeCommit === 'string' && { mergeCommit }),
    },
  };
}

function runOf({ workflow_run: run }: Payload): Pick<Event, 'run'> {
  if (run === undefined) return {};
  const { id, event, head_sha: headSha, head_branch: headBranch, head_repository: from } = run;
  return {
    run: {
      ...{ id, event, headSha },
      ...(headBranch !== null && { headBranch }),
      ...(from !== undefined && from !== null && { headRepository: from.full_name }),
    },
  };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
