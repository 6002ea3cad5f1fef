/**
 * Flow metrics of a portfolio (reporting definitions: `docs/metrics.md`). Pure functions of lives and a moment: what several
 * portfolios have together is computed from their items, never from their numbers.
 */
import { blockerMetrics, type BlockerMetrics } from './blockers.ts';
import { distribution, ratio, type Distribution, type Ratio } from './distribution.ts';
import type { Span } from './intervals.ts';
import { groupBy } from './group.ts';
import type { Life } from './life.ts';
import { measure, type Counts, type ItemParts, type Measured } from './measure.ts';
import { baselineMetrics, type BaselineMetrics } from './merge-line.ts';
import { meanWip, seriesOf, type BucketSize, type Series } from './series.ts';
import { gateYields, reworkMetrics, type GateYield, type ReworkMetrics } from './rework.ts';
import { retryRate, stepMetrics, type StepMetrics } from './steps.ts';

export { distribution, ratio, type Distribution, type Ratio } from './distribution.ts';
export { lengthOf, lengthWithin, union, type Span, type Spans } from './intervals.ts';
export type * from './life.ts';
export { measure, type ItemMeasure, type ItemParts } from './measure.ts';
export { measureVisit, type VisitParts } from './measure-visit.ts';
export type * from './blockers.ts';
export type * from './merge-line.ts';
export type * from './rework.ts';
export { lifeOf } from './replay.ts';
export { bucketSizes, seriesOf, type Bucket, type BucketSize, type Series } from './series.ts';
export type { StepMetrics } from './steps.ts';
export { timelineOf, type History } from './timeline.ts';
export { clocksOf, type ItemClocks } from './clocks.ts';
export { itemFlow, ownerOf, type ItemFlow } from './item-flow.ts';

export interface FlowOptions {
  /** Milliseconds since 1970; nothing in the lives is later. */
  readonly asOf: number;
  /** Milliseconds since 1970: only what happened in `[since, until)` counts. */
  readonly since?: number;
  readonly until?: number;
  readonly bucket?: BucketSize;
}

export interface FlowMetrics {
  /** Delivered items; the sample of `leadTimeMs`. */
  readonly delivered: number;
  /** Items that are begun and have not left. */
  readonly wip: number;
  /** Time-weighted mean over the window. */
  readonly meanWip: number;
  readonly leadTimeMs: Distribution;
  readonly cycleTimeMs: Distribution;
  /** Of what is in progress, and of what has not begun. */
  readonly ageMs: Distribution;
  readonly intakeAgeMs: Distribution;
  /** Delivered items that nobody ever claimed a step of: they have no cycle time. */
  readonly neverClaimed: number;
  /** Deliveries in the window that were undone since: the item came back. */
  readonly restated: number;
  /** Left without delivery, with the work that was done on them. */
  readonly left: { readonly merged: number; readonly closed: number; readonly effortMs: number };
  readonly rework: ReworkMetrics;
  readonly retries: Ratio;
  readonly retriesByExecutor: readonly ({ readonly executor: string } & Ratio)[];
  readonly blockers: BlockerMetrics;
  /** Σ work ÷ Σ cycle time, of delivered items. */
  readonly flowEfficiency: Ratio;
  /** Where the lead time of the delivered items went. */
  readonly timeline: ItemParts;
  readonly gates: readonly GateYield[];
  readonly steps: readonly StepMetrics[];
  readonly baseline: BaselineMetrics;
  readonly series: Series;
}

/** @param lives those that `asOf` was considered for; incomplete ones are left out of every number */
export function flowMetrics(lives: readonly Life[], options: FlowOptions): FlowMetrics {
  const { asOf, since = -Infinity, until = Infinity, bucket } = options;
  const counts: Counts = (at) => at >= since && at < until;
  const items = lives
    .filter(({ incomplete }) => !incomplete)
    .map((life): Measured => ({ life, measure: measure(life, asOf) }));
  const trusted = items.map(({ life }) => life);
  const window = windowOf(trusted, since, until, asOf);
  const gone = items.filter(({ measure: { exit } }) => exit !== undefined && counts(exit));
  const delivered = gone.filter(({ measure: { outcome } }) => outcome === 'delivered');
  const attempts = trusted
    .flatMap((life) => life.attempts)
    .filter(({ from, replayed }) => !replayed && counts(from));
  return {
    delivered: delivered.length,
    wip: items.filter(({ measure: { wip } }) => wip).length,
    meanWip: meanWip(trusted, window),
    leadTimeMs: sampleOf(delivered, 'leadTimeMs'),
    cycleTimeMs: sampleOf(delivered, 'cycleTimeMs'),
    ageMs: sampleOf(items, 'ageMs'),
    intakeAgeMs: sampleOf(items, 'intakeAgeMs'),
    neverClaimed: delivered.filter(({ life }) => life.started === undefined).length,
    restated: trusted.reduce((sum, life) => sum + restatedExits(life, counts), 0),
    left: leftOf(gone),
    rework: reworkMetrics(items, delivered, counts),
    retries: retryRate(attempts),
    retriesByExecutor: [...groupBy(attempts, ({ executor }) => executor)]
      .map(([executor, list]) => ({ executor, ...retryRate(list) }))
      .sort((one, other) => other.part - one.part || (one.executor < other.executor ? -1 : 1)),
    blockers: blockerMetrics(items, asOf, counts),
    flowEfficiency: ratio(
      sumOf(delivered, ({ measure: { parts } }) => parts.workMs),
      sumOf(delivered, ({ measure: { cycleTimeMs } }) => cycleTimeMs ?? 0),
    ),
    timeline: timelineOf(delivered),
    gates: gateYields(items, counts),
    steps: stepMetrics(trusted, asOf, counts),
    baseline: baselineMetrics(items, window[1] - window[0], counts),
    series: seriesOf(trusted, window, bucket),
  };
}

/** From the first registration, or what was asked for, to the moment of asking at the latest. */
function windowOf(lives: readonly Life[], since: number, until: number, asOf: number): Span {
  const first = lives.reduce((least, { registered }) => Math.min(least, registered), asOf);
  const to = Math.min(until, asOf);
  return [Math.min(Math.max(since, first), to), to];
}

const sampleOf = (
  items: readonly Measured[],
  name: 'leadTimeMs' | 'cycleTimeMs' | 'ageMs' | 'intakeAgeMs',
): Distribution => distribution(items.flatMap((it) => it.measure[name] ?? []));

const sumOf = (items: readonly Measured[], value: (item: Measured) => number): number =>
  items.reduce((sum, item) => sum + value(item), 0);

/** Deliveries that were not the end of it. */
const restatedExits = ({ exits, out }: Life, counts: Counts): number =>
  (out ? exits.slice(0, -1) : exits).filter(
    ({ at, outcome }) => outcome === 'delivered' && counts(at),
  ).length;

function leftOf(gone: readonly Measured[]): FlowMetrics['left'] {
  const left = gone.filter(({ measure: { outcome } }) => outcome !== 'delivered');
  const merged = left.filter(({ measure: { outcome } }) => outcome === 'merged').length;
  return {
    ...{ merged, closed: left.length - merged },
    effortMs: sumOf(left, (it) => it.measure.effortMs),
  };
}

function timelineOf(items: readonly Measured[]): ItemParts {
  const sum = (name: keyof ItemParts): number => sumOf(items, (it) => it.measure.parts[name]);
  return {
    ...{ workMs: sum('workMs'), stalledMs: sum('stalledMs'), gateMs: sum('gateMs') },
    ...{ queueMs: sum('queueMs'), retryGapMs: sum('retryGapMs'), intakeMs: sum('intakeMs') },
    ...{ handoffMs: sum('handoffMs'), closedMs: sum('closedMs') },
  };
}
