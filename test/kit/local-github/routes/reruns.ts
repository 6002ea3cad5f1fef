import type { Job, Run } from '../facts.ts';
import {
  failure,
  json,
  notFound,
  numberOf,
  type Asked,
  type Reply,
  type Routes,
} from '../reply.ts';
import { putRun } from '../runs.ts';

const failed = ({ conclusion }: Job): boolean =>
  conclusion !== null && !['success', 'skipped', 'neutral'].includes(conclusion);

function again(asked: Asked, run: Run, job: Job): Job {
  const { world } = asked;
  const fresh = { id: world.nextId(), status: 'queued', conclusion: null } as const;
  return { ...job, ...fresh, attempt: run.attempt + 1, completedAt: null, runnerName: null };
}

function rerun(asked: Asked, jobs: 'all' | 'failed'): Reply {
  const { world, account } = asked;
  const run = world.versions.now().runs.get(numberOf(asked, 'run_id'))?.at(-1);
  if (run === undefined) return notFound();
  if (run.status !== 'completed') return failure(403, 'This workflow is already running');
  const restarted = run.jobs.filter((job) => jobs === 'all' || failed(job));
  if (jobs === 'failed' && restarted.length === 0)
    return failure(403, 'This workflow run cannot be retried');
  const attempt = run.attempt + 1;
  const now = world.now();
  putRun(world, {
    ...run,
    attempt,
    status: 'queued',
    conclusion: null,
    triggeringActor: account.login,
    startedAt: now,
    updatedAt: now,
    jobs: run.jobs.map((job) => (restarted.includes(job) ? again(asked, run, job) : job)),
  });
  world.reruns.push({ runId: run.id, attempt, jobs, actor: account.login });
  return json(201, {});
}

export const rerunRoutes: Routes = {
  'actions/re-run-workflow': (asked) => rerun(asked, 'all'),
  'actions/re-run-workflow-failed-jobs': (asked) => rerun(asked, 'failed'),
};
