/** Schedules a work item: records what may start, claims it for the legs to come, and lists those as a matrix. */
import { schedule, type Scheduled, type Uploads } from '@orchestrator/app';
import { StorageError, type Refused, type ScheduleView } from '@orchestrator/core';
import {
  download,
  filesAt,
  hasCheckout,
  showStatus,
  type Done,
  type Kit,
} from '@orchestrator/action-kit';
import {
  attemptLabel,
  createApi,
  createRuns,
  isForkRun,
  nonceOf,
  planId,
  readLeg,
  type Job,
} from '@orchestrator/github';
import { jobSummary, statusModel } from '@orchestrator/render';
import type { Inputs } from './inputs.ts';
import { claimedLegs, matrixOf, readyLegs, type Leg } from './matrix.ts';
import { observe } from './observe.ts';

export const outputs = ['matrix', 'ready', 'running', 'done', 'next-action', 'history'] as const;
type Output = (typeof outputs)[number];

export const run = (inputs: Inputs, kit: Kit): Promise<Done<Output> | Refused> =>
  isForkRun(kit.job, kit.event) ? look(inputs, kit) : plan(inputs, kit);

async function look(inputs: Inputs, kit: Kit): Promise<Done<Output> | Refused> {
  const observed = await observe(inputs, kit);
  if (!observed.ok) return observed;
  const { view, history, summary } = observed;
  return { ok: true, outputs: outputsOf(view, [], history), summary };
}

async function plan(inputs: Inputs, kit: Kit): Promise<Done<Output> | Refused> {
  const { job, deps, actor, log } = kit;
  const api = createApi({ ...job, token: kit.token });
  const runs = createRuns({ ...job, api, notice: log.notice });
  const nonceFor = nonceOf(job, readLeg(inputs));
  const scheduled = await schedule(
    { ...deps, runs, uploads: (ended) => uploadsOf(kit, ended) },
    {
      item: inputs['work-item'],
      recheck: hasCheckout(job),
      executors: inputs.executors,
      ...(inputs['pre-claim'] && { claimAs: { ...claimant(job), actor, nonceFor } }),
      ...(job.runAttempt > 1 && { rerun: rerunBy(kit) }),
    },
  );
  if (!scheduled.ok) return scheduled;
  const legs = legsOf(inputs, kit, scheduled, nonceFor);
  const { view, state, abandoned, left } = scheduled;
  for (const { record } of abandoned) {
    log.notice(`${record.attemptId} is abandoned: ${record.outcome}`, 'Abandoned');
  }
  for (const { step, why } of left) log.notice(why, `${step} is left alone`);
  log.info(`${view.workItemId}: ${legs.length} to start. Next: ${view.nextAction}`);
  const history = await kit.history();
  const { where } = await showStatus(kit, { api, comment: inputs.comment, state, history });
  return {
    ok: true,
    outputs: outputsOf(view, legs, history),
    summary: jobSummary(statusModel(state), {
      ...{ history, filesAt: filesAt(kit, history) },
      cycle: { launched: legs, left, notes: [where] },
    }),
  };
}

const outputsOf = (
  { readySteps, runningSteps, done, nextAction }: ScheduleView,
  legs: readonly Leg[],
  history: string,
): Done<Output>['outputs'] => ({
  matrix: matrixOf(legs),
  ready: String(readySteps.length),
  running: String(runningSteps.length),
  done: String(done),
  'next-action': nextAction,
  history,
});

/** An artifact that is refused will be refused again; one that did not arrive may yet. */
async function uploadsOf(kit: Kit, run: string): Promise<Uploads> {
  try {
    const { files, refused } = await download(kit, run);
    return { files, areAll: !refused.some(({ code }) => code === 'storage-failed') };
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    kit.log.notice(`${error.message}\nWhat run ${run} left open stays open this time.`);
    return { files: [], areAll: false };
  }
}

/** Entry criteria look at files: without a checkout here, the leg checks them and claims the step by itself. */
function legsOf(
  inputs: Inputs,
  { job }: Kit,
  scheduled: Scheduled,
  nonceFor: ReturnType<typeof nonceOf>,
): readonly Leg[] {
  if (!inputs['pre-claim']) return readyLegs(scheduled);
  const left = new Set(scheduled.left.map(({ step }) => step));
  const unclaimed = hasCheckout(job)
    ? []
    : readyLegs(scheduled).filter(({ step }) => left.has(step));
  return [...claimedLegs(scheduled, job, nonceFor), ...unclaimed];
}

const claimant = (job: Job) => {
  const { run: id, runAttempt } = job;
  return {
    id: planId(job),
    executor: { kind: 'job' as const, run: id, runAttempt, job: job.job },
    labelFor: (step: string) => attemptLabel(step, job),
  };
};

const rerunBy = ({ job, triggeringActor }: Kit) => ({
  run: job.run,
  runAttempt: job.runAttempt,
  actor: triggeringActor,
});
