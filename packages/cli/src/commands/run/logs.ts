/** What belongs to a run and is not committed: packets, what agents printed. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { runsFolder, StorageError } from '@orchestrator/core';
import type { Context } from '../../context.ts';
import { attributes } from '../init/attributes.ts';

export const logsFolder = (label: string): string => `${runsFolder}/${label}/logs`;

const ignore = `# Packets and logs of runs stay here; their records are committed.
*/logs/
`;

/** What git has to know about runs, once for all of them, and the folder for what this one is not to keep. */
export async function prepareRun({ deps, root }: Context, label: string): Promise<void> {
  for (const [name, text] of [
    ['.gitignore', ignore],
    ['.gitattributes', attributes],
  ] as const) {
    const file = `${runsFolder}/${name}`;
    if (!fs.existsSync(path.join(root, file))) await deps.store.writeView({ path: file, text });
  }
  const logs = logsFolder(label);
  makeFolder(root, `${logs}/invocations`);
  // A .gitignore of somebody else's stays as it is, and says nothing of logs.
  const ignored = fs.readFileSync(path.join(root, runsFolder, '.gitignore'), 'utf8');
  if (!ignored.includes('logs')) writeLog(root, `${logs}/.gitignore`, '*\n');
}

/** Writes a log, whole. @returns its absolute path */
export function writeLog(root: string, file: string, text: string): string {
  makeFolder(root, path.dirname(file));
  const full = path.join(root, file);
  const draft = path.join(path.dirname(full), `.${path.basename(full)}.${process.pid}`);
  fs.writeFileSync(draft, text);
  fs.renameSync(draft, full);
  return full;
}

/** @throws StorageError when a file or a link out of the root is in the way */
function makeFolder(root: string, folder: string): void {
  try {
    fs.mkdirSync(path.join(root, folder), { recursive: true });
    const way = path.relative(fs.realpathSync(root), fs.realpathSync(path.join(root, folder)));
    if (!way.startsWith('..') && !path.isAbsolute(way)) return;
  } catch (error) {
    throw new StorageError(`${folder} can't be made.`, 'Move away what is in the way.', error);
  }
  throw new StorageError(
    `${folder} leads out of the root through a link.`,
    'Replace the link by a folder.',
  );
}
