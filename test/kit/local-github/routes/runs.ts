import type { Job, Run } from '../facts.ts';
import { json, notFound, numberOf, pageOf, type Asked, type Reply, type Routes } from '../reply.ts';
import { jobShape, runShape, workflowIdOf } from '../shapes/run.ts';
import { workflowPath } from '../workflow-files.ts';

const latest = (asked: Asked): Run | undefined =>
  asked.state.runs.get(numberOf(asked, 'run_id'))?.at(-1);

const attemptOf = (asked: Asked): Run | undefined =>
  asked.state.runs
    .get(numberOf(asked, 'run_id'))
    ?.find(({ attempt }) => attempt === numberOf(asked, 'attempt_number'));

async function shapeOf({ world, state, query }: Asked, run: Run): Promise<object> {
  const shown = query.get('exclude_pull_requests') === 'true' ? { ...run, pulls: [] } : run;
  return runShape(world, state, shown);
}

async function one(asked: Asked, run: Run | undefined): Promise<Reply> {
  return run === undefined ? notFound() : json(200, await shapeOf(asked, run));
}

/** `created`: a date, a range `a..b`, or `>=`, `<=`, `>`, `<` before one. */
function createdWithin(expression: string, at: string): boolean {
  const [from, to] = expression.split('..');
  if (to !== undefined)
    return (from === '*' || at >= (from ?? '')) && (to === '*' || at <= `${to}~`);
  const [, sign = '', date = ''] = /^([<>]=?)?(.*)$/.exec(expression) ?? [];
  if (sign === '>=') return at >= date;
  if (sign === '<=') return at <= `${date}~`;
  if (sign === '>') return at > `${date}~`;
  return sign === '<' ? at < date : at.startsWith(date);
}

function matches(query: URLSearchParams, run: Run): boolean {
  const equal = (name: string, ...values: readonly unknown[]): boolean =>
    !query.has(name) || values.includes(query.get(name));
  return (
    equal('actor', run.actor) &&
    equal('branch', run.headBranch) &&
    equal('event', run.event) &&
    equal('status', run.status, run.conclusion) &&
    equal('head_sha', run.headSha) &&
    equal('check_suite_id', String(run.id)) &&
    createdWithin(query.get('created') ?? '', run.createdAt)
  );
}

/** Newest first. */
async function list(asked: Asked, path: string | undefined): Promise<Reply> {
  const runs = [...asked.state.runs.values()]
    .map((attempts) => attempts.at(-1))
    .filter((run) => run !== undefined)
    .filter((run) => (path === undefined || run.path === path) && matches(asked.query, run))
    .sort((a, b) =>
      a.createdAt === b.createdAt ? b.id - a.id : a.createdAt < b.createdAt ? 1 : -1,
    );
  const { items, total, headers } = pageOf(asked, runs);
  const shapes = await Promise.all(items.map((run) => shapeOf(asked, run)));
  return json(200, { total_count: total, workflow_runs: shapes }, headers);
}

async function listOfWorkflow(asked: Asked): Promise<Reply> {
  const name = asked.parameters['workflow_id'] ?? '';
  const known = [...asked.state.runs.values()].flat().map(({ path }) => path);
  const path =
    (await workflowPath(asked.world, asked.state, name)) ??
    known.find((it) => it.endsWith(`/${name}`) || String(workflowIdOf(it)) === name);
  return path === undefined ? notFound() : list(asked, path);
}

function listJobs(asked: Asked, jobs: readonly (readonly [Run, Job])[]): Reply {
  const { items, total, headers } = pageOf(asked, jobs);
  const shapes = items.map(([run, job]) => jobShape(asked.world, run, job));
  return json(200, { total_count: total, jobs: shapes }, headers);
}

const jobsOf = (run: Run): readonly (readonly [Run, Job])[] => run.jobs.map((job) => [run, job]);

function jobsOfRun(asked: Asked): Reply {
  const attempts = asked.state.runs.get(numberOf(asked, 'run_id'));
  if (attempts === undefined) return notFound();
  const shown = asked.query.get('filter') === 'all' ? attempts : attempts.slice(-1);
  // A job that a later attempt took over is listed once.
  const byId = new Map(shown.flatMap(jobsOf).map((pair) => [pair[1].id, pair]));
  return listJobs(asked, [...byId.values()]);
}

function jobsOfAttempt(asked: Asked): Reply {
  const run = attemptOf(asked);
  return run === undefined ? notFound() : listJobs(asked, jobsOf(run));
}

function getJob(asked: Asked): Reply {
  const id = numberOf(asked, 'job_id');
  const pair = [...asked.state.runs.values()]
    .flat()
    .flatMap(jobsOf)
    .findLast(([, job]) => job.id === id);
  return pair === undefined ? notFound() : json(200, jobShape(asked.world, ...pair));
}

export const runRoutes: Routes = {
  'actions/list-workflow-runs-for-repo': (asked) => list(asked, undefined),
  'actions/list-workflow-runs': listOfWorkflow,
  'actions/get-workflow-run': (asked) => one(asked, latest(asked)),
  'actions/get-workflow-run-attempt': (asked) => one(asked, attemptOf(asked)),
  'actions/list-jobs-for-workflow-run': jobsOfRun,
  'actions/list-jobs-for-workflow-run-attempt': jobsOfAttempt,
  'actions/get-job-for-workflow-run': getJob,
};
