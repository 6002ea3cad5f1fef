/** Stores what the legs of a run have handed in, and starts the next wave. */
import * as path from 'node:path';
import { collect, exportPortfolio, type CollectReport } from '@orchestrator/app';
import type { Refused } from '@orchestrator/core';
import { download, hasCheckout, writeWhole, type Done, type Kit } from '@orchestrator/action-kit';
import { createApi } from '@orchestrator/github';
import { continueWith, type Continued } from './continue.ts';
import type { Inputs } from './inputs.ts';
import { showFirst } from './show.ts';
import { summaryOf, tell } from './summary.ts';

export const outputs = ['accepted', 'refused', 'report', 'history', 'continued'] as const;
type Output = (typeof outputs)[number];

export async function run(inputs: Inputs, kit: Kit): Promise<Done<Output> | Refused> {
  const { 'work-item': item, 'run-id': runId } = inputs;
  const { files, refused } = await download(kit, runId);
  const collected = await collect(kit.deps, {
    files,
    run: runId,
    // Of another run it is not known here; what a file says of its own run is no evidence.
    ...(runId === kit.job.run && { runAttempt: kit.job.runAttempt }),
    // Without a checkout, checks would look at nothing.
    recheck: hasCheckout(kit.job),
    ...(item !== undefined && { item }),
  });
  if (!collected.ok) return collected;
  const report = {
    ...collected.report,
    refused: [...collected.report.refused, ...refused],
  };
  const file = path.join(kit.job.scratch, 'report.json');
  writeWhole(file, `${JSON.stringify(report, null, 2)}\n`);
  tell(report, kit.log);
  if (inputs.export) {
    const { path: exported } = await exportPortfolio(kit.deps);
    kit.log.info(`The portfolio is in ${exported}.`);
  }
  const items = item === undefined ? itemsOf(report) : [item];
  const api = createApi({ ...kit.job, token: kit.token });
  const next = inputs.continue ? await continueWith(kit, api, items, runId) : notContinued;
  const history = await kit.history();
  const resting = items.filter((it) => !next.continued.includes(it));
  const where = await showFirst(kit, api, resting, history);
  const failure = next.failure ?? failureOf(report);
  return {
    ok: true,
    outputs: {
      accepted: String(report.accepted.length),
      refused: String(report.refused.length),
      report: file,
      history,
      continued: String(next.continued.length > 0),
    },
    summary: summaryOf(report, where, history),
    ...(failure !== undefined && { failure }),
  };
}

const notContinued: Continued = { continued: [] };

const itemsOf = ({ accepted, skipped }: CollectReport): readonly string[] =>
  [...new Set([...accepted, ...skipped].flatMap(({ workItemId }) => workItemId ?? []))].sort();

function failureOf({ accepted, refused }: CollectReport) {
  const [first] = refused;
  if (first === undefined) return undefined;
  const message = `${refused.length} of the files handed in were refused, ${accepted.length} stored. The first refused: ${first.file}: ${first.message}`;
  return { code: first.code, message, hint: first.hint };
}
