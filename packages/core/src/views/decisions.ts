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
  /** Keys of the steps that can't go on before it is resolved, those behind the blocked one included. */
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

function heldUpBy(state: ItemState, { step, isGone }: BlockerState): readonly string[] {
  if (isGone === true) return [];
  const start = step === undefined ? undefined : state.plan.byKey.get(step)?.index;
  if (step !== undefined && start === undefined) return [];
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
