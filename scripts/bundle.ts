import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';

import { transformSync } from 'esbuild';

import { licenses } from './licenses.ts';

const SHEBANG = '#!/usr/bin/env node\n';
const ENTRY_FILE = 'index.js';

/** Bundles one entry with ncc into the folder `outDir`: `index.js`, its lazy chunks, `package.json`, `licenses.txt`. */
export function bundle(entry: string, outDir: string): void {
  const target = resolve(outDir);
  mkdirSync(dirname(target), { recursive: true });
  const stage = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  try {
    runNcc(resolve(entry), stage);
    minifyChunks(stage);
    makeExecutable(join(stage, ENTRY_FILE));
    publish(stage, target);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function runNcc(entry: string, outDir: string): void {
  const ncc = createRequire(import.meta.url).resolve('@vercel/ncc/dist/ncc/cli.js');
  const flags = ['--minify', '--transpile-only', '--no-cache', '--quiet'];
  const stats = join(outDir, 'stats.json');
  const options = ['--target', 'es2022', '--stats-out', stats, '--out', outDir];
  execFileSync(process.execPath, [ncc, 'build', entry, ...flags, ...options], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // Not ncc's own --license: with lazy chunks its file holds the licences of the last chunk only.
  writeFileSync(join(outDir, 'licenses.txt'), licenses(stats));
  rmSync(stats);
}

/** ncc minifies the entry alone; what the engine need not read, no command has to wait for. */
function minifyChunks(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.endsWith('.index.js')) continue;
    const file = join(folder, name);
    const { code } = transformSync(readFileSync(file, 'utf8'), {
      minify: true,
      format: 'esm',
      target: 'es2022',
      legalComments: 'none',
    });
    writeFileSync(file, code);
  }
}

function makeExecutable(file: string): void {
  const code = readFileSync(file, 'utf8').replace(/^#!.*\n/, '');
  writeFileSync(file, SHEBANG + code);
  chmodSync(file, 0o755);
}

/**
 * Moves the files one by one, the entry last, and only then drops what the new build does not have. So there is an
 * entry at every moment, and each one finds its chunks.
 */
function publish(stage: string, target: string): void {
  mkdirSync(target, { recursive: true });
  const fresh = readdirSync(stage);
  const entryLast = [...fresh.filter((name) => name !== ENTRY_FILE), ENTRY_FILE];
  for (const name of entryLast) {
    renameSync(join(stage, name), join(target, name));
  }
  for (const name of readdirSync(target)) {
    if (!fresh.includes(name)) rmSync(join(target, name), { recursive: true });
  }
}
