/** An attempt for this job, with all that its steps need to know of it. */
import { exitOf, exits, type Refused } from '@orchestrator/core';
import { writeClaimFile } from './claim-file.ts';
import type { ClaimInputs } from './claim-inputs.ts';
import type { Kit } from './kit.ts';
import { obtain } from './obtain.ts';
import type { Obtained } from './obtained.ts';
import { writePacket, type PacketFiles } from './packet.ts';

export interface Taken {
  readonly ok: true;
  readonly obtained: Obtained;
  readonly files: PacketFiles;
}

/** Claims an attempt, or takes over the one that a plan job claimed for this leg, and leaves `claim.json` and the packet. */
export async function takeAttempt(inputs: ClaimInputs, kit: Kit): Promise<Taken | Refused> {
  const obtained = await obtain(inputs, kit);
  if (!obtained.ok) return obtained;
  const { claim, handoff, made, deps } = obtained;
  const { step, k, attemptId, executor, workItemId } = claim;
  writeClaimFile(kit.job.scratch, {
    schema: 'orchestrator.claim-file/1',
    ...{ workItemId, step, k, attemptId },
    executor: executor.id,
    nonce: executor.nonce,
    made,
    ended: handoff !== undefined,
  });
  const files = await writePacket(deps, kit.job, workItemId, step);
  if (!files.ok) return files;
  tell(obtained, kit);
  return { ok: true, obtained, files };
}

function tell(
  { claim: { workItemId, step, k, attemptId }, handoff, made }: Obtained,
  { log }: Kit,
): void {
  const name = `${workItemId}: ${step}, attempt ${k} (${attemptId})`;
  if (handoff !== undefined) {
    log.notice(`${name} has ended already: ${handoff.status}. What is done now changes nothing.`);
  } else {
    log.info(made === 'planned' ? `${name} is taken over.` : `${name} is claimed.`);
  }
}

/** Is it lost to somebody else, and is that no failure of this job? Then it is said, and the job goes on without it. */
export function isSkipped(
  { 'if-lost': ifLost }: Pick<ClaimInputs, 'if-lost'>,
  { log }: Pick<Kit, 'log'>,
  refused: Refused,
): boolean {
  const { refusal } = refused;
  if (ifLost !== 'skip' || !isLost(refused)) return false;
  log.notice(`${refusal.message} ${refusal.hint}`, refusal.code);
  return true;
}

/** Somebody else has it, or has done it. */
const isLost = ({ refusal }: Refused): boolean =>
  exitOf(refusal) === exits.lost || ['step-completed', 'attempt-closed'].includes(refusal.code);
