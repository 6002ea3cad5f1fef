/** The slot that a record must lie in, from its own fields. A handoff's also needs its claim (`handoffSlotOf`). */
import { personInSlot } from '../model/ids.ts';
import type { Claim } from '../model/attempt.ts';
import type { Handoff } from '../model/handoff.ts';
import type { AnyStored } from '../model/records.ts';
import {
  approvalSlot,
  baselineSlot,
  blockerSlot,
  claimSlot,
  correctionSlot,
  finishSlot,
  handoffSlot,
  invocationSlot,
  launchSlot,
  migrationSlot,
  registrationSlot,
  requeueSlot,
  resolutionSlot,
  reviewSlot,
  reworkSlot,
  transferSlot,
} from './slots.ts';

/** @returns `undefined` for a handoff, whose slot is named by the time of its claim. */
export function slotOf(stored: AnyStored): string | undefined {
  const { workItemId: item } = stored.record;
  switch (stored.kind) {
    case 'registration':
      return registrationSlot(item);
    case 'launch':
      return launchSlot(item, stored.record.step, stored.record.k);
    case 'claim':
      return claimSlot(item, stored.record.step, stored.record.k);
    case 'handoff':
      return undefined;
    case 'approval': {
      const { gate, state, actor } = stored.record;
      return approvalSlot(item, gate, state, personInSlot(actor));
    }
    case 'rework':
      return reworkSlot(item, ...stored.record.rejected);
    case 'requeue':
      return requeueSlot(item, stored.record.step, stored.record.k);
    case 'baseline':
      return baselineSlot(item, stored.record.n);
    case 'review':
      return reviewSlot(item, stored.record.n);
    case 'blocker':
      return blockerSlot(item, stored.record.blocker);
    case 'resolution':
      return resolutionSlot(item, stored.record.blocker);
    case 'transfer':
      return transferSlot(item, stored.record.n, stored.record.step);
    case 'migration':
      return migrationSlot(item, stored.record.n);
    case 'correction':
      return correctionSlot(item, stored.record.corrects, stored.record.n);
    case 'invocation':
      return invocationSlot(item, stored.record.invocation);
    case 'finish':
      return finishSlot(item);
  }
}

/** The terminal slot of the attempt that was claimed so. */
export const handoffSlotOf = (claim: Claim): string =>
  handoffSlot(claim.workItemId, claim.step, claim.attemptId, claim.at);

/** Does the end of a handoff's file name say what the record says? Its beginning is the time of the claim. */
export const endsLikeItsSlot = (path: string, { workItemId, step, attemptId }: Handoff): boolean =>
  path.endsWith(`Z-${workItemId}-${step.key}-${attemptId}.json`);
