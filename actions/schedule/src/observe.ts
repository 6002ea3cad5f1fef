/** In a run of a fork's pull request: how the item stands, and nothing else. */
import { loadItem } from '@orchestrator/app';
import { scheduleView, type Refused, type ScheduleView } from '@orchestrator/core';
import { filesAt, looksOn, type Kit } from '@orchestrator/action-kit';
import { jobSummary, statusModel } from '@orchestrator/render';
import type { Inputs } from './inputs.ts';

export interface Observed {
  readonly ok: true;
  readonly view: ScheduleView;
  readonly history: string;
  readonly summary: string;
}

export async function observe(
  { 'work-item': item, executors }: Inputs,
  kit: Kit,
): Promise<Observed | Refused> {
  const loaded = await loadItem(kit.deps, item);
  if (!loaded.ok) return loaded;
  const view = scheduleView(loaded.state, executors);
  const history = await kit.history();
  kit.log.notice(looksOn);
  const summary = jobSummary(statusModel(loaded.state), {
    ...{ history, filesAt: filesAt(kit, history) },
    cycle: { launched: [], left: [], notes: [looksOn] },
  });
  return { ok: true, view, history, summary };
}
