/** The clocks of one item as lists show them: when it was registered, begun and done, and what follows from that. */
import type { ExitOutcome, Life } from './life.ts';
import { passageOf } from './measure.ts';

export interface ItemClocks {
  readonly registeredAt: string;
  /** First claim of any step. */
  readonly startedAt?: string;
  /** When the last outcome or approval that makes it done happened; absent while it is not done. */
  readonly doneAt?: string;
  /** When a review ended it, and how. */
  readonly leftAt?: string;
  readonly outcome?: ExitOutcome;
  /** Registration → done. */
  readonly leadTimeMs?: number;
  /** First claim → done, without the time between being done and being reopened. */
  readonly cycleTimeMs?: number;
  readonly wip: boolean;
}

/** The same whenever it is asked for: ages are not among the clocks. */
export function clocksOf(life: Life): ItemClocks {
  const { outcome, exit, leadTimeMs, cycleTimeMs, wip } = passageOf(life, life.latest);
  const { registered, started } = life;
  return {
    registeredAt: toText(registered),
    ...(started !== undefined && { startedAt: toText(started) }),
    ...(exit !== undefined && { [outcome === 'delivered' ? 'doneAt' : 'leftAt']: toText(exit) }),
    ...(outcome && { outcome }),
    ...(leadTimeMs !== undefined && { leadTimeMs }),
    ...(cycleTimeMs !== undefined && { cycleTimeMs }),
    wip,
  };
}

const toText = (at: number): string => new Date(at).toISOString();
