/** Scheduling: read the whole item, record what may start, write the view. Running it again changes nothing. */
import {
  decideLaunches,
  fold,
  scheduleFile,
  scheduleView,
  viewText,
  type AnyStored,
  type Draft,
  type ItemState,
  type JsonValue,
  type Refused,
  type ScheduleView,
} from '@orchestrator/core';
import { commit } from './commit.ts';
import type { Deps } from './deps.ts';
import { keptPrompt } from './prompt.ts';

export interface Schedule {
  readonly item: string;
  /** How many attempts may be open at once; unlimited when absent. */
  readonly executors?: number;
  /** Kept in the view and shown in every packet, until another one is given. */
  readonly prompt?: string;
}

export interface Scheduled {
  readonly ok: true;
  readonly view: ScheduleView;
  readonly path: string;
  readonly launched: readonly Draft<'launch'>[];
}

export async function schedule(
  deps: Deps,
  { item, executors, prompt }: Schedule,
): Promise<Scheduled | Refused> {
  const kept = prompt ?? (await keptPrompt(deps, item));
  const path = scheduleFile(item);
  const committed = await commit(deps, item, async (state) => {
    const launches = decideLaunches({ state, ids: deps.ids }, executors);
    const view = scheduleView(withRecords(state, launches, deps), executors, kept);
    const text = viewText(view as unknown as JsonValue);
    const unchanged = (await deps.store.readView(path)) === text;
    return {
      ok: true as const,
      records: launches,
      views: unchanged ? [] : [{ path, text }],
      view,
      launches,
    };
  });
  if (!committed.ok) return committed;
  const { view, launches } = committed.plan;
  return { ok: true, view, path, launched: launches };
}

/** The state as it will be with these records. */
function withRecords(
  state: ItemState,
  drafts: readonly Draft[],
  { ids }: Pick<Deps, 'ids'>,
): ItemState {
  if (drafts.length === 0) return state;
  const records = [...state.records, ...(drafts as unknown as readonly AnyStored[])].sort(
    (one, other) => (one.path < other.path ? -1 : 1),
  );
  const { item, registration, damages, plan } = state;
  return fold({ item, registration, damages, records }, plan, ids);
}
