/** Exports the portfolio: as a file for the steps that follow, as an artifact, and, where that is asked for, on the branch. */
import * as path from 'node:path';
import { exportPortfolio, type Exported, type Portfolio } from '@orchestrator/app';
import { isForkRun } from '@orchestrator/github';
import { portfolioAs } from '@orchestrator/render';
import { writeWhole, type Done, type Kit } from '@orchestrator/action-kit';
import type { Inputs } from './inputs.ts';
import { upload } from './upload.ts';

export const outputs = ['path', 'artifact-id', 'items', 'wip', 'lead-time-p50-ms'] as const;
type Output = (typeof outputs)[number];

export async function run(inputs: Inputs, kit: Kit): Promise<Done<Output>> {
  const { portfolio, path: kept } = await exportAs(inputs, kit);
  const { format } = inputs;
  const name = `${path.basename(kept, '.json')}.${format}`;
  const file = writeWhole(path.join(kit.job.scratch, name), portfolioAs(format, portfolio));
  tell(portfolio, kit);
  const artifact = inputs.upload ? await upload(kit, file) : '';
  const { items, metrics } = portfolio;
  return {
    ok: true,
    outputs: {
      path: file,
      'artifact-id': artifact,
      items: String(items.length),
      wip: String(metrics.wip),
      'lead-time-p50-ms': String(metrics.leadTimeMs.p50 ?? ''),
    },
    summary: `${portfolioAs('md', portfolio)}\n`,
  };
}

function exportAs(
  { commit, owner, workflow, status, since, until, 'as-of': asOf }: Inputs,
  { deps, job, event, log }: Kit,
): Promise<Exported> {
  const filter = {
    ...(owner !== undefined && { owner }),
    ...(workflow !== undefined && { workflow }),
    ...(status !== undefined && { status }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
  const looksOn = isForkRun(job, event);
  if (commit && looksOn) {
    log.notice("A run of a fork's pull request looks on: nothing is committed.");
  }
  const store = { ...deps.store, writeView: () => Promise.resolve() };
  const world = commit && !looksOn ? deps : { ...deps, store };
  return exportPortfolio(world, filter, asOf === undefined ? {} : { asOf });
}

function tell({ items, metrics, damaged, drillDown }: Portfolio, { log }: Kit): void {
  log.info(`${items.length} items, ${metrics.delivered} done, WIP ${metrics.wip}.`);
  for (const { workItemId, path: file, hint } of damaged) {
    log.warning(`${workItemId}: ${file} is damaged. ${hint}`, 'item-damaged');
  }
  if (!drillDown.included) {
    log.notice(
      `The histories of ${drillDown.records} records are left out: narrow the export, with since or workflow.`,
    );
  }
}
