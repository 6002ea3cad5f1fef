/** The portfolio: every item with its clocks, and lead time and work in progress over all of them. */
import {
  distribution,
  exportFile,
  viewText,
  type Distribution,
  type JsonValue,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';
import { list, type Filter, type ListedItem } from './views.ts';

export interface Portfolio {
  readonly schema: 'orchestrator.portfolio/1';
  readonly schemaVersion: '1.0';
  readonly asOf: string;
  readonly filter: Filter;
  readonly items: readonly ListedItem[];
  readonly metrics: {
    /** Items that are done; the sample of `leadTimeMs`. */
    readonly delivered: number;
    readonly wip: number;
    /** Registration to done, in milliseconds of elapsed time. */
    readonly leadTimeMs: Distribution;
  };
  readonly damaged: readonly {
    readonly workItemId: string;
    readonly path: string;
    readonly hint: string;
  }[];
}

export interface Exported {
  readonly portfolio: Portfolio;
  readonly path: string;
}

/** Computes the portfolio and writes it to `exports/`. */
export async function exportPortfolio(deps: Deps, filter: Filter = {}): Promise<Exported> {
  const asOf = deps.clock.now();
  const items = await list(deps, filter);
  const clocks = items.flatMap((item) => ('clocks' in item ? [item.clocks] : []));
  const leadTimes = clocks.flatMap(({ leadTimeMs }) => leadTimeMs ?? []);
  const portfolio: Portfolio = {
    schema: 'orchestrator.portfolio/1',
    schemaVersion: '1.0',
    asOf,
    filter,
    items,
    metrics: {
      delivered: leadTimes.length,
      wip: clocks.filter(({ wip }) => wip).length,
      leadTimeMs: distribution(leadTimes),
    },
    damaged: items.flatMap(damagesOf),
  };
  const path = exportFile(asOf, 'json');
  await deps.store.writeView({ path, text: viewText(portfolio as unknown as JsonValue) });
  return { portfolio, path };
}

function damagesOf(item: ListedItem): Portfolio['damaged'] {
  const { workItemId } = item;
  if (!('clocks' in item)) return [{ workItemId, path: item.path, hint: item.error.hint }];
  return item.damaged.map(({ path, hint }) => ({ workItemId, path, hint }));
}
