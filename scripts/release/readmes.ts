/** Writes the tables of the actions' READMEs from their action.yml; with --check says whether they are fresh. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { actionNames, readActionFile } from './action-file.ts';
import { withTables } from './readme.ts';

const root = join(import.meta.dirname, '../..');
const stale = actionNames.filter((name) => {
  const file = join(root, 'actions', name, 'README.md');
  const present = readFileSync(file, 'utf8');
  const wanted = withTables(present, readActionFile(root, name));
  if (wanted === present) return false;
  if (!process.argv.includes('--check')) writeFileSync(file, wanted);
  return true;
});
if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`Stale: ${stale.map((name) => `actions/${name}/README.md`).join(', ')}.`);
  process.exitCode = 1;
} else console.log(`${actionNames.length} READMEs, ${stale.length} stale.`);
