/** What people decided about an item beside its steps, as views show it. */
import type { BlockerType } from '../model/amendments.ts';
import type { Stored } from '../model/records.ts';
import type { ReviewDecision } from '../model/review.ts';
import { dependentsOf } from '../schedule/plan.ts';
import type { BlockerState, ItemState } from '../state/state.ts';

export interface BlockerView {
  readonly id: string;
  /** `null`: the whole item. */
  readonly step: string | null;
  readonly type: BlockerType;
  readonly reason: string;
  readonly since: string;
  readonly owner: string;
  /** Keys of the steps that can't go on before it is resolved, those behind the blocked one included; none where that is done. */
  readonly holdsUp: readonly string[];
  /** The item that is waited for, of a `blocked-by` link. */
  readonly item?: string;
}

export const blockerViews = (state: ItemState): readonly BlockerView[] =>
  state.blockers
    .filter(({ open }) => open)
    .map((blocker) => {
      const { id, step = null, classification: type, reason, since, owner, item } = blocker;
      const view = { id, step, type, reason, since, owner, holdsUp: heldUpBy(state, blocker) };
      return item === undefined ? view : { ...view, item };
    });

/** Keys of the steps that an open blocker keeps from starting, at once or because they build on one that it does. */
function heldUpBy(state: ItemState, { step, isGone }: BlockerState): readonly string[] {
  if (isGone === true) return [];
  const start = step === undefined ? undefined : state.plan.byKey.get(step)?.index;
  if (step !== undefined && start === undefined) return [];
  // What is done stands, whatever is said about it later: it is sent back at a gate, not by a blocker.
  if (start !== undefined && state.steps[start]?.counting !== undefined) return [];
  const behind = start === undefined ? undefined : dependentsOf(state.plan, start);
  return state.steps.flatMap(({ planned, counting }) => {
    const isHeld = behind === undefined || planned.index === start || behind.has(planned.index);
    return isHeld && counting === undefined ? [planned.step.key] : [];
  });
}

export interface ReviewView {
  readonly n: number;
  readonly gate: string;
  readonly decision: ReviewDecision;
  readonly target?: string;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

export const reviewView = ({ record }: Stored<'review'>): ReviewView => ({
  ...{ n: record.n, gate: record.gate, decision: record.decision },
  ...('target' in record && { target: record.target }),
  ...{ by: record.actor, at: record.timestamp, reason: record.reason },
});

export interface MigrationView {
  readonly n: number;
  readonly from: string;
  readonly to: string;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
  readonly rollback: boolean;
}

export const migrationView = ({ record }: Stored<'migration'>): MigrationView => ({
  ...{ n: record.n, from: record.from.version, to: record.to.version },
  ...{ by: record.actor, at: record.at, reason: record.reason },
  rollback: record.undoes !== undefined,
});

export interface ReworkView {
  /** The step that was sent back, as it was called then. */
  readonly step: string;
  readonly attempt: number;
  readonly gate: string;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
  /** How many attempts it made void. */
  readonly voids: number;
}

/** The oldest first, by what their producers' clocks said: a list to be read, and no more. */
export const reworkViews = ({ reworks }: Pick<ItemState, 'reworks'>): readonly ReworkView[] =>
  reworks.map(reworkView).sort((one, other) => Date.parse(one.at) - Date.parse(other.at));

const reworkView = ({ record }: Stored<'rework'>): ReworkView => ({
  ...{ step: record.rejected[0], attempt: record.rejected[1], gate: record.gate },
  ...{ by: record.actor, at: record.timestamp, reason: record.reason },
  voids: record.voids.length,
});

/** How many steps rejections sent back: those of each one, added up, for whoever does a step twice more does it twice more. */
export const stepsSentBack = ({ reworks }: Pick<ItemState, 'reworks'>): number =>
  reworks.reduce((sum, { record }) => sum + new Set(record.voids.map(([key]) => key)).size, 0);
