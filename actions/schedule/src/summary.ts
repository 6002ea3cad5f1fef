/** What a scheduled item looks like, for the summary of the step. */
import { code, table } from '@orchestrator/render';
import type { ScheduleView } from '@orchestrator/core';
import type { Leg } from './matrix.ts';

/** More rows than this nobody reads; the schedule holds them all. */
const mostRows = 300;

export function summaryOf(view: ScheduleView, legs: readonly Leg[], history: string): string {
  const starting = new Set(legs.map(({ step }) => step));
  const titles = new Map(legs.map(({ step, title }) => [step, title]));
  const rows = [
    ...view.readySteps.map(({ key, order, reason }) => [order, key, 'ready', reason] as const),
    ...view.runningSteps.map(
      ({ key, order, attemptId }) =>
        [
          order,
          key,
          starting.has(key) ? 'starting' : 'running',
          titles.get(key) ?? attemptId,
        ] as const,
    ),
    ...view.blockedSteps.map(
      ({ key, order, reasons }) =>
        [order, key, 'blocked', reasons.map(({ detail }) => detail).join(' ')] as const,
    ),
    ...view.completedSteps.map(({ key, order }) => [order, key, 'completed', ''] as const),
  ]
    .sort((one, other) => one[0] - other[0] || (one[1] < other[1] ? -1 : 1))
    .slice(0, mostRows)
    .map(([order, key, state, why]) => [String(order), code(key), state, code(why)]);
  return [
    `### ${code(view.workItemId)}: ${code(view.nextAction)}`,
    '',
    table(['#', 'Step', 'State', ''], rows),
    '',
    ...(history === '' ? [] : [`history ${code(history)}`]),
  ].join('\n');
}
