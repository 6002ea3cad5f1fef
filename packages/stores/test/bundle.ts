/** Makes one file of a program of the tests, to be run by a plain Node process or worker. */
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';

const top = path.join(import.meta.dirname, '../../..');

export function bundle(entry: string, outfile: string, ...more: readonly string[]): void {
  const fixed = ['--bundle', '--platform=node', '--format=esm', '--log-level=warning'];
  execFileSync(path.join(top, 'node_modules/.bin/esbuild'), [
    path.join(import.meta.dirname, entry),
    ...fixed,
    ...more,
    `--outfile=${outfile}`,
  ]);
}
