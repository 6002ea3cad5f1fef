/** A release tree with one action of a few lines, to try the runner itself. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const manifest = `
name: probe
description: Says what it sees
inputs:
  say: { description: becomes the output said, default: '' }
  fail: { description: whether main fails, default: 'false' }
outputs:
  said: { description: what was said }
runs: { using: node24, main: main.js, post: main.js }
`;

const program = `
const { appendFileSync } = require('node:fs');
const env = process.env;
if (env.STATE_main) {
  console.log('post of', env.GITHUB_JOB);
} else {
  appendFileSync(env.GITHUB_STATE, 'main=done\\n');
  appendFileSync(env.GITHUB_OUTPUT, 'said<<END\\n' + env.INPUT_SAY + '\\nEND\\n');
  appendFileSync(env.GITHUB_STEP_SUMMARY, '# Seen\\n');
  const seen = Object.entries(env).filter(([name]) => /^(GITHUB|ACTIONS|RUNNER|HOME|PROBE)/.test(name));
  console.log(JSON.stringify({ node: process.version, ...Object.fromEntries(seen) }));
  console.log('::notice title=Probe::all is well');
  if (env.INPUT_FAIL === 'true') process.exitCode = 1;
}
`;

/** @returns the folder for `org/orchestrator@v1`, and how to remove it */
export function throwAwayAction(): { readonly folder: string; remove(): void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'release-'));
  fs.mkdirSync(path.join(folder, 'probe'));
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "type": "commonjs" }');
  fs.writeFileSync(path.join(folder, 'probe', 'action.yml'), manifest);
  fs.writeFileSync(path.join(folder, 'probe', 'main.js'), program);
  return { folder, remove: () => fs.rmSync(folder, { recursive: true }) };
}
