/** The start of each action's bundle, against a Node action that does nothing and one that holds @actions/core alone. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { bundle } from '../scripts/bundle.ts';
import { actionNames } from '../scripts/release/action-file.ts';
import { buildRelease } from '../scripts/release/tree.ts';

import { inTurns, type Row } from './table.ts';

const rounds = 15;
/** In bytes. */
const mostBytes = 6 * 1024 * 1024;

export function benchActions(): readonly Row[] {
  const cache = resolve('dist');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, '.bench-'));
  try {
    const tree = join(folder, 'release');
    buildRelease(resolve('.'), tree);
    const size = sizeOf(tree);
    const verdict = size <= mostBytes ? 'met' : 'MISSED';
    console.log(`\nrelease tree: ${(size / 2 ** 20).toFixed(1)} MB  aim 6 MB: ${verdict}`);
    return starts(folder, tree);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function starts(folder: string, tree: string): readonly Row[] {
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, '');
  const source = join(folder, 'core.ts');
  writeFileSync(source, "import * as core from '@actions/core';\ncore.info(core.getInput('x'));\n");
  bundle(source, join(folder, 'core'));
  const [emptyMs = 1, coreMs = 1, ...actions] = inTurns(rounds, [
    () => run(empty, folder),
    () => run(join(folder, 'core/index.js'), folder),
    ...actionNames.map((name) => () => run(join(tree, name, 'index.js'), folder)),
  ]);
  return actionNames.flatMap((name, index): Row[] => {
    const ms = actions[index] ?? 0;
    return [
      { what: `start of ${name}`, ms, floor: 'empty node action', floorMs: emptyMs },
      { what: `start of ${name}`, ms, floor: '@actions/core alone', floorMs: coreMs },
    ];
  });
}

/** With inputs that are missing or wrong, an action has loaded what it needs to say so, and ends there. */
function run(file: string, folder: string): void {
  const env = {
    PATH: process.env['PATH'],
    GITHUB_REPOSITORY: 'acme/consumer',
    GITHUB_RUN_ID: '1',
    RUNNER_TEMP: join(folder, 'temp'),
    GITHUB_WORKSPACE: folder,
    INPUT_STATUS: 'neither',
  };
  spawnSync(process.execPath, [file], { env, stdio: 'ignore' });
}

function sizeOf(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}
