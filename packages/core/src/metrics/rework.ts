/** Ways back and their reasons; and how often work passes a gate at the first decision. */
import { byCodeUnit } from '../bytes/json.ts';
import { distribution, ratio, type Distribution, type Ratio } from './distribution.ts';
import { groupBy } from './group.ts';
import type { Counts, Measured } from './measure.ts';

export interface ReworkMetrics {
  /** Delivered items with at least one way back ÷ delivered items. */
  readonly rate: Ratio;
  readonly loops: number;
  readonly loopsPerItem: Distribution;
  /** How many orders a way back was long. */
  readonly distance: Distribution;
  /** Time of attempts in visits after the first ÷ time of all attempts. */
  readonly effort: Ratio;
  /** The most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly times: number }[];
}

const mostReasons = 10;

/** @param delivered the items whose exit counts */
export function reworkMetrics(
  items: readonly Measured[],
  delivered: readonly Measured[],
  counts: Counts,
): ReworkMetrics {
  const loops = items.flatMap(({ life }) => life.loops.filter(({ at }) => counts(at)));
  const reasons = groupBy(loops, ({ reason }) => reason.trim());
  const again = delivered.filter(({ life }) => life.loops.length > 0);
  return {
    rate: ratio(again.length, delivered.length),
    loops: loops.length,
    loopsPerItem: distribution(again.map(({ life }) => life.loops.length)),
    distance: distribution(loops.map(({ distance }) => distance)),
    effort: ratio(
      sum(delivered.map(({ measure }) => measure.reworkEffortMs)),
      sum(delivered.map(({ measure }) => measure.effortMs)),
    ),
    reasons: [...reasons]
      .map(([reason, list]) => ({ reason, times: list.length }))
      .sort((one, other) => other.times - one.times || byCodeUnit(one.reason, other.reason))
      .slice(0, mostReasons),
  };
}

export interface GateYield {
  readonly workflow: string;
  readonly gate: string;
  /** Items whose first decision is an approval ÷ items with a decision. */
  readonly firstPass: Ratio;
}

export function gateYields(items: readonly Measured[], counts: Counts): readonly GateYield[] {
  const firsts = items.flatMap(({ life }) => {
    const seen = new Map(life.decisions.toReversed().map((it) => [it.gate, it]));
    const ofItem = [...seen.values()].filter(({ at }) => counts(at));
    return ofItem.map((decision) => ({ ...decision, workflow: life.workflow.id }));
  });
  return [...groupBy(firsts, ({ workflow, gate }) => `${workflow} ${gate}`).values()]
    .map((list) => ({
      workflow: list[0]?.workflow ?? '',
      gate: list[0]?.gate ?? '',
      firstPass: ratio(list.filter(({ verdict }) => verdict === 'approve').length, list.length),
    }))
    .sort(
      (one, other) => byCodeUnit(one.workflow, other.workflow) || byCodeUnit(one.gate, other.gate),
    );
}

const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);
