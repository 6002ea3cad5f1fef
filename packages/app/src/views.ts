/** Views of one item and of all: nothing is written, and damaged items are shown as such. */
import {
  damagesOf,
  damageView,
  explainView,
  findStep,
  historyEntries,
  nextView,
  relationsFrom,
  statusView,
  unreadableStatus,
  type Damage,
  type ExplainView,
  type HistoryEntry,
  type ItemState,
  type NextView,
  type Relation,
  type Refused,
  type StatusView,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';
import { loadItem, readRecords } from './load.ts';
import { keptPrompt } from './prompt.ts';

export * from './list.ts';

type ViewDeps = Pick<Deps, 'store' | 'definitions' | 'ids'>;
type Viewed<View> = { readonly ok: true; readonly view: View } | Refused;

export async function status(deps: ViewDeps, item: string): Promise<Viewed<StatusView>> {
  const incoming = await relationsTo(deps, item);
  return view(
    deps,
    item,
    (state) => statusView(state, incoming),
    (damages) => unreadableStatus(item, damages),
  );
}

/** What other items say of this one: linked items show each other. */
async function relationsTo(deps: ViewDeps, item: string): Promise<readonly Relation[]> {
  const found: Relation[] = [];
  for (const other of await deps.store.mentioning(item)) {
    const loaded = await loadItem(deps, other);
    if (loaded.ok) found.push(...relationsFrom(loaded.state, item));
  }
  return found;
}

export async function explain(
  deps: ViewDeps,
  item: string,
  step?: string,
): Promise<Viewed<ExplainView>> {
  const blank = { schema: 'orchestrator.explain/1' as const, workItemId: item, steps: [] };
  return view(
    deps,
    item,
    (state) => explainView(state, step),
    (damages) => ({
      ...blank,
      nextAction: `Mend the history: ${damages[0]?.hint ?? ''}`,
      damaged: damages.map(damageView),
    }),
    step,
  );
}

/** @param step the key of the one step that is asked for */
export async function next(deps: ViewDeps, item: string, step?: string): Promise<Viewed<NextView>> {
  const prompt = await keptPrompt(deps, item);
  const blank = { schema: 'orchestrator.next/1' as const, workItemId: item, steps: [], gates: [] };
  return view(
    deps,
    item,
    (state) => nextView(state, prompt, step),
    (damages) => ({
      ...blank,
      nextAction: `Mend the history: ${damages[0]?.hint ?? ''}`,
      damaged: damages.map(damageView),
    }),
    step,
  );
}

/** A view of an item; of one whose registration can't be read, what is wrong with it. */
async function view<View>(
  deps: ViewDeps,
  item: string,
  make: (state: ItemState) => View,
  blank: (damages: readonly Damage[]) => View,
  step?: string,
): Promise<Viewed<View>> {
  const loaded = await loadItem(deps, item);
  if (loaded.ok) {
    const found = step === undefined ? loaded : findStep(loaded.state, step);
    return found.ok ? { ok: true, view: make(loaded.state) } : found;
  }
  if (loaded.refusal.code !== 'item-damaged') return loaded;
  const { read } = await readRecords(deps, item);
  return { ok: true, view: blank(damagesOf(read)) };
}

export interface HistoryView {
  readonly schema: 'orchestrator.history/1';
  readonly workItemId: string;
  readonly entries: readonly HistoryEntry[];
  readonly damaged: readonly {
    readonly path: string;
    readonly detail: string;
    readonly hint: string;
  }[];
}

export async function history(deps: ViewDeps, item: string): Promise<Viewed<HistoryView>> {
  const { read } = await readRecords(deps, item);
  if (read.records.length === 0 && damagesOf(read).length === 0) {
    const missing = await loadItem(deps, item);
    if (!missing.ok) return missing;
  }
  return {
    ok: true,
    view: {
      schema: 'orchestrator.history/1',
      workItemId: item,
      entries: historyEntries(read.records),
      damaged: damagesOf(read).map(({ path, detail, hint }) => ({ path, detail, hint })),
    },
  };
}
