/** The file as an artifact of the run. */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import type { Kit } from '@orchestrator/action-kit';

/** @returns the artifact's id, `''` where there is no service that takes artifacts */
export async function upload({ artifacts, job, log }: Kit, file: string): Promise<string> {
  if (artifacts === undefined) {
    log.notice('There is no artifact service here: the file was not uploaded.');
    return '';
  }
  const { run, runAttempt } = job;
  // Two exports of a run differ in what they hold, in their format at least.
  const digest = createHash('sha256').update(fs.readFileSync(file)).digest('hex').slice(0, 12);
  const name = `orchestrator-portfolio-${run}-${runAttempt}-${digest}`;
  return String(await artifacts.uploadFile(name, file));
}
