/** What stood in the way: how long, by kind, and by who was to resolve it. */
import { byCodeUnit } from '../bytes/json.ts';
import { distribution, type Distribution } from './distribution.ts';
import { groupBy } from './group.ts';
import type { BlockerSpan, Life } from './life.ts';
import type { Counts, Measured } from './measure.ts';

export interface BlockerGroup {
  readonly name: string;
  readonly declared: number;
  readonly open: number;
  readonly resolutionMs: Distribution;
}

export interface BlockerMetrics {
  /** Union of the blockers of each item, within its episodes, added up; and the same where no unblocked attempt ran. */
  readonly impededMs: number;
  readonly stalledMs: number;
  /** Of the items that were impeded at all. */
  readonly impededPerItemMs: Distribution;
  readonly resolutionMs: Distribution;
  readonly byClass: readonly BlockerGroup[];
  readonly byOwner: readonly BlockerGroup[];
  /** The oldest first. */
  readonly open: readonly {
    readonly item: string;
    readonly id: string;
    readonly classification: string;
    readonly owner: string;
    readonly ageMs: number;
  }[];
  /** Items that left with a blocker open; it is counted up to their exit. */
  readonly openAtExit: readonly string[];
}

interface Found {
  readonly item: string;
  readonly span: BlockerSpan;
  /** Closed by a resolution; one that its item left behind is neither resolved nor open. */
  readonly standing: 'resolved' | 'open' | 'left';
}

export function blockerMetrics(
  items: readonly Measured[],
  asOf: number,
  counts: Counts,
): BlockerMetrics {
  const found = items.flatMap(({ life }) =>
    life.blockers
      .filter(({ from }) => counts(from))
      .map((span): Found => ({ item: life.item, span, standing: standingOf(life, span) })),
  );
  const impeded = items.map(({ measure }) => measure.impededMs).filter((ms) => ms > 0);
  const open = found.filter(({ standing }) => standing === 'open');
  return {
    impededMs: sum(impeded),
    stalledMs: sum(items.map(({ measure }) => measure.parts.stalledMs)),
    impededPerItemMs: distribution(impeded),
    resolutionMs: resolutionTimes(found),
    byClass: grouped(found, ({ classification }) => classification),
    byOwner: grouped(found, ({ owner }) => owner.toLowerCase()),
    open: open
      .map(({ item, span: { id, classification, owner, from } }) => ({
        ...{ item, id, classification, owner, ageMs: asOf - from },
      }))
      .sort((one, other) => other.ageMs - one.ageMs || byCodeUnit(one.item, other.item)),
    openAtExit: items.flatMap(({ life, measure }) =>
      measure.openAtExit.length > 0 ? [life.item] : [],
    ),
  };
}

const standingOf = (life: Life, { to }: BlockerSpan): Found['standing'] =>
  to !== undefined ? 'resolved' : life.out ? 'left' : 'open';

const resolutionTimes = (found: readonly Found[]): Distribution =>
  distribution(found.flatMap(({ span: { from, to } }) => (to === undefined ? [] : [to - from])));

function grouped(
  found: readonly Found[],
  nameOf: (span: BlockerSpan) => string,
): readonly BlockerGroup[] {
  const groups = groupBy(found, ({ span }) => nameOf(span));
  return [...groups]
    .map(([name, list]) => ({
      ...{ name, declared: list.length },
      open: list.filter(({ standing }) => standing === 'open').length,
      resolutionMs: resolutionTimes(list),
    }))
    .sort((one, other) => other.declared - one.declared || byCodeUnit(one.name, other.name));
}

const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);
