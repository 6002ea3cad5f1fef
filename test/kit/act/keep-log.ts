import * as fs from 'node:fs';
import * as path from 'node:path';

import type { ActRun } from './act-run.ts';

/**
 * Writes a run's log, as people read it, into the folder that ORCHESTRATOR_E2E_LOGS names; nothing when it names none.
 * @param name of the file, without its ending
 */
export function keepLog(name: string, { lines, stderr, exitCode }: ActRun): void {
  const folder = process.env['ORCHESTRATOR_E2E_LOGS'] ?? '';
  if (folder === '') return;
  fs.mkdirSync(folder, { recursive: true });
  const told = lines.map(({ job = '', msg, command, name: output = '', arg = '' }) =>
    command === 'set-output'
      ? `${job.trim()} output ${output}: ${arg}`
      : `${job.trim()} ${msg.trimEnd()}`,
  );
  const log = [...told, stderr, `exit code ${String(exitCode)}`, ''].join('\n');
  fs.writeFileSync(path.join(folder, `${name}.log`), log);
}
