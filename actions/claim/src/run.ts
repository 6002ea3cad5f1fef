/** Claims an attempt for this job, or takes over the claim that a plan job made for it. */
import { exitOf, exits, type Refused } from '@orchestrator/core';
import { writeClaimFile, type Done, type Kit } from '@orchestrator/action-kit';
import type { Inputs } from './inputs.ts';
import { obtain } from './obtain.ts';
import type { Obtained } from './obtained.ts';
import { refOf, writePacket } from './packet.ts';

export const outputs = [
  'claimed',
  'step',
  'attempt',
  'packet',
  'prompt',
  'ref',
  'unchanged',
] as const;
type Output = (typeof outputs)[number];

export async function run(inputs: Inputs, kit: Kit): Promise<Done<Output> | Refused> {
  const obtained = await obtain(inputs, kit);
  if (!obtained.ok) {
    return inputs['if-lost'] === 'skip' && isLost(obtained)
      ? lost(inputs, kit, obtained)
      : obtained;
  }
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
  return {
    ok: true,
    outputs: {
      claimed: String(handoff === undefined),
      step,
      attempt: String(k),
      packet: files.packet,
      prompt: files.prompt,
      ref: refOf(obtained),
      unchanged: String(handoff?.status === 'completed'),
    },
  };
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

/** Somebody else has it, or has done it. */
const isLost = ({ refusal }: Refused): boolean =>
  exitOf(refusal) === exits.lost || ['step-completed', 'attempt-closed'].includes(refusal.code);

function lost(inputs: Inputs, { log }: Kit, { refusal }: Refused): Done<Output> {
  log.notice(`${refusal.message} ${refusal.hint}`, refusal.code);
  const { step, attempt = '' } = inputs;
  return {
    ok: true,
    outputs: {
      claimed: 'false',
      step,
      attempt,
      packet: '',
      prompt: '',
      ref: '',
      unchanged: 'false',
    },
  };
}
