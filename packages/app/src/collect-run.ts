/** Which records the jobs of one run may hand in: they speak for claims of that run, and for nothing else. */
import type { Executor } from '@orchestrator/core';
import type { Candidate } from './collect-read.ts';
import type { DecidedAgain } from './collect-decide.ts';

/** @param all files of the item: a requeue and a launch belong to the claim that comes with them */
export function isOfRun({ stored }: Candidate, all: readonly Candidate[], run: string): boolean {
  if (stored.kind === 'handoff') return stored.record.executor.run === run;
  if (stored.kind === 'claim') return isReclaim(stored.record.executor, run);
  const { step, k } = stored.record;
  return all.some(
    ({ stored: other }) =>
      other.kind === 'claim' &&
      other.record.step === step &&
      other.record.k === k &&
      isReclaim(other.record.executor, run),
  );
}

/** A job without write access claims by itself only when a person has run it again. */
const isReclaim = ({ run: own, runAttempt = 1 }: Executor, run: string): boolean =>
  own === run && runAttempt > 1;

export const ofAnotherRun = (run: string): DecidedAgain => ({
  kind: 'refused',
  doubt: {
    code: 'another-run',
    message: `It is not about an attempt that run ${run} has claimed.`,
    hint: 'Nothing of this file was stored. Look at the job that uploaded it.',
  },
});
