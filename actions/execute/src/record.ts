/** Records how a command ended. */
import type { Claim } from '@orchestrator/core';
import {
  endAttempt,
  readClaimFile,
  type ClaimFile,
  type Done,
  type Kit,
} from '@orchestrator/action-kit';
import type { Inputs } from './inputs.ts';
import type { Ending } from './run-command.ts';

type Recorded = Done<'status' | 'handoff'>;

/** Exit code 0 completes the attempt, unless an exit criterion fails; anything else fails it, and this step with it. */
export async function record(
  inputs: Inputs,
  kit: Kit,
  { workItemId, step, k }: Claim,
  { code, how, stopped }: Ending,
): Promise<Recorded> {
  const name = `${workItemId}: ${step}, attempt ${k}`;
  const claim = readClaimFile(kit.job.scratch);
  if (stopped || claim === undefined) {
    return unrecorded({
      code: 'stopped',
      message: `${name}: the job was stopped, and the command with it.`,
      hint: 'What runs after the job records the attempt as abandoned.',
    });
  }
  const ended =
    code === 0 ? await succeeded(inputs, kit, claim) : await failed(inputs, kit, claim, how);
  if (!ended.ok) return unrecorded(ended.refusal);
  const { record, path } = ended;
  return {
    ok: true,
    outputs: { status: record.status, handoff: path },
    ...(code !== 0 && {
      failure: {
        code: 'command-failed',
        message: `${name}: the command ${how}. That is on record.`,
        hint: 'What it printed stands above. Re-run failed jobs tries the step again.',
      },
    }),
  };
}

type Ended = ReturnType<typeof endAttempt>;

const succeeded = ({ outcome, ...inputs }: Inputs, kit: Kit, claim: ClaimFile): Ended =>
  endAttempt(
    {
      ...{ status: 'completed', evidence: inputs.evidence, persist: inputs.persist },
      ...(outcome !== undefined && { outcome }),
      ...(inputs['next-action'] !== undefined && { nextAction: inputs['next-action'] }),
    },
    kit,
    claim,
  );

async function failed(
  { evidence, persist }: Inputs,
  kit: Kit,
  claim: ClaimFile,
  how: string,
): Ended {
  const end = { status: 'failed', outcome: `the command ${how}`, persist } as const;
  const ended = await endAttempt({ ...end, evidence }, kit, claim);
  // It may have failed before it had made what was to be the evidence.
  const isMissing = !ended.ok && ended.refusal.code === 'file-missing';
  return isMissing ? endAttempt(end, kit, claim) : ended;
}

const unrecorded = (failure: NonNullable<Recorded['failure']>): Recorded => ({
  ok: true,
  outputs: { status: '', handoff: '' },
  failure,
});
