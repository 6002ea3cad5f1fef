/** Claims an attempt for this job, or takes over the claim that a plan job made for it. */
import type { Refused } from '@orchestrator/core';
import { isSkipped, refOf, takeAttempt, type Done, type Kit } from '@orchestrator/action-kit';
import type { Inputs } from './inputs.ts';

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
  const taken = await takeAttempt(inputs, kit);
  if (!taken.ok) return isSkipped(inputs, kit, taken) ? lost(inputs) : taken;
  const { obtained, files } = taken;
  const { claim, handoff } = obtained;
  return {
    ok: true,
    outputs: {
      claimed: String(handoff === undefined),
      step: claim.step,
      attempt: String(claim.k),
      packet: files.packet,
      prompt: files.prompt,
      ref: refOf(obtained),
      unchanged: String(handoff?.status === 'completed'),
    },
  };
}

const lost = ({ step, attempt = '' }: Inputs): Done<Output> => ({
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
});
