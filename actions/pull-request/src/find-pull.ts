/** Which pull request a run is about: the event says so, or the commit that it tells of. */
import { refuse, type Refused } from '@orchestrator/core';
import type { Kit } from '@orchestrator/action-kit';
import {
  pullsOfBranch,
  pullsOfCommit,
  type Api,
  type Asked,
  type Event,
  type Pull,
  type PullEvent,
  type RunEvent,
} from '@orchestrator/github';

export type Found =
  | { readonly ok: true; readonly pull: Pull }
  /** There is none, and that is no mistake. */
  | { readonly ok: true; readonly why: string };

/** @returns a refusal for an event that can't tell of one, and when the server does not say */
export async function findPull(kit: Kit, api: Api): Promise<Found | Refused> {
  const { job, event } = kit;
  if (event.pull !== undefined) return { ok: true, pull: asPull(event, event.pull) };
  if (event.run !== undefined) return pullOfRun(kit, api, event.run);
  if (job.eventName === 'push') return pullOfPush(kit, api);
  return refuse(
    'invalid-input',
    `The event ${job.eventName} tells of no pull request.`,
    'Use this action on: pull_request; on: workflow_run of that workflow, for forks; or on: push to the base branch.',
  );
}

function asPull({ action }: Event, { mergeCommit, ...pull }: PullEvent): Pull {
  const open = action !== 'closed' && !pull.merged;
  // Before the merge it is a commit that only tries it out.
  return { ...pull, open, ...(pull.merged && mergeCommit !== undefined && { mergeCommit }) };
}

/** A fork's run could only look on: what it would have done is done here, with a token of this repository. */
async function pullOfRun(
  { job }: Kit,
  api: Api,
  { id, event, headSha, headBranch, headRepository }: RunEvent,
): Promise<Found | Refused> {
  if (event !== 'pull_request') return none(`Run ${id} belongs to no pull request.`);
  if (headRepository?.toLowerCase() === job.repository.toLowerCase())
    return none(`Run ${id} belongs to a branch of this repository, and has done all this itself.`);
  const asked =
    headRepository === undefined || headBranch === undefined
      ? await pullsOfCommit(api, job, headSha)
      : await pullsOfBranch(api, job, { repository: headRepository, branch: headBranch }, 'all');
  if (!asked.ok) return notKnown(asked);
  const there = asked.found.filter((pull) => pull.headSha === headSha);
  const pull = there.find(({ open }) => open) ?? there[0];
  if (pull !== undefined) return { ok: true, pull };
  return none(
    `No pull request is at ${headSha.slice(0, 12)} any more; its newest run tells of it.`,
  );
}

/** Of a push only its newest commit is asked about: every other merge has an event of its own. */
async function pullOfPush(kit: Kit, api: Api): Promise<Found | Refused> {
  const { env, job } = kit;
  const branch = env['GITHUB_REF_NAME'] ?? '';
  const base = baseOf(kit);
  if (env['GITHUB_REF'] !== `refs/heads/${base}`)
    return none(`${branch} is not the base branch (${base}).`);
  const commit = env['GITHUB_SHA'] ?? '';
  const asked = await pullsOfCommit(api, job, commit);
  if (!asked.ok) return notKnown(asked);
  const pull = asked.found.find(({ merged, baseRef }) => merged && baseRef === base);
  if (pull !== undefined) return { ok: true, pull };
  return none(`No pull request has brought ${commit.slice(0, 12)} to ${base}.`);
}

/** The branch in which work is integrated. */
export const baseOf = ({ event, opened }: Pick<Kit, 'event' | 'opened'>): string =>
  opened.inForce.policy.base ?? event.defaultBranch ?? 'main';

const none = (why: string): Found => ({ ok: true, why });

const notKnown = ({ message, hint }: Extract<Asked<unknown>, { ok: false }>): Refused =>
  refuse('storage-failed', message, `${hint} Re-run this job: twice does no harm.`);
