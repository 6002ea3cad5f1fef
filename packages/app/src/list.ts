/** All items that pass a filter, with their clocks. Nothing is written, and damaged items are shown as such. */
import {
  clocksOf,
  fold,
  lifeOf,
  ownerOf,
  registrationSlot,
  statusView,
  timelineOf,
  type ItemClocks,
  type ItemState,
  type Life,
  type Refusal,
  type StatusView,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';
import { loadItem } from './load.ts';
import { remember } from './remember.ts';

type ListDeps = Pick<Deps, 'store' | 'definitions' | 'ids'>;

/** What `--since` and `--until` are about: leaving, being there at all, the registration, or any record. */
export const filterModes = ['finished', 'active', 'registered', 'event'] as const;
export type FilterMode = (typeof filterModes)[number];

/** What `list` and `export` filter by. */
export interface Filter {
  /** Who answers for it, or answered when it left. */
  readonly owner?: string;
  readonly workflow?: string;
  readonly status?: string;
  /** RFC 3339; the window is `[since, until)`. */
  readonly since?: string;
  readonly until?: string;
  /** Absent: `active`, and what is said of finished work is about what left in the window. */
  readonly mode?: FilterMode;
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
export async function list(deps: ListDeps, filter: Filter = {}): Promise<readonly ListedItem[]> {
  const listed: ListedItem[] = [];
  for await (const { entry } of survey(deps, filter)) listed.push(entry);
  return listed;
}

/** An item that passes the filter; with its life and state, unless nothing can be said of it. */
export interface Surveyed {
  readonly entry: ListedItem;
  readonly known?: { readonly life: Life; readonly state: ItemState };
}

/**
 * One after the other, so that the records of only one are held at a time.
 * @param until milliseconds since 1970: what happened later is left out, and items that were registered later
 */
export async function* survey(
  deps: ListDeps,
  filter: Filter,
  until?: number,
): AsyncGenerator<Surveyed> {
  const once = { ...deps, definitions: remember(deps.definitions) };
  const items = await deps.store.items();
  await deps.store.prefetch?.(items);
  for (const item of items) {
    const found = await surveyItem(once, item, until);
    if (found !== undefined && passes(found, filter)) yield found;
  }
}

async function surveyItem(
  deps: ListDeps,
  item: string,
  until?: number,
): Promise<Surveyed | undefined> {
  const loaded = await loadItem(deps, item);
  if (!loaded.ok) {
    const { code, message, hint } = loaded.refusal;
    const path = pathOf(loaded.refusal) ?? registrationSlot(item);
    return { entry: { workItemId: item, state: 'damaged', error: { code, message, hint }, path } };
  }
  const life = lifeOf(loaded.state, until);
  if (life === undefined) return undefined;
  const state = until === undefined ? loaded.state : stateAsOf(deps, loaded.state, until);
  const view = statusView(state);
  // What only the status of one item shows stays out of lists of thousands.
  const left: ReadonlySet<string> = new Set(['schema', 'remainingExitCriteria', 'successCriteria']);
  const shown = Object.fromEntries(Object.entries(view).filter(([name]) => !left.has(name)));
  const entry = { ...(shown as Omit<ListedState, 'clocks'>), clocks: clocksOf(life) };
  return { entry, known: { life, state } };
}

/** What an item was at a moment. What happened until then builds on nothing that happened later. */
function stateAsOf({ ids }: Pick<Deps, 'ids'>, state: ItemState, until: number): ItemState {
  const { events } = timelineOf(state, until);
  if (events.length === state.records.length) return state;
  const kept = new Set(events.map(({ stored }) => stored.id));
  const { item, registration, damages, bindings, dependencies } = state;
  const records = state.records.filter(({ id }) => kept.has(id));
  const plans = bindings.map(({ plan }) => plan);
  return fold({ item, registration, damages, records }, plans, ids, dependencies);
}

function pathOf({ details = [] }: Refusal): string | undefined {
  const [first] = details;
  const path = first !== undefined && 'path' in first ? first.path : undefined;
  return typeof path === 'string' ? path : undefined;
}

function passes({ entry, known }: Surveyed, filter: Filter): boolean {
  const { owner, workflow, status } = filter;
  if (status !== undefined && entry.state !== status) return false;
  if (known === undefined || !('clocks' in entry)) {
    return owner === undefined && workflow === undefined;
  }
  const { id, version } = entry.workflow;
  return (
    (owner === undefined || ownerOf(known.life).toLowerCase() === owner.toLowerCase()) &&
    (workflow === undefined || workflow === id || workflow === `${id}@${version}`) &&
    isInWindow(known.life, filter)
  );
}

function isInWindow(life: Life, { since, until, mode = 'active' }: Filter): boolean {
  if (since === undefined && until === undefined && mode !== 'finished') return true;
  const from = since === undefined ? -Infinity : Date.parse(since);
  const to = until === undefined ? Infinity : Date.parse(until);
  const within = (at: number): boolean => at >= from && at < to;
  const exit = life.out ? life.exits.at(-1)?.at : undefined;
  switch (mode) {
    case 'finished':
      return exit !== undefined && within(exit);
    case 'active':
      return life.registered < to && (exit === undefined || exit >= from);
    case 'registered':
      return within(life.registered);
    case 'event':
      return life.moments.some(within);
  }
}
