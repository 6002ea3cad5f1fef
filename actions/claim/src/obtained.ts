/** An attempt that this job has, or that was done before. */
import type { Deps } from '@orchestrator/app';
import type { ClaimFile } from '@orchestrator/action-kit';
import type { AnyStored, Claim, Handoff } from '@orchestrator/core';

export interface Obtained {
  readonly ok: true;
  readonly claim: Claim;
  /** Its outcome, when it has one already. */
  readonly handoff?: Handoff;
  readonly made: ClaimFile['made'];
  /** All records of the item, those of the claim included. */
  readonly records: readonly AnyStored[];
  /** With the store in which the claim is. */
  readonly deps: Deps;
}
