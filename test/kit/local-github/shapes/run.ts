import { createHash } from 'node:crypto';
import { identOf, messageOf, readCommit, type Commit } from './commit.ts';
import type { Job, Run } from '../facts.ts';
import type { State } from '../state.ts';
import { apiUrl, htmlUrl, type World } from '../world.ts';
import { minimalRepositoryShape, repositoryId } from './repository.ts';
import { accountOf, nodeId, userShape } from './user.ts';

/** The number of a workflow: always the same for the same path. */
export const workflowIdOf = (path: string): number =>
  createHash('sha256').update(path).digest().readUInt32BE(0);

function headCommitShape(commit: Commit | undefined): object | null {
  if (commit === undefined) return null;
  const { name, email, date } = identOf(commit.headers.get('author'));
  return {
    id: commit.sha,
    tree_id: commit.headers.get('tree'),
    message: messageOf(commit),
    timestamp: date,
    author: { name, email },
    committer: { name, email },
  };
}

function pullsOf(world: World, state: State, run: Run): readonly object[] {
  const repo = { id: repositoryId(world), url: apiUrl(world), name: world.name };
  return run.pulls.flatMap((number) => {
    const pull = state.pulls.get(number);
    if (pull === undefined) return [];
    const { head, base } = pull;
    return [
      {
        id: number,
        number,
        url: apiUrl(world, `/pulls/${number}`),
        head: { ref: head.ref, sha: head.sha, repo },
        base: { ref: base?.ref ?? '', sha: base?.sha ?? '', repo },
      },
    ];
  });
}

function runLinks(world: World, run: Run): object {
  const url = apiUrl(world, `/actions/runs/${run.id}`);
  const earlier = run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null;
  return {
    url,
    html_url: htmlUrl(world, `/actions/runs/${run.id}`),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: apiUrl(world, `/check-suites/${run.id}`),
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: earlier,
    workflow_url: apiUrl(world, `/actions/workflows/${workflowIdOf(run.path)}`),
  };
}

/** `workflow-run` */
export async function runShape(world: World, state: State, run: Run): Promise<object> {
  const repository = minimalRepositoryShape(world);
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('WorkflowRun', run.id),
    check_suite_id: run.id,
    check_suite_node_id: nodeId('CheckSuite', run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.path,
    display_title: run.title,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: workflowIdOf(run.path),
    pull_requests: pullsOf(world, state, run),
    referenced_workflows: [],
    created_at: run.createdAt,
    run_started_at: run.startedAt,
    updated_at: run.updatedAt,
    actor: userShape(world, accountOf(run.actor)),
    triggering_actor: userShape(world, accountOf(run.triggeringActor)),
    ...runLinks(world, run),
    head_commit: headCommitShape(await readCommit(world.git, run.headSha)),
    repository,
    head_repository: repository,
  };
}

/** `job` */
export function jobShape(world: World, run: Run, job: Job): object {
  return {
    id: job.id,
    run_id: run.id,
    run_url: apiUrl(world, `/actions/runs/${run.id}`),
    run_attempt: job.attempt,
    node_id: nodeId('CheckRun', job.id),
    head_sha: run.headSha,
    head_branch: run.headBranch,
    url: apiUrl(world, `/actions/jobs/${job.id}`),
    html_url: htmlUrl(world, `/actions/runs/${run.id}/job/${job.id}`),
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.startedAt,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    name: job.name,
    workflow_name: run.name,
    steps: [],
    check_run_url: apiUrl(world, `/check-runs/${job.id}`),
    labels: job.labels,
    runner_id: job.runnerName === null ? null : 1,
    runner_name: job.runnerName,
    runner_group_id: job.runnerName === null ? null : 1,
    runner_group_name: job.runnerName === null ? null : 'GitHub Actions',
  };
}
