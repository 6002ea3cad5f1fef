/** An attempt that this job has, or that was done before. */
import type { Deps } from '@orchestrator/app';
import type { AnyStored, Claim, Handoff } from '@orchestrator/core';
import type { ClaimFile } from './claim-file.ts';

export interface Obtained {
  readonly ok: true;
  readonly claim: Claim;
  /** Its outcome, when it has one already. */
  readonly handoff?: Handoff;
  /** Path of that outcome. */
  readonly ended?: string;
  readonly made: ClaimFile['made'];
  /** All records of the item, those of the claim included. */
  readonly records: readonly AnyStored[];
  /** With the store in which the claim is. */
  readonly deps: Deps;
}
