/** The ways to an attempt: taking over a planned claim, claiming, claiming anew after Re-run; or it was done before. */
import { claim, takeOver, type Claimed, type Deps } from '@orchestrator/app';
import { refuse, type AnyStored, type Refused } from '@orchestrator/core';
import { executorOf, nonceOf, readLeg } from '@orchestrator/github';
import type { ClaimFile } from './claim-file.ts';
import type { ClaimInputs } from './claim-inputs.ts';
import { doneBefore } from './done-before.ts';
import type { Kit } from './kit.ts';
import type { Obtained } from './obtained.ts';
import { takeHandedIn, withOutbox } from './outbox.ts';
import { mayPush, mightPush } from './persist.ts';

export async function obtain(inputs: ClaimInputs, kit: Kit): Promise<Obtained | Refused> {
  const { 'work-item': item, step, nonce } = inputs;
  const { job, deps } = kit;
  const planned = nonce === undefined ? undefined : await takeOver(deps, { item, step, nonce });
  if (planned?.ok === true && !isLeftOver(planned, kit)) return obtained(planned, 'planned', deps);
  if (job.runAttempt > 1) {
    const anew = await claimAnew(inputs, kit);
    return anew.ok ? anew : ((await doneBefore(deps, inputs, job)) ?? anew);
  }
  if (planned?.ok === false) return (await doneBefore(deps, inputs, job)) ?? planned;
  return claimHere(inputs, kit);
}

/** Was it claimed for an earlier attempt of this very run? That has ended, and what it held open with it. */
function isLeftOver({ decision }: Claimed, { job }: Kit): boolean {
  const { run, runAttempt = 1 } = decision.answer.record.executor;
  return run === job.run && runAttempt < job.runAttempt;
}

async function claimHere(inputs: ClaimInputs, kit: Kit): Promise<Obtained | Refused> {
  const { attempt } = inputs;
  if (!(await mightPush(kit))) return cannotClaim(inputs.step);
  const claimed = await claim(kit.deps, {
    ...claimantOf(inputs, kit),
    ...(attempt !== undefined && { attempt }),
  });
  return claimed.ok ? obtained(claimed, 'here', kit.deps) : claimed;
}

/** A claim that is stored nowhere keeps nobody else out. */
const cannotClaim = (step: string): Refused =>
  refuse(
    'storage-failed',
    `${step} was not claimed for this leg by schedule, and this job may not push a claim of its own.`,
    'Give the job permissions: contents: write; or let schedule claim it: steps with machine-checked entry criteria need a checkout in its job.',
  );

/** A person had this job run again: that requeues the step, as the next attempt, in the person's name. */
async function claimAnew(inputs: ClaimInputs, kit: Kit): Promise<Obtained | Refused> {
  const { job, triggeringActor: actor } = kit;
  // A leg whose first attempt was claimed for it belongs to a workflow with a collector.
  const may = inputs.nonce === undefined ? mightPush : mayPush;
  const direct = kit.artifacts === undefined || (await may(kit));
  if (!direct) await takeHandedIn(kit, inputs['work-item'], inputs.step);
  const deps = direct ? kit.deps : withOutbox(kit, inputs.step);
  const claimed = await claim(deps, {
    ...claimantOf(inputs, kit),
    actor,
    rerun: { run: job.run, runAttempt: job.runAttempt, actor },
  });
  return claimed.ok ? obtained(claimed, direct ? 'here' : 'outbox', deps) : claimed;
}

function claimantOf({ 'work-item': item, step, ...inputs }: ClaimInputs, { job, actor }: Kit) {
  const leg = readLeg(inputs);
  const k = Number(inputs.attempt);
  const nonce = nonceOf(job, leg)(step, Number.isInteger(k) ? k : '');
  return { item, step, actor, nonce, executor: executorOf(job, leg) };
}

function obtained({ decision, state }: Claimed, made: ClaimFile['made'], deps: Deps): Obtained {
  const { answer } = decision;
  // Drafts are records that are stored by now; each is of the kind that it says.
  const drafts = decision.records as unknown as readonly AnyStored[];
  const records = [...state.records, ...drafts];
  const ended = records.find(
    (stored) => stored.kind === 'handoff' && stored.record.causes.includes(answer.id),
  );
  return {
    ok: true,
    claim: answer.record,
    ...(ended?.kind === 'handoff' && { handoff: ended.record, ended: ended.path }),
    made,
    records,
    deps,
  };
}
