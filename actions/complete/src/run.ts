/** Ends the attempt that `claim` obtained: checks the exit criteria and records the handoff. */
import { integrate } from '@orchestrator/app';
import { refuse, type Refused } from '@orchestrator/core';
import {
  endAttempt,
  readClaimFile,
  type ClaimFile,
  type Done,
  type Kit,
} from '@orchestrator/action-kit';
import type { Inputs } from './inputs.ts';

export const outputs = ['status', 'handoff', 'digest', 'artifact-id', 'checks'] as const;
type Output = (typeof outputs)[number];

export async function run(inputs: Inputs, kit: Kit): Promise<Done<Output> | Refused> {
  const claim = readClaimFile(kit.job.scratch);
  if (claim === undefined) {
    return refuse(
      'attempt-not-claimed',
      'No step of this job has claimed an attempt.',
      "Use claim before complete; with if-lost: skip, add to this step: if: steps.<claim>.outputs.claimed == 'true'",
    );
  }
  if (inputs['event-type'] === 'baseline-integration') return recordIntegration(inputs, kit, claim);
  if (inputs['event-type'] === 'attempt-completed' && inputs.status === 'failed') {
    return refuse(
      'invalid-input',
      'The inputs status: failed and event-type: attempt-completed contradict each other.',
      'Give one of them.',
    );
  }
  return end(inputs, kit, claim);
}

async function end(inputs: Inputs, kit: Kit, claim: ClaimFile): Promise<Done<Output> | Refused> {
  const { outcome, 'event-type': event, 'next-action': nextAction } = inputs;
  const { evidence, baseline, persist } = inputs;
  const ended = await endAttempt(
    {
      status: event === 'attempt-failed' ? 'failed' : inputs.status,
      ...{ evidence, baseline, persist },
      ...(outcome !== undefined && { outcome }),
      ...(nextAction !== undefined && { nextAction }),
    },
    kit,
    claim,
  );
  if (!ended.ok) return ended;
  return {
    ok: true,
    outputs: {
      status: ended.record.status,
      handoff: ended.path,
      digest: ended.id,
      'artifact-id': String(ended.artifact ?? ''),
      checks: JSON.stringify(ended.record.checks),
    },
  };
}

/** The work has reached the base branch: a decision on the item, beside its attempts. */
async function recordIntegration(
  { outcome, 'next-action': nextAction }: Inputs,
  { deps, actor, log }: Kit,
  { workItemId: item }: ClaimFile,
): Promise<Done<Output> | Refused> {
  const integrated = await integrate(deps, {
    ...{ item, actor },
    ...(outcome !== undefined && { outcome }),
    ...(nextAction !== undefined && { nextAction }),
  });
  if (!integrated.ok) return integrated;
  const { answer } = integrated.decision;
  log.info(`${item}: the work is in the base branch.`);
  return {
    ok: true,
    outputs: {
      status: 'integrated',
      handoff: answer.path,
      digest: answer.id,
      'artifact-id': '',
      checks: '[]',
    },
  };
}
