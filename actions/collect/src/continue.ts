/** After a wave: does something wait to be started? Then this workflow is started again. */
import { next } from '@orchestrator/app';
import { readRecord, type Packet } from '@orchestrator/core';
import type { Done, Kit } from '@orchestrator/action-kit';
import { dispatchThisWorkflow, type Api } from '@orchestrator/github';

export interface Continued {
  /** The items for which a run was started. */
  readonly continued: readonly string[];
  readonly failure?: NonNullable<Done<string>['failure']>;
}

/** @param run whose wave it was */
export async function continueWith(
  kit: Kit,
  api: Api,
  items: readonly string[],
  run: string,
): Promise<Continued> {
  const continued: string[] = [];
  for (const item of items) {
    if (!(await isWaiting(kit, item, run))) continue;
    const dispatched = await dispatchThisWorkflow({ ...kit, api }, { 'work-item': item });
    if (!dispatched.ok) {
      const { message, hint } = dispatched;
      return {
        continued,
        failure: { code: 'not-continued', message: `${item}: ${message}`, hint },
      };
    }
    kit.log.info(`${item} goes on: ${dispatched.workflow} is started on ${dispatched.ref}.`);
    continued.push(item);
  }
  return { continued };
}

/**
 * Something may start, and this run has made progress. A run that claimed nothing would be followed by one that claims
 * nothing either, and so on for ever.
 */
async function isWaiting({ deps, log }: Kit, item: string, run: string): Promise<boolean> {
  const viewed = await next(deps, item);
  if (!viewed.ok) {
    log.warning(`${viewed.refusal.message}\n${viewed.refusal.hint}`, viewed.refusal.code);
    return false;
  }
  const { steps, nextAction } = viewed.view;
  warnOfOpen(steps, item, run, log);
  if (!steps.some(({ state }) => state === 'ready')) {
    log.info(`${item}: nothing may start now. Next: ${nextAction}`);
    return false;
  }
  if (await hasClaimed(deps, item, run)) return true;
  log.notice(
    `${item}: steps may start, but this run has claimed none, so another would not either.\n${nextAction}`,
  );
  return false;
}

/** All legs of the wave have ended: what they left open waits for evidence that only a later run can have. */
function warnOfOpen(steps: readonly Packet[], item: string, run: string, log: Kit['log']): void {
  const open = steps.filter(
    ({ state, executor }) => state === 'running' && executor?.startsWith(`${run}-`),
  );
  if (open.length === 0) return;
  log.warning(
    `${item}: ${open.map(({ key }) => key).join(', ')} ended without an outcome: the runner died, or the leg has no step that uses complete.\nStart the workflow again when this run has ended: schedule then abandons the attempt with the evidence, and a retry policy or a re-run tries the step again.`,
    'Left open',
  );
}

async function hasClaimed({ store }: Kit['deps'], item: string, run: string): Promise<boolean> {
  const { files } = await store.read(item);
  return files.some((file) => {
    const read = readRecord(file);
    return read.ok && read.stored.kind === 'claim' && read.stored.record.executor.run === run;
  });
}
