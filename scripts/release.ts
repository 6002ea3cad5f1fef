/** Builds the release tree: tsx scripts/release.ts [FOLDER], by default dist/release. */
import { join, resolve } from 'node:path';

import { buildRelease } from './release/tree.ts';

const root = join(import.meta.dirname, '..');
const outDir = resolve(process.argv[2] ?? join(root, 'dist/release'));
// The bundler numbers chunks by paths from here: started elsewhere, it would make other bytes.
process.chdir(root);
buildRelease(root, outDir);
