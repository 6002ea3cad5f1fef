import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/**
 * The path of act: where `.ci/tools` puts it, else on PATH. It keeps none that PATH has in the right version.
 * @throws Error that says what to do, when there is none
 */
export function findAct(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache');
  const kept = path.join(cache, 'orchestrator-ci', 'bin');
  const folders = [kept, ...(process.env['PATH'] ?? '').split(path.delimiter)];
  const found = folders
    .map((folder) => path.join(folder, 'act'))
    .find((file) => fs.existsSync(file));
  if (found === undefined) throw new Error('There is no act here: run .ci/tools.');
  return found;
}
