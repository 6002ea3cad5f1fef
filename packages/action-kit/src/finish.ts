/** Ending the attempt of this job: by `complete`, or by the step that runs after everything else. */
import * as fs from 'node:fs';
import { complete, type Complete, type Completed } from '@orchestrator/app';
import { refuse, type Refused } from '@orchestrator/core';
import { writeClaimFile, type ClaimFile } from './claim-file.ts';
import type { Kit } from './kit.ts';
import { outboxOf, withOutbox } from './outbox.ts';
import { wayFor, type Way } from './persist.ts';

export type End = Pick<Complete, 'status'> &
  Partial<Pick<Complete, 'outcome' | 'nextAction' | 'baseline' | 'evidence' | 'commit'>>;

export type Finished = Completed & {
  /** The artifact that holds the records, where they were not pushed. */
  readonly artifact?: number;
};

/** @param persist `auto`: pushed where the job may push, else an artifact */
export async function finish(
  kit: Kit,
  claim: ClaimFile,
  end: End,
  persist: Way | 'auto' = 'auto',
): Promise<Finished | Refused> {
  const { job, actor } = kit;
  const way = persist === 'auto' ? await wayFor(kit, claim.made) : persist;
  const impossible = refuseWay(way, claim, kit);
  if (impossible !== undefined) return impossible;
  const ended = await complete(way === 'direct' ? kit.deps : withOutbox(kit, claim.step), {
    item: claim.workItemId,
    step: claim.step,
    attempt: claim.attemptId,
    executor: claim.executor,
    nonce: claim.nonce,
    actor,
    ...end,
  });
  if (!ended.ok) {
    // An earlier step has written the outcome, and could not hand it in.
    if (way === 'artifact' && ended.refusal.code === 'attempt-closed') await handIn(kit, claim);
    if (['exit-criteria', 'contract-changed'].includes(ended.refusal.code))
      writeClaimFile(job.scratch, { ...claim, refused: ended.refusal.message });
    return ended;
  }
  const artifact = way === 'direct' ? undefined : await handIn(kit, claim);
  writeClaimFile(job.scratch, { ...claim, ended: true });
  return { ...ended, ...(artifact !== undefined && { artifact }) };
}

/** @returns the artifact; none when everything had been recorded before, and so nothing waits */
async function handIn(kit: Kit, { step, k }: ClaimFile): Promise<number | undefined> {
  const outbox = outboxOf(kit, step);
  return fs.existsSync(outbox) ? kit.artifacts?.upload({ step, k }, outbox) : undefined;
}

function refuseWay(way: Way, { made }: ClaimFile, { artifacts }: Kit): Refused | undefined {
  if (way === 'direct' && made === 'outbox') {
    return refuse(
      'invalid-input',
      'persist: direct is not possible: the claim itself waits for the collector.',
      'Leave persist out, or give the job permissions: contents: write.',
    );
  }
  if (way === 'artifact' && artifacts === undefined) {
    return refuse(
      'invalid-input',
      'persist: artifact is not possible: there is no artifact service here.',
      'Leave persist out, and give the job permissions: contents: write.',
    );
  }
  return undefined;
}
