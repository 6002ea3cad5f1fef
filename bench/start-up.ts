/** Start-up of the command line against a Node process that does nothing. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { inTurns, type Row } from './table.ts';

export function benchStartUp(): readonly Row[] {
  const empty = join(mkdtempSync(join(tmpdir(), 'bench-')), 'empty.mjs');
  writeFileSync(empty, '');
  const cli = resolve('dist/cli/index.js');
  const run =
    (...args: readonly string[]) =>
    (): void => {
      execFileSync(process.execPath, args, { stdio: 'ignore' });
    };
  const [floorMs = 1, version = 0, help = 0] = inTurns(21, [
    run(empty),
    run(cli, '--version'),
    run(cli, 'claim', '--help'),
  ]);
  const floor = 'empty node process';
  return [
    { what: 'orchestrator --version', ms: version, floor, floorMs, aim: 2 },
    { what: 'orchestrator claim --help', ms: help, floor, floorMs, aim: 2 },
  ];
}
