/** Where the time of one visit went. */
import { difference, intersection, lengthOf, union, type Span } from './intervals.ts';
import type { Life, Visit } from './life.ts';
import { concerns, queueOf, standsInTheWay } from './measure.ts';

/** In milliseconds; they add up to the visit. */
export interface VisitParts {
  readonly blockedMs: number;
  readonly workMs: number;
  readonly gateMs: number;
  readonly queueMs: number;
  readonly retryGapMs: number;
}

/** The parts of a visit add up to it. @param asOf where it is still open */
export function measureVisit(
  { blockers, waits }: Pick<Life, 'blockers' | 'waits'>,
  visit: Visit,
  asOf: number,
): VisitParts {
  const { ready, close = asOf, attempts, key, gates } = visit;
  const whole = union([[ready, close]]);
  const taken: number[] = [];
  let left = whole;
  const until = ({ from, to = close }: { readonly from: number; readonly to?: number }): Span => [
    from,
    to,
  ];
  const blocked = blockers.filter((blocker) => concerns(blocker, key));
  const inFront = waits.filter(({ gate }) => gates.includes(gate));
  const runs = attempts.filter(({ replayed }) => !replayed);
  for (const spans of [
    union(blocked.flatMap((blocker) => standsInTheWay(blocker, close))),
    union(runs.map(until)),
    union(inFront.map(until)),
  ]) {
    taken.push(lengthOf(intersection(left, spans)));
    left = difference(left, spans);
  }
  const queue = lengthOf(intersection(left, union([queueOf(visit, close)])));
  const [blockedMs = 0, workMs = 0, gateMs = 0] = taken;
  return {
    ...{ blockedMs, workMs, gateMs, queueMs: queue },
    retryGapMs: lengthOf(left) - queue,
  };
}
