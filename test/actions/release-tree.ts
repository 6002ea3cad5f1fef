/** The release tree for tests: built once, by the first test that needs it. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildRelease } from '../../scripts/release/tree.ts';

export const root = path.join(import.meta.dirname, '../..');
const built = path.join(root, 'dist/release');
const lock = path.join(root, 'dist/.release-lock');

export const temporary = (name: string): string =>
  fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), `orchestrator-${name}-`)));

/** A copy of the tree, so that a build that others start meanwhile changes nothing. */
export function releaseTree(): string {
  const folder = temporary('release');
  alone(() => {
    if (isStale()) build();
    fs.cpSync(built, folder, { recursive: true });
  });
  return folder;
}

function build(): void {
  const started = new Date();
  const fresh = `${built}-${process.pid}`;
  buildRelease(root, fresh);
  // A source edited while the build runs must count as newer than the build.
  fs.utimesSync(path.join(fresh, 'lib/index.js'), started, started);
  fs.rmSync(built, { recursive: true, force: true });
  fs.renameSync(fresh, built);
}

/** Test files run in processes of their own: one builds, the others wait for it. */
function alone(work: () => void): void {
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  for (;;) {
    try {
      fs.mkdirSync(lock);
      break;
    } catch {
      const age =
        Date.now() - (fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > longestBuild) fs.rmSync(lock, { recursive: true, force: true });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  try {
    work();
  } finally {
    fs.rmSync(lock, { recursive: true, force: true });
  }
}
const longestBuild = 120_000;

function isStale(): boolean {
  const entry = modified(path.join(built, 'lib/index.js'));
  return sources().some((file) => modified(path.join(root, file)) > entry);
}

const modified = (file: string): number =>
  fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function sources(): readonly string[] {
  const below = (folder: string): readonly string[] =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => !/(^|[/])(node_modules|test)([/]|$)/.test(file))
      .map((file) => path.join(folder, file));
  return ['package-lock.json', ...['packages', 'actions', 'scripts'].flatMap(below)];
}
