/** After the job: an attempt that this step could not end is ended as the job was. */
import { endOpen, readClaimFile, type Kit } from '@orchestrator/action-kit';
import type { Refused } from '@orchestrator/core';
import type { Inputs } from './inputs.ts';

export async function post(
  { step, 'job-status': status = '' }: Inputs,
  kit: Kit,
): Promise<undefined | Refused> {
  const claim = readClaimFile(kit.job.scratch);
  if (claim === undefined || claim.ended || claim.step !== step) return undefined;
  // A job that goes on after an error is no success of this attempt.
  return endOpen(kit, claim, status);
}
