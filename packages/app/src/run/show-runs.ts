/** What there is to see of runs. Nothing is written; a run that is damaged is shown as such. */
import {
  damageView,
  runLabelOf,
  runRecord,
  type DamageView,
  type Refused,
  type RunRecord,
} from '@orchestrator/core';
import type { Deps } from '../deps.ts';
import { loadItem } from '../load.ts';
import { findRun } from './find-run.ts';

export interface ShownRun {
  readonly ok: true;
  readonly item: string;
  readonly label: string;
  readonly record: RunRecord;
  readonly damaged: readonly DamageView[];
}

export async function showRun(deps: Deps, run: string): Promise<ShownRun | Refused> {
  const found = await findRun(deps, run);
  if (!found.ok) return found;
  const { item, label, state } = found;
  return {
    ok: true,
    item,
    label,
    record: runRecord(state),
    damaged: state.damages.map(damageView),
  };
}

/** A run in a list. */
export interface RunRow {
  readonly run_id: string;
  readonly workflow: string;
  readonly slug: string;
  /** Of RUN.json, or DAMAGED. */
  readonly status: RunRecord['status'] | 'DAMAGED';
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly gates: readonly { readonly gate: string; readonly status: string }[];
  /** What is wrong with it. */
  readonly detail?: string;
}

/** All runs, the oldest first. */
export async function listRuns(deps: Deps): Promise<readonly RunRow[]> {
  const rows: RunRow[] = [];
  for (const item of await deps.store.items()) {
    const label = runLabelOf(item);
    if (label !== undefined) rows.push(await rowOf(deps, item, label));
  }
  return rows.sort((one, other) => (one.run_id < other.run_id ? -1 : 1));
}

async function rowOf(deps: Deps, item: string, label: string): Promise<RunRow> {
  const loaded = await loadItem(deps, item);
  if (!loaded.ok) {
    const unknown = { workflow: '', slug: '', started_at: null, finished_at: null, gates: [] };
    return { run_id: label, status: 'DAMAGED', ...unknown, detail: loaded.refusal.message };
  }
  const [damage] = loaded.state.damages;
  const { workflow, status, started_at, finished_at, gates } = runRecord(loaded.state);
  return {
    run_id: label,
    workflow: workflow.name,
    slug: workflow.slug,
    status: damage === undefined ? status : 'DAMAGED',
    ...{ started_at, finished_at },
    gates: gates.map((it) => ({ gate: it.gate, status: it.status })),
    ...(damage && { detail: `${damage.path}: ${damage.detail}` }),
  };
}
