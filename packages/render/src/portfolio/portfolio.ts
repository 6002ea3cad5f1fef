/** A portfolio, as far as it is shown: what `export` makes has all of this, and more. */
import type { FlowMetrics, ItemClocks, ItemFlow } from '@orchestrator/core';

export interface ShownPortfolio {
  readonly asOf: string;
  readonly filter: { readonly since?: string; readonly until?: string };
  /** What the window is about. */
  readonly mode: { readonly items: string; readonly finished: string };
  readonly items: readonly ShownItem[];
  readonly metrics: FlowMetrics;
  readonly quality: {
    readonly clamped: number;
    readonly corrected: number;
    readonly incomplete: readonly string[];
    readonly neverClaimed: number;
    readonly openAtExit: readonly string[];
  };
  readonly drillDown: { readonly records: number };
}

export type ShownItem = ShownState | ShownDamage;

interface ShownState {
  readonly workItemId: string;
  readonly title: string;
  readonly state: string;
  readonly owner: string;
  readonly workflow: { readonly id: string; readonly version: string };
  readonly completed: number;
  readonly total: number;
  readonly clocks: ItemClocks;
  readonly flow: ItemFlow;
}

/** An item of which nothing can be said but that something is wrong with it. */
interface ShownDamage {
  readonly workItemId: string;
  readonly state: string;
}
