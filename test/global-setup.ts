import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ENTRY = 'packages/cli/src/main.ts';
const BUNDLE = 'dist/cli/index.js';
const BUILD_INPUTS = [
  'package-lock.json',
  'tsconfig.json',
  'scripts/build.ts',
  'scripts/bundle.ts',
  'scripts/licenses.ts',
];

/** Builds the command line once per test run, when its bundle is missing or older than a source. */
export default function globalSetup(): void {
  if (existsSync(ENTRY) && isStale()) {
    const tsx = join('node_modules', 'tsx', 'dist', 'cli.mjs');
    execFileSync(process.execPath, [tsx, 'scripts/build.ts'], { stdio: 'inherit' });
  }
}

function isStale(): boolean {
  const built = modified(BUNDLE);
  return [...BUILD_INPUTS, ...sources()].some((file) => modified(file) > built);
}

function sources(): string[] {
  return readdirSync('packages')
    .map((name) => join('packages', name, 'src'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
    );
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
