/** After the job: an attempt that nobody has ended is ended as the job was. */
import { endOpen, readClaimFile, type Kit } from '@orchestrator/action-kit';
import type { Refused } from '@orchestrator/core';
import type { Inputs } from './inputs.ts';

export async function post(inputs: Inputs, kit: Kit): Promise<undefined | Refused> {
  const { job, log } = kit;
  const claim = readClaimFile(job.scratch);
  const { 'job-status': status = '', step } = inputs;
  if (claim === undefined || claim.ended || claim.step !== step) return undefined;
  if (status === 'failure' || status === 'cancelled') return endOpen(kit, claim, status);
  log.warning(
    `${claim.workItemId}: ${claim.step}, attempt ${claim.k} is still open: the job has ended without completing it.\nAdd a step that uses complete.`,
  );
  return undefined;
}
