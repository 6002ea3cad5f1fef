/** The legs of the matrix: one for each attempt that waits for a job. */
import { isClaimOf, type Scheduled } from '@orchestrator/app';
import { isRunning, type ItemState } from '@orchestrator/core';
import type { Job } from '@orchestrator/github';

export interface Leg {
  readonly step: string;
  readonly attempt: number;
  /** By which the leg takes over the claim that was made for it; `''`: it claims by itself. */
  readonly nonce: string;
  readonly title: string;
  /** For `runs-on`. */
  readonly runner: string;
}

type NonceFor = (step: string, k: number) => string;

/** All outputs of a job together have at most 1 MB. */
const longestTitle = 200;

/** `''` when nothing may start: an empty matrix would be an error, and so a job is skipped by asking for this. */
export const matrixOf = (legs: readonly Leg[]): string =>
  legs.length === 0 ? '' : JSON.stringify({ include: legs });

/**
 * Attempts that this job has claimed: just now, or in an earlier step of this run attempt, and nobody has ended since.
 * So a repeated step lists what it listed before.
 */
export function claimedLegs(
  { state, claimed }: Pick<Scheduled, 'state' | 'claimed'>,
  { run, runAttempt }: Pick<Job, 'run' | 'runAttempt'>,
  nonceFor: NonceFor,
): readonly Leg[] {
  const fresh = new Map(claimed.map(({ record }) => [record.step, record]));
  return state.steps.flatMap(({ planned, open }) => {
    const { key } = planned.step;
    const earlier = open !== undefined && isRunning(open) ? open.claim?.record : undefined;
    const claim = fresh.get(key) ?? earlier;
    if (claim === undefined) return [];
    const { k, executor } = claim;
    const isMine = isClaimOf(claim, run, runAttempt) && executor.nonce === nonceFor(key, k);
    return isMine ? [legOf(state, key, k, executor.nonce)] : [];
  });
}

/** Attempts that may be claimed now, by whoever comes first. */
export const readyLegs = ({ state, view }: Pick<Scheduled, 'state' | 'view'>): readonly Leg[] =>
  view.readySteps.map(({ key, attempt }) => legOf(state, key, attempt, ''));

function legOf(state: ItemState, step: string, attempt: number, nonce: string): Leg {
  const definition = state.plan.byKey.get(step)?.step;
  return {
    step,
    attempt,
    nonce,
    title: (definition?.title ?? step).slice(0, longestTitle).toWellFormed(),
    runner: definition?.runner ?? 'ubuntu-latest',
  };
}
