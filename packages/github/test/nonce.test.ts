import { afterEach, beforeEach, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { nonceSchema } from '@orchestrator/core';
import { readLeg } from '../src/leg.ts';
import { keptRandom, nonceOf } from '../src/nonce.ts';
import { jobOf } from './jobs.ts';

let scratch: string;
beforeEach(() => {
  scratch = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'orchestrator-nonce-')), 'made');
});
afterEach(() => fs.rmSync(path.dirname(scratch), { recursive: true, force: true }));

test('a repeated step has the nonce that it had, and everything else has another', () => {
  const leg = { checkRunId: '5' };
  const nonce = nonceOf(jobOf(), leg)('links', 1);
  expect(nonce).toMatch(/^[0-9a-f]{32}$/);
  expect(nonceSchema.safeParse(nonce).success).toBe(true);
  expect(nonceOf(jobOf(), leg)('links', 1)).toBe(nonce);
  const others = [
    nonceOf(jobOf(), leg)('links', 2),
    nonceOf(jobOf(), leg)('links', ''),
    nonceOf(jobOf(), leg)('wording', 1),
    nonceOf(jobOf({ runAttempt: 2 }), leg)('links', 1),
    nonceOf(jobOf({ run: '70002' }), leg)('links', 1),
    nonceOf(jobOf({ job: 'other' }), leg)('links', 1),
    nonceOf(jobOf({ repository: 'acme/other' }), leg)('links', 1),
    nonceOf(jobOf(), { checkRunId: '6' })('links', 1),
    nonceOf(jobOf({ scratch }), { jobIndex: '5' })('links', 1),
    nonceOf(jobOf({ scratch }), { jobIndex: '5', matrix: '{"a":1}' })('links', 1),
    nonceOf(jobOf({ scratch }), { matrix: '{"a":2}' })('links', 1),
  ];
  expect(new Set([nonce, ...others]).size).toBe(others.length + 1);
});

test('the check run tells enough: what else is known then makes no difference', () => {
  const leg = { checkRunId: '5' };
  const more = { checkRunId: '5', jobIndex: '1', matrix: '{"a":1}' };
  expect(nonceOf(jobOf(), leg)('links', 1)).toBe(nonceOf(jobOf(), more)('links', 1));
});

test.each([
  ['nothing tells jobs apart', readLeg({ 'check-run-id': undefined, matrix: '{}' })],
  ['a matrix calls the same workflow several times', { jobIndex: '0', matrix: '{"a":1}' }],
])('where %s, a value that is made once in the temporary folder does', (_, leg) => {
  const here = nonceOf(jobOf({ scratch }), leg)('links', 1);
  expect(nonceOf(jobOf({ scratch }), leg)('links', 1)).toBe(here);
  expect(nonceOf(jobOf({ scratch: `${scratch}-2` }), leg)('links', 1)).not.toBe(here);
});

test('processes that make it at the same time all find the same value', async () => {
  const file = path.join(path.dirname(scratch), 'nonce.mjs');
  const source = path.join(import.meta.dirname, '../src/nonce.ts');
  buildSync({
    entryPoints: [source],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: file,
  });
  // They start together, at a moment that is far enough away for all of them to be ready.
  const code = `import { keptRandom } from ${JSON.stringify(file)};
    while (Date.now() < ${Date.now() + 1500});
    process.stdout.write(keptRandom(${JSON.stringify(scratch)}));`;
  const args = ['--input-type=module', '--eval', code];
  const run = promisify(execFile);
  const found = await Promise.all(Array.from({ length: 6 }, () => run(process.execPath, args)));
  const values = new Set(found.map(({ stdout }) => stdout));
  expect([...values]).toEqual([keptRandom(scratch)]);
  expect(fs.readdirSync(scratch)).toEqual(['random']);
});

test.each(['', '{}', 'null', '{ }\n'])('%j is no matrix', (matrix) => {
  expect(readLeg({ matrix, 'job-index': '0' })).toEqual({ jobIndex: '0' });
});
