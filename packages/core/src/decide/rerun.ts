/**
 * "Re-run" by a person is an explicit requeue (semantics §4): what an earlier attempt of the same run left open has
 * ended with it, and what ended badly in it may be tried again.
 */
import { isRunning } from '../state/attempt-life.ts';
import { endedBadly, isCoveredByPolicy } from '../schedule/rules.ts';
import { attemptName, type Attempt, type StepState } from '../state/state.ts';
import type { Context, Decision } from './decision.ts';
import { endAttempt } from './end-attempt.ts';
import { requeueStep } from './requeue.ts';

export interface Rerun {
  readonly run: string;
  /** The present attempt of that run; from 2. */
  readonly runAttempt: number;
  /** Who asked for it. */
  readonly actor: string;
}

/** Machines record what they have evidence of under this name. */
export const evidenceActor = 'github-actions[bot]';

/** The next record that the re-run implies for a step; `undefined` when there is none. */
export function decideRerun(context: Context, step: StepState, rerun: Rerun): Decision | undefined {
  const { last } = step;
  if (last === undefined || !isOfEarlierAttempt(last, rerun)) return undefined;
  const { key } = step.planned.step;
  const { run, runAttempt } = rerun;
  if (isRunning(last)) {
    const executor = last.claim?.record.executor;
    return endAttempt(context, {
      step: key,
      attempt: attemptName(last.step, last.k),
      status: 'abandoned',
      actor: evidenceActor,
      nonces: [],
      outcome: `Attempt ${executor?.runAttempt ?? 1} of run ${run} ended without an outcome; attempt ${runAttempt} has begun.`,
    });
  }
  if (last.void || !endedBadly(last) || isCoveredByPolicy(step)) return undefined;
  return requeueStep(context, {
    step: key,
    actor: rerun.actor,
    reason: `Run ${run} was run again (attempt ${runAttempt}).`,
  });
}

function isOfEarlierAttempt({ claim }: Attempt, { run, runAttempt }: Rerun): boolean {
  const executor = claim?.record.executor;
  return executor?.run === run && (executor.runAttempt ?? 1) < runAttempt;
}
