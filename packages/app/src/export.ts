/** The portfolio: every item with its clocks, history and artifacts, and flow metrics over all of them. */
import {
  exportFile,
  flowMetrics,
  historyEntries,
  itemFlow,
  viewText,
  type BucketSize,
  type FlowMetrics,
  type HistoryEntry,
  type ItemFlow,
  type ItemState,
  type JsonValue,
  type Life,
  type Output,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';
import { survey, type Filter, type ListedDamage, type ListedState, type Surveyed } from './list.ts';

/** What one attempt handed over. */
export interface ExportedArtifact {
  readonly path: string;
  readonly step: string;
  readonly attempt: string;
  readonly status: string;
  readonly outputs: readonly Output[];
}

type ExportedItem = ExportedState | ListedDamage;

export interface ExportedState extends ListedState {
  readonly flow: ItemFlow;
  /** Absent where the portfolio is too large for all of them; `drillDown` says so. */
  readonly history?: readonly HistoryEntry[];
  readonly artifacts?: readonly ExportedArtifact[];
}

export interface Portfolio {
  readonly schema: 'orchestrator.portfolio/1';
  readonly schemaVersion: '1.0';
  /** Everything is as it was at this moment. */
  readonly asOf: string;
  /** Of the checkout, where there is one. */
  readonly headCommit?: string;
  readonly filter: Filter;
  /** What the window is about: by what the items were chosen, and when what is said of finished work happened. */
  readonly mode: { readonly items: string; readonly finished: string };
  readonly items: readonly ExportedItem[];
  readonly metrics: FlowMetrics;
  readonly quality: Quality;
  readonly drillDown: { readonly records: number; readonly included: boolean };
  readonly damaged: readonly {
    readonly workItemId: string;
    readonly path: string;
    readonly hint: string;
  }[];
}

/** What should be known before the numbers are believed. */
export interface Quality {
  /** Records whose clock was behind that of what they build on; their times were moved, the first hundred are named. */
  readonly clamped: number;
  readonly clampedRecords: readonly {
    readonly workItemId: string;
    readonly path: string;
    readonly byMs: number;
  }[];
  /** Records that were read as they were corrected. */
  readonly corrected: number;
  /** Items with damaged histories: they are in no number. */
  readonly incomplete: readonly string[];
  /** Deliveries in the window that were undone since. */
  readonly restated: number;
  readonly neverClaimed: number;
  /** Items that left with a blocker open. */
  readonly openAtExit: readonly string[];
}

export interface ExportOptions {
  /** RFC 3339; absent: now. */
  readonly asOf?: string;
  readonly bucket?: BucketSize;
}

export interface Exported {
  readonly portfolio: Portfolio;
  readonly path: string;
}

/** Computes the portfolio and writes it to `exports/`. */
export async function exportPortfolio(
  deps: Deps,
  filter: Filter = {},
  options: ExportOptions = {},
): Promise<Exported> {
  const now = deps.clock.now();
  const headCommit = await deps.repository.resolve('HEAD');
  const portfolio = await makePortfolio(deps, filter, now, options);
  const path = exportFile(now, 'json');
  const known = headCommit === undefined ? portfolio : { ...portfolio, headCommit };
  await deps.store.writeView({ path, text: viewText(known as unknown as JsonValue) });
  return { portfolio: known, path };
}

/** A text of more records than this could not be held in memory. */
const mostRecords = 200_000;
const mostNamed = 100;

async function makePortfolio(
  deps: Deps,
  filter: Filter,
  now: string,
  { asOf: wanted, bucket }: ExportOptions,
): Promise<Portfolio> {
  const until = wanted === undefined ? undefined : Date.parse(wanted);
  const found: Gathered[] = [];
  let records = 0;
  for await (const it of survey(deps, filter, until)) {
    records += it.known?.state.records.length ?? 0;
    found.push(gather(it, records <= mostRecords));
  }
  const lives = found.flatMap(({ life }) => life ?? []);
  // A clock that is behind those of others must hide nothing.
  const latest = lives.reduce((last, life) => Math.max(last, life.latest), Date.parse(now));
  const asOf = until ?? latest;
  const metrics = flowMetrics(lives, { asOf, ...windowOf(filter), ...(bucket && { bucket }) });
  const included = records <= mostRecords;
  return {
    schema: 'orchestrator.portfolio/1',
    schemaVersion: '1.0',
    asOf: new Date(asOf).toISOString(),
    filter,
    mode: { items: filter.mode ?? 'active', finished: isWhole(filter) ? 'any' : 'finished' },
    items: found.map((it) => toItem(it, asOf, included)),
    metrics,
    quality: qualityOf(lives, metrics),
    drillDown: { records, included },
    damaged: found.flatMap(({ entry }) => damagesOf(entry)),
  };
}

interface Gathered {
  readonly entry: Surveyed['entry'];
  readonly life?: Life;
  readonly drillDown?: Pick<ExportedState, 'history' | 'artifacts'>;
}

function gather({ entry, known }: Surveyed, withHistory: boolean): Gathered {
  if (known === undefined) return { entry };
  const { life, state } = known;
  if (!withHistory) return { entry, life };
  const history = historyEntries(state.records);
  return { entry, life, drillDown: { history, artifacts: artifactsOf(state) } };
}

const artifactsOf = ({ records }: ItemState): readonly ExportedArtifact[] =>
  records.flatMap((stored) =>
    stored.kind === 'handoff'
      ? [
          {
            path: stored.path,
            step: stored.record.step.key,
            attempt: stored.record.attemptId,
            status: stored.record.status,
            outputs: stored.record.outputs,
          },
        ]
      : [],
  );

function toItem(
  { entry, life, drillDown }: Gathered,
  asOf: number,
  included: boolean,
): ExportedItem {
  if (!('clocks' in entry) || life === undefined) return entry as ListedDamage;
  return { ...entry, flow: itemFlow(life, asOf), ...(included && drillDown) };
}

/** Items chosen by their registration or by any record: all that happened to them counts, whenever it was. */
const isWhole = ({ mode }: Filter): boolean => mode === 'registered' || mode === 'event';

function windowOf(filter: Filter) {
  const { since, until } = filter;
  if (isWhole(filter)) return {};
  return {
    ...(since !== undefined && { since: Date.parse(since) }),
    ...(until !== undefined && { until: Date.parse(until) }),
  };
}

function qualityOf(
  lives: readonly Life[],
  { restated, neverClaimed, blockers }: FlowMetrics,
): Quality {
  const clamped = lives.flatMap((life) =>
    life.clamped.map((clamp) => ({ workItemId: life.item, ...clamp })),
  );
  return {
    clamped: clamped.length,
    clampedRecords: clamped.slice(0, mostNamed),
    corrected: lives.reduce((sum, life) => sum + life.corrected, 0),
    incomplete: lives.flatMap(({ incomplete, item }) => (incomplete ? [item] : [])),
    ...{ restated, neverClaimed, openAtExit: blockers.openAtExit },
  };
}

function damagesOf(item: Surveyed['entry']): Portfolio['damaged'] {
  const { workItemId } = item;
  if (!('clocks' in item)) return [{ workItemId, path: item.path, hint: item.error.hint }];
  return item.damaged.map(({ path, hint }) => ({ workItemId, path, hint }));
}
