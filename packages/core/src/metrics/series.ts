/** Flow over time: arrivals, throughput, work in progress, and the cumulative flow diagram, by UTC days or ISO weeks. */
import type { Span } from './intervals.ts';
import type { Life } from './life.ts';

export const bucketSizes = ['day', 'week'] as const;
export type BucketSize = (typeof bucketSizes)[number];

/** One period, `[from, to)`; the last one is cut at the moment of asking, and includes it. Times are RFC 3339. */
export interface Bucket {
  readonly from: string;
  readonly to: string;
  /** Items delivered in it, each at its last exit. */
  readonly delivered: number;
  /** Items that left in it without delivery. */
  readonly left: number;
  /** Episodes that began in it; with those that ended, the net flow. */
  readonly arrivals: number;
  readonly departures: number;
  /** Time-weighted mean of the work in progress. */
  readonly meanWip: number;
  /** At its end: how many had ever been registered, begun (episodes), and ended; the last two differ by the WIP. */
  readonly registered: number;
  readonly opened: number;
  readonly closed: number;
  readonly wip: number;
}

export interface Series {
  readonly size: BucketSize;
  readonly buckets: readonly Bucket[];
  /** Earlier periods that are left out. */
  readonly omitted: number;
}

const day = 86_400_000;
const week = 7 * day;
/** A Monday. */
const monday = 4 * day;
const mostBuckets = 400;
const mostDays = 92;

/** @param window milliseconds since 1970 */
export function seriesOf(lives: readonly Life[], window: Span, wanted?: BucketSize): Series {
  const [from, to] = window;
  const size = wanted ?? (to - from > mostDays * day ? 'week' : 'day');
  const all = edges(from, to, size);
  const edge = all.slice(-mostBuckets);
  const count = counters(lives, to);
  const buckets = edge.map(([start, end]) => bucketOf(count, start, end, to));
  return { size, buckets, omitted: all.length - edge.length };
}

function edges(from: number, to: number, size: BucketSize): readonly Span[] {
  const length = size === 'day' ? day : week;
  const offset = size === 'day' ? 0 : monday;
  const first = Math.floor((from - offset) / length) * length + offset;
  const count = Math.max(from <= to ? 1 : 0, Math.ceil((to - first) / length));
  const skipped = Math.max(0, count - mostBuckets);
  return Array.from({ length: count }, (_, index): Span => {
    if (index < skipped) return [from, from];
    const start = first + index * length;
    return [Math.max(start, from), Math.min(start + length, to)];
  });
}

interface Counters {
  readonly registered: Moments;
  readonly opened: Moments;
  readonly closed: Moments;
  readonly delivered: Moments;
  readonly left: Moments;
}

function counters(lives: readonly Life[], end: number): Counters {
  const exits = lives.flatMap((life) => (life.out ? (life.exits.at(-1) ?? []) : []));
  const episodes = lives.flatMap((life) => life.episodes);
  const of = (list: readonly number[]): Moments => moments(list, end);
  return {
    registered: of(lives.map(({ registered }) => registered)),
    opened: of(episodes.map(({ from }) => from)),
    closed: of(episodes.flatMap(({ to }) => to ?? [])),
    delivered: of(exits.flatMap(({ at, outcome }) => (outcome === 'delivered' ? at : []))),
    left: of(exits.flatMap(({ at, outcome }) => (outcome === 'delivered' ? [] : at))),
  };
}

function bucketOf(count: Counters, from: number, to: number, end: number): Bucket {
  const within = (list: Moments): number =>
    (to === end ? list.until(to) : list.before(to)) - list.before(from);
  const opened = count.opened.until(to);
  const closed = count.closed.until(to);
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    delivered: within(count.delivered),
    left: within(count.left),
    arrivals: within(count.opened),
    departures: within(count.closed),
    meanWip: to > from ? timeBetween(count, from, to) / (to - from) : opened - closed,
    registered: count.registered.until(to),
    ...{ opened, closed, wip: opened - closed },
  };
}

/** Σ |E ∩ [from, to)| over all items, in milliseconds. */
const timeBetween = ({ opened, closed }: Counters, from: number, to: number): number =>
  opened.sinceEach(to) - opened.sinceEach(from) - closed.sinceEach(to) + closed.sinceEach(from);

/** Time-weighted mean of the work in progress over a window: Σ |E ∩ window| ÷ its length. */
export function meanWip(lives: readonly Life[], [from, to]: Span): number {
  return to > from ? timeBetween(counters(lives, to), from, to) / (to - from) : 0;
}

interface Moments {
  /** How many are before a moment, and how many not after it. */
  readonly before: (at: number) => number;
  readonly until: (at: number) => number;
  /** The time that has passed since each that is before a moment, added up; in milliseconds. */
  readonly sinceEach: (at: number) => number;
}

/** Sums are kept relative to a moment near by: absolute ones would lose milliseconds. */
function moments(list: readonly number[], origin: number): Moments {
  const sorted = Float64Array.from(list).sort();
  const sums = new Float64Array(sorted.length + 1);
  for (const [index, at] of sorted.entries()) {
    sums[index + 1] = (sums[index] ?? 0) + at - origin;
  }
  const before = (at: number): number => firstNotLess(sorted, at);
  return {
    before,
    until: (at) => firstNotLess(sorted, at + 1),
    sinceEach: (at) => before(at) * (at - origin) - (sums[before(at)] ?? 0),
  };
}

function firstNotLess(sorted: Float64Array, at: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? at) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
