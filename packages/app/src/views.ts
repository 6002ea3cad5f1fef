/** Views of one item and of all: nothing is written, and damaged items are shown as such. */
import {
  clocksOf,
  damagesOf,
  damageView,
  explainView,
  findStep,
  historyEntries,
  nextView,
  registrationSlot,
  statusView,
  unreadableStatus,
  type Damage,
  type ExplainView,
  type HistoryEntry,
  type ItemClocks,
  type ItemState,
  type NextView,
  type Refusal,
  type Refused,
  type StatusView,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';
import { loadItem, readRecords } from './load.ts';
import { keptPrompt } from './prompt.ts';
import { remember } from './remember.ts';

type ViewDeps = Pick<Deps, 'store' | 'definitions' | 'ids'>;
type Viewed<View> = { readonly ok: true; readonly view: View } | Refused;

export async function status(deps: ViewDeps, item: string): Promise<Viewed<StatusView>> {
  return view(deps, item, statusView, (damages) => unreadableStatus(item, damages));
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
    (damages) => ({ ...blank, damaged: damages.map(damageView) }),
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

/** What `list` and `export` filter by. */
export interface Filter {
  readonly owner?: string;
  readonly workflow?: string;
  readonly status?: string;
  /** RFC 3339; items that were still under way at or after this. */
  readonly since?: string;
  /** RFC 3339; items that were registered before this. */
  readonly until?: string;
}

export type ListedItem = ListedState | ListedDamage;

export interface ListedState extends Omit<
  StatusView,
  'schema' | 'remainingExitCriteria' | 'successCriteria'
> {
  readonly clocks: ItemClocks;
}

/** An item of which nothing can be said but that something is wrong with it. */
export interface ListedDamage {
  readonly workItemId: string;
  readonly state: 'damaged';
  readonly error: Pick<Refusal, 'code' | 'message' | 'hint'>;
  /** The first file that is wrong. */
  readonly path: string;
}

/** Every item that passes the filter, in the order of their ids. */
export async function list(deps: ViewDeps, filter: Filter = {}): Promise<readonly ListedItem[]> {
  const listed: ListedItem[] = [];
  const once = { ...deps, definitions: remember(deps.definitions) };
  const items = await deps.store.items();
  await deps.store.prefetch?.(items);
  for (const item of items) {
    const entry = await listItem(once, item);
    if (passes(entry, filter)) listed.push(entry);
  }
  return listed;
}

async function listItem(deps: ViewDeps, item: string): Promise<ListedItem> {
  const loaded = await loadItem(deps, item);
  if (!loaded.ok) {
    const { code, message, hint } = loaded.refusal;
    const path = pathOf(loaded.refusal) ?? registrationSlot(item);
    return { workItemId: item, state: 'damaged', error: { code, message, hint }, path };
  }
  const view = statusView(loaded.state);
  // What only the status of one item shows stays out of lists of thousands.
  const left: ReadonlySet<string> = new Set(['schema', 'remainingExitCriteria', 'successCriteria']);
  const shown = Object.fromEntries(Object.entries(view).filter(([name]) => !left.has(name)));
  return { ...(shown as Omit<ListedState, 'clocks'>), clocks: clocksOf(loaded.state) };
}

function pathOf({ details = [] }: Refusal): string | undefined {
  const [first] = details;
  const path = first !== undefined && 'path' in first ? first.path : undefined;
  return typeof path === 'string' ? path : undefined;
}

function passes(
  entry: ListedItem,
  { owner, workflow, status: wanted, since, until }: Filter,
): boolean {
  if (wanted !== undefined && entry.state !== wanted) return false;
  if (!('clocks' in entry)) return owner === undefined && workflow === undefined;
  const { id, version } = entry.workflow;
  const end = entry.clocks.doneAt;
  return (
    (owner === undefined || entry.owner.toLowerCase() === owner.toLowerCase()) &&
    (workflow === undefined || workflow === id || workflow === `${id}@${version}`) &&
    (since === undefined || end === undefined || Date.parse(end) >= Date.parse(since)) &&
    (until === undefined || Date.parse(entry.clocks.registeredAt) < Date.parse(until))
  );
}
