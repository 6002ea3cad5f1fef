#!/usr/bin/env node
// The orchestrator's command line, under the name that this repository calls it by.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const cli = new URL('../../../../dist/cli/index.js', import.meta.url);
if (existsSync(cli)) {
  await import(cli.href);
} else {
  console.error(`The orchestrator is not built: there is no ${fileURLToPath(cli)}.`);
  console.error('  → At the top of its repository: npm ci && npm run build:cli');
  process.exitCode = 2;
}
