/** Ways back: rejections, and reverts of integrated work. A rejection that follows a revert is the same way back. */
import type { Rework } from '../model/gate-records.ts';
import { coveredSteps } from '../schedule/plan.ts';
import { versionOf } from './board.ts';
import type { ReworkLoop } from './life.ts';
import type { History, Timed } from './timeline.ts';

/** Order of the last step that the gate covers, less that of the step that the work goes back to. */
export function distanceOf({ bindings }: History, { gate, step, workflow }: Rework): number {
  const version = `${workflow.name}@${workflow.version}`;
  const plan = bindings.find((it) => versionOf(it.plan.workflow) === version)?.plan;
  const found = plan?.gates.get(gate);
  if (plan === undefined || found === undefined) return 0;
  const orders = coveredSteps(plan, found).map((planned) => planned.step.order);
  return Math.max(step.order, ...orders) - step.order;
}

/** Reverts that no rejection builds on. */
export function unansweredReverts(events: readonly Timed[]): readonly ReworkLoop[] {
  if (!events.some(({ stored }) => stored.kind === 'baseline')) return [];
  const answered = new Set(
    events.flatMap(({ stored }) => (stored.kind === 'rework' ? stored.record.causes : [])),
  );
  return events.flatMap(({ stored, at }): readonly ReworkLoop[] => {
    if (stored.kind !== 'baseline' || stored.record.decision !== 'reverted') return [];
    if (answered.has(stored.id)) return [];
    const { actor, reason, step } = stored.record;
    return [{ at, reason, actor, by: 'revert', step: step.key, distance: 0 }];
  });
}
