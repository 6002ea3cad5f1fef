/** Starting a workflow again: the one event that a job's own token may send to go on after a wave. */
import * as z from 'zod/mini';
import type { Api } from './api.ts';
import type { Environment, Job } from './environment.ts';
import type { Event } from './event.ts';

export type Dispatched =
  | { readonly ok: true; readonly workflow: string; readonly ref: string }
  | { readonly ok: false; readonly message: string; readonly hint: string };

export interface DispatchOptions {
  readonly api: Api;
  readonly env: Environment;
  readonly job: Job;
  readonly event: Event;
}

type Inputs = Readonly<Record<string, string>>;

/** Dispatches the workflow that this job belongs to. A doubled dispatch does no harm: whoever schedules reads anew. */
export async function dispatchThisWorkflow(
  { api, env, job, event }: DispatchOptions,
  inputs: Inputs,
): Promise<Dispatched> {
  const workflow = await workflowFile(api, env, job);
  const ref = refToRun(env, event);
  if (workflow === undefined || ref === undefined) {
    return {
      ok: false,
      message: 'It is not known which workflow, or which branch, this run belongs to.',
      hint: 'Start the workflow yourself, or set continue: false.',
    };
  }
  return dispatchWorkflow({ api, job }, workflow, ref, inputs);
}

/** Dispatches a workflow by the name of its file. @param ref a branch or a tag */
export async function dispatchWorkflow(
  { api, job }: Pick<DispatchOptions, 'api' | 'job'>,
  workflow: string,
  ref: string,
  inputs: Inputs,
): Promise<Dispatched> {
  const answer = await api(
    'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
    { ...{ owner: job.owner, repo: job.name, workflow_id: workflow }, ref, inputs },
  );
  if (answer.ok) return { ok: true, workflow, ref };
  return {
    ok: false,
    message: `${workflow} could not be started: ${answer.message}`,
    hint: hintFor(answer.status),
  };
}

function hintFor(status: number): string {
  switch (status) {
    case 401:
    case 403:
      return 'Give the job `permissions: actions: write`, or set continue: false.';
    case 404:
    case 422:
      return 'Give the workflow `on: workflow_dispatch` with the input work-item, on the default branch too; or set continue: false.';
    default:
      return 'Start the workflow again; what is on record stays.';
  }
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const isFile = (name: string): boolean => /^[\w.-]+\.ya?ml$/.test(name);

const runSchema = z.object({ path: z.string() });

/** `owner/name/.github/workflows/plan.yml@refs/heads/main` → `plan.yml`; without it, what the run says of itself. */
async function workflowFile(api: Api, env: Environment, job: Job): Promise<string | undefined> {
  const withoutRef = (text: string): string => baseName(text.replace(/@.*$/, ''));
  const named = [env['GITHUB_WORKFLOW_REF'], env['GITHUB_WORKFLOW']]
    .map((text) => withoutRef(text ?? ''))
    .find(isFile);
  if (named !== undefined) return named;
  const answer = await api('GET /repos/{owner}/{repo}/actions/runs/{run_id}', {
    owner: job.owner,
    repo: job.name,
    run_id: job.run,
  });
  const parsed = answer.ok ? runSchema.safeParse(answer.data) : undefined;
  const file = parsed?.success === true ? withoutRef(parsed.data.path) : '';
  return isFile(file) ? file : undefined;
}

/** A branch or a tag; the ref of a pull request can't be dispatched, so then it is the default branch. */
function refToRun(env: Environment, { defaultBranch }: Event): string | undefined {
  const ref = env['GITHUB_REF'] ?? '';
  const name = env['GITHUB_REF_NAME'] ?? '';
  if (name !== '' && (ref === '' || /^refs\/(heads|tags)\//.test(ref))) return name;
  return defaultBranch;
}
