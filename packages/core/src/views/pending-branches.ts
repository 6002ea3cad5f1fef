/** Joins that some of their branches have reached and others have not (FR-004, FR-015). */
import { predecessorKeys, type PlannedStep } from '../schedule/plan.ts';
import type { Standing } from '../schedule/walk.ts';
import { stepOf, type ItemState } from '../state/state.ts';

export interface PendingBranch {
  /** Key of the step that joins the branches. */
  readonly step: string;
  readonly done: readonly string[];
  readonly pending: readonly string[];
}

/** Only the nearest joins: what waits for them waits in turn, and says nothing new. */
export function pendingBranches(
  state: ItemState,
  standings: readonly Standing[],
): readonly PendingBranch[] {
  // Without a step at work or ready no branch is on its way.
  const isOnItsWay = (index: number): boolean => {
    const standing = standings[index];
    if (standing?.kind !== 'blocked') return standing?.kind !== 'completed';
    return !standing.waits().some(({ code }) => code === 'predecessor');
  };
  const frontier = new Set(
    state.steps.flatMap(({ planned }) => (isOnItsWay(planned.index) ? [planned.step.key] : [])),
  );
  if (frontier.size === 0) return [];
  const isDone = (key: string): boolean => stepOf(state, key)?.counting !== undefined;
  return state.steps.flatMap(({ planned, counting, open }) => {
    if (counting !== undefined || open !== undefined) return [];
    const keys = branchesOf(state, planned);
    const pending = keys.filter((key) => !isDone(key));
    const isNearest = pending.length > 0 && pending.every((key) => frontier.has(key));
    if (keys.length < 2 || !isNearest) return [];
    return [{ step: planned.step.key, done: keys.filter(isDone), pending }];
  });
}

/** The steps whose ends a step joins: those that it names; without names the group before it, which the rest lies behind. */
function branchesOf({ plan }: ItemState, planned: PlannedStep): readonly string[] {
  const { predecessors } = planned;
  if (predecessors.kind === 'listed') return predecessorKeys(plan, planned);
  const last = plan.steps[predecessors.end - 1];
  if (last === undefined) return [];
  const start = last.predecessors.kind === 'all' ? last.predecessors.end : last.index;
  return plan.steps.slice(start, predecessors.end).map(({ step }) => step.key);
}
