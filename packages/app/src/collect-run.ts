/** Which records the jobs of one run may hand in: they speak for claims of that run, and for nothing else. */
import { allAttempts, type Claim, type ItemState } from '@orchestrator/core';
import type { Candidate } from './collect-read.ts';
import type { DecidedAgain } from './collect-decide.ts';

/** The run whose jobs made the files. */
export interface OfRun {
  readonly run: string;
  /** As often as it was started, from 1: by the word of GitHub, not of a file. Absent: not known. */
  readonly runAttempt?: number;
}

/** @param all files of the item: a requeue and a launch belong to the claim that comes with them */
export function isOfRun(
  { stored }: Candidate,
  all: readonly Candidate[],
  of: OfRun,
  state: ItemState,
): boolean {
  if (stored.kind === 'handoff') return stored.record.executor.run === of.run;
  if (stored.kind === 'claim') return isReclaim(stored.record, of, state);
  const { step, k } = stored.record;
  return all.some(
    ({ stored: other }) =>
      other.kind === 'claim' &&
      other.record.step === step &&
      other.record.k === k &&
      isReclaim(other.record, of, state),
  );
}

/**
 * A job without write access claims by itself only when a person has run it again, and then the step that it had claimed
 * before, or that was claimed for it. Whatever else a file says, nobody has started.
 */
function isReclaim(
  { step, executor }: Claim,
  { run, runAttempt }: OfRun,
  state: ItemState,
): boolean {
  const { run: own, runAttempt: said = 1 } = executor;
  if (own !== run || said < 2 || said > (runAttempt ?? said)) return false;
  return allAttempts(state).some(
    ({ claim }) =>
      claim?.record.step === step &&
      claim.record.executor.run === run &&
      (claim.record.executor.runAttempt ?? 1) < said,
  );
}

export const ofAnotherRun = (run: string): DecidedAgain => ({
  kind: 'refused',
  doubt: {
    code: 'another-run',
    message: `It is not about an attempt that run ${run} has claimed.`,
    hint: 'Nothing of this file was stored. Look at the job that uploaded it.',
  },
});
