/** The baseline record that a rejection was decided after. */
import { baselineSlot } from '../../bytes/slots.ts';
import type { Rework } from '../../model/gate-records.ts';
import { attemptName } from '../state.ts';
import type { Around } from './around.ts';
import { lookAtSeries } from './series.ts';

/** Slots of the series, the likeliest first; none where one of them is cited. */
export function* baselinesOf(rework: Rework, around: Around): Generator<readonly string[]> {
  const { workItemId: item, causes } = rework;
  const { baselines, byId } = around;
  if (causes.some((id) => byId.get(id)?.kind === 'baseline')) return;
  const { broken, last, next } = lookAtSeries(baselines, (n) => baselineSlot(item, n), around);
  yield broken;
  if (baselines.at(-1)?.record.decision === 'reverted') yield [...last, ...next];
  else if (isBeyondTheLine(rework, around)) yield* [next, last];
  else yield [...next, ...last];
}

/** What is integrated is not rejected: after the baseline records that are there, a revert must have followed. */
function isBeyondTheLine({ voids }: Rework, { baselines }: Around): boolean {
  const integrated = new Set<string>();
  for (const { record } of baselines) {
    for (const [step, k] of record.covers) {
      if (record.decision === 'integrated') integrated.add(attemptName(step, k));
      else integrated.delete(attemptName(step, k));
    }
  }
  return voids.some(([step, k]) => integrated.has(attemptName(step, k)));
}
