/** The tree that a release tag holds: every action in a folder of its own over one shared bundle, and the command line. */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { bundle } from '../bundle.ts';
import { actionNames, readActionFile } from './action-file.ts';

/** Files of the repository that go along as they are; those that are not there are left out. */
const documents = ['LICENSE', 'CHANGELOG.md', 'action-catalog.md', 'SECURITY.md'];

/**
 * @param root of the repository
 * @param outDir is made anew: everything in it is lost. There is nothing in it below `.github`, so that a token that may
 *   not write workflows can push it.
 */
export function buildRelease(root: string, outDir: string): void {
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const lib = join(outDir, 'lib');
  bundle(join(root, 'scripts/release/entry.ts'), lib);
  renameSync(join(lib, 'licenses.txt'), join(outDir, 'THIRD-PARTY-LICENSES.txt'));
  for (const name of actionNames) writeAction(root, outDir, name);
  writeStub(join(outDir, 'cli'), 'cli', '#!/usr/bin/env node\n');
  chmodSync(join(outDir, 'cli/index.js'), 0o755);
  writeFileSync(join(outDir, 'package.json'), manifest(root));
  for (const name of documents) {
    if (existsSync(join(root, name))) cpSync(join(root, name), join(outDir, name));
  }
}

function writeAction(root: string, outDir: string, name: (typeof actionNames)[number]): void {
  // Read for its mistakes: they would show only when somebody uses the release.
  readActionFile(root, name);
  writeStub(join(outDir, name), name);
  for (const file of ['action.yml', 'README.md']) {
    cpSync(join(root, 'actions', name, file), join(outDir, name, file));
  }
}

function writeStub(folder: string, name: string, first = ''): void {
  mkdirSync(folder, { recursive: true });
  const code = `import { start } from '../lib/index.js';\nawait start('${name}');\n`;
  writeFileSync(join(folder, 'index.js'), first + code);
}

/** No dependencies: `npx github:org/orchestrator#v1` installs this and nothing else. */
function manifest(root: string): string {
  const { name, version, description, license, engines } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Readonly<Record<string, unknown>>;
  const bin = { orchestrator: 'cli/index.js' };
  const fields = { name, version, description, license, type: 'module', engines, bin };
  return `${JSON.stringify(fields, null, 2)}\n`;
}
