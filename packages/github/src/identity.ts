/** Who acts in a job, and under which names its attempts are known. */
import type { Executor } from '@orchestrator/core';
import type { Environment, Job } from './environment.ts';
import type { Event } from './event.ts';
import { asLabel, asPerson, sha256 } from './ids.ts';
import type { Leg } from './leg.ts';

/** Events that a person sends on purpose: there the sender is who acts, whoever else owns the run. */
const sent = new Set([
  'workflow_dispatch',
  'repository_dispatch',
  'issue_comment',
  'pull_request_review',
  'pull_request_review_comment',
  'discussion_comment',
]);

const nobody = 'github-actions[bot]';

/** The person who answers for what is recorded. */
export function actorOf(env: Environment, { eventName }: Job, { sender }: Event): string {
  const named = sent.has(eventName) ? asPerson(sender?.login) : undefined;
  return (
    named ?? asPerson(env['GITHUB_TRIGGERING_ACTOR']) ?? asPerson(env['GITHUB_ACTOR']) ?? nobody
  );
}

/** Who asked for this run attempt: whoever pressed Re-run, which the event does not know. */
export function triggeringActorOf(env: Environment, job: Job, event: Event): string {
  return (
    asPerson(env['GITHUB_TRIGGERING_ACTOR']) ??
    asPerson(env['GITHUB_ACTOR']) ??
    actorOf(env, job, event)
  );
}

/** This job as an executor. A leg of a matrix is one of its own: an executor does one thing at a time. */
export function executorOf(job: Job, leg: Leg): Omit<Executor, 'nonce'> {
  const { run, runAttempt } = job;
  const id = asLabel(run, String(runAttempt), job.job, nameOfLeg(leg));
  return { kind: 'job', id, run, runAttempt, job: job.job };
}

/** The common part of the ids of all executors that a plan job claims for. */
export const planId = ({ run, runAttempt }: Job): string => asLabel(run, String(runAttempt));

/** `<step>-<run>-<attempt>`, what an attempt that a plan job claims is called. */
export const attemptLabel = (step: string, { run, runAttempt }: Job): string =>
  asLabel(step, run, String(runAttempt));

function nameOfLeg({ jobIndex, matrix }: Leg): string {
  if (matrix === undefined) return '';
  return jobIndex ?? sha256(matrix).slice(0, 8);
}
