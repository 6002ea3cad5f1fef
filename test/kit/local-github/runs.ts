import type { Job, JobFacts, Run, RunFacts } from './facts.ts';
import type { World } from './world.ts';

function jobOf(world: World, run: RunFacts, facts: JobFacts): Job {
  const status = facts.status ?? 'completed';
  const ended = status === 'completed';
  const now = world.now();
  return {
    id: facts.id ?? world.nextId(),
    runId: run.id,
    name: facts.name,
    status,
    conclusion: facts.conclusion ?? (ended ? 'success' : null),
    attempt: facts.attempt ?? run.attempt ?? 1,
    startedAt: facts.startedAt ?? run.createdAt ?? now,
    completedAt: facts.completedAt ?? (ended ? now : null),
    labels: facts.labels ?? ['ubuntu-latest'],
    runnerName: facts.runnerName ?? (status === 'queued' ? null : 'GitHub Actions 1'),
  };
}

/** What a run has come to when nobody says: a failure, if one of its jobs failed. */
function conclusionOf({ status, jobs = [] }: RunFacts): Run['conclusion'] {
  if (status !== 'completed') return null;
  const bad = jobs.map(({ conclusion }) => conclusion);
  if (bad.includes('failure') || bad.includes('timed_out')) return 'failure';
  return bad.includes('cancelled') ? 'cancelled' : 'success';
}

function runOf(world: World, facts: RunFacts, number: number): Run {
  const status = facts.status ?? 'in_progress';
  const headBranch = facts.headBranch ?? world.head.replace(/^refs\/heads\//, '');
  const now = world.now();
  const actor = facts.actor ?? 'octocat';
  const path = facts.path ?? '.github/workflows/plan.yml';
  const name = facts.name ?? path;
  return {
    id: facts.id,
    number,
    attempt: facts.attempt ?? 1,
    status,
    conclusion: facts.conclusion ?? conclusionOf(facts),
    event: facts.event ?? 'workflow_dispatch',
    name,
    title: facts.title ?? name,
    headBranch,
    headSha: facts.headSha ?? world.versions.now().refs.get(`refs/heads/${headBranch}`)?.sha ?? '',
    path,
    actor,
    triggeringActor: facts.triggeringActor ?? actor,
    createdAt: facts.createdAt ?? now,
    startedAt: facts.startedAt ?? facts.createdAt ?? now,
    updatedAt: facts.updatedAt ?? now,
    pulls: facts.pulls ?? [],
    jobs: (facts.jobs ?? []).map((job) => jobOf(world, facts, job)),
  };
}

/** Adds a run attempt, or replaces it; the run's other attempts stay. */
export function putRun(world: World, facts: RunFacts): Run {
  const { runs } = world.versions.now();
  const attempts = runs.get(facts.id) ?? [];
  const run = runOf(world, facts, attempts[0]?.number ?? runs.size + 1);
  const others = attempts.filter(({ attempt }) => attempt !== run.attempt);
  const all = [...others, run].sort((a, b) => a.attempt - b.attempt);
  world.versions.change({ runs: new Map([...runs, [run.id, all]]) });
  return run;
}
