/** What became of the handoffs, in the log and in the summary of the step. */
import type { Kit } from '@orchestrator/action-kit';
import { code, span, table } from '@orchestrator/render';
import type { CollectReport } from '@orchestrator/app';

export function tell({ accepted, skipped, refused }: CollectReport, log: Kit['log']): void {
  for (const { workItemId, step, attempt, status } of accepted) {
    if (status !== undefined) log.info(`${workItemId}: ${step}, attempt ${attempt} ${status}.`);
  }
  log.info(
    `${accepted.length} stored, ${skipped.length} stored before, ${refused.length} refused.`,
  );
  for (const { file, code: title, message, hint } of refused) {
    log.warning(`${file}: ${message}\n${hint}`, title);
  }
}

/** @param where the status is shown: a sentence of Markdown, or nothing */
export function summaryOf(
  { accepted, refused }: CollectReport,
  where: string,
  history: string,
): string {
  const stored = accepted.map(({ step, attempt, status, path }) => [
    code(step ?? ''),
    String(attempt ?? ''),
    status ?? '',
    code(path),
  ]);
  const notStored = refused.map(({ file, message }) => [code(file), code(message)]);
  return [
    ...(stored.length > 0 ? [table(['Step', 'Attempt', 'Status', 'Record'], stored), ''] : []),
    ...(notStored.length > 0 ? [table(['Refused', 'Why'], notStored), ''] : []),
    ...(where === '' ? [] : [where, '']),
    ...(history === '' ? [] : [`history ${span(history)}`]),
  ].join('\n');
}
