/** An item that a review ended takes no decisions any more, but the one that lets it proceed. */
import { endedBecause } from '../schedule/rules.ts';
import type { Stored } from '../model/records.ts';
import type { ItemState } from '../state/state.ts';
import { refuse, type Refused } from './refusal.ts';

export const itemEnded = ({ item }: ItemState, ended: Stored<'review'>): Refused =>
  refuse(
    'item-ended',
    endedBecause(ended),
    ended.record.decision === 'merge'
      ? `Go on with ${ended.record.target}; or let ${item} proceed after all: orchestrator gate --work-item ${item} --gate ${ended.record.gate} --decision proceed --reason "…"`
      : `Let it proceed after all: orchestrator gate --work-item ${item} --gate ${ended.record.gate} --decision proceed --reason "…"`,
  );
