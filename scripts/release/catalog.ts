/** Writes action-catalog.md from the actions' action.yml; with --check says whether it is fresh. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { catalogOf } from './catalog-page.ts';

const root = join(import.meta.dirname, '../..');
const file = join(root, 'action-catalog.md');
const wanted = catalogOf(root);
const isFresh = readFileSync(file, 'utf8') === wanted;
if (process.argv.includes('--check') && !isFresh) {
  console.error('Stale: action-catalog.md. Run npm run catalog.');
  process.exitCode = 1;
} else {
  if (!isFresh) writeFileSync(file, wanted);
  console.log(`action-catalog.md ${isFresh ? 'is fresh' : 'was written'}.`);
}
