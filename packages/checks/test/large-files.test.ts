import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { folderWith, resultOf } from './folder.ts';

/** Sparse: it takes no room on the disk. */
function folderWithSparse(path: string, bytes: number): string {
  const root = folderWith();
  const file = openSync(join(root, path), 'w');
  ftruncateSync(file, bytes);
  closeSync(file);
  return root;
}

const mebibyte = 1024 * 1024;

test('a text above 64 MiB is not read', async () => {
  const root = folderWithSparse('large.txt', 64 * mebibyte + 1);
  expect(await resultOf(root, { type: 'matches', path: 'large.txt', pattern: 'x' })).toEqual({
    id: 'exit-1',
    ok: false,
    detail: 'large.txt is larger than the 64 MiB that are read for this check',
  });
});

test('Markdown above 8 MiB is not parsed', async () => {
  const root = folderWithSparse('large.md', 8 * mebibyte + 1);
  expect(await resultOf(root, { type: 'links_resolve', path: 'large.md' })).toEqual({
    id: 'exit-1',
    ok: false,
    detail: 'large.md is larger than the 8 MiB that are read for this check',
  });
});

test('sha256 reads a file of any size', async () => {
  const root = folderWithSparse('large.bin', 64 * mebibyte + 1);
  const digest = '0'.repeat(64);
  const { detail } = await resultOf(root, { type: 'sha256', path: 'large.bin', digest });
  expect(detail).toMatch(/^large\.bin has the sha256 [0-9a-f]{64}, not 0{64}$/);
});

/** The most memory, in MiB, that a process of its own needs to hash and check a file. */
function peakMemory(root: string): number {
  const source = fileURLToPath(new URL('../src/index.ts', import.meta.url));
  const script = `
    const { createChecks } = await import(${JSON.stringify(source)});
    const checks = createChecks({ root: ${JSON.stringify(root)} });
    const check = { type: 'sha256', path: 'large.bin', digest: '0'.repeat(64) };
    const [result] = await checks.run([{ id: 'exit-1', text: '', check }]);
    const { outputs } = await checks.digest(['large.bin', '*.bin']);
    if (!result.detail.includes(outputs[0].sha256)) throw new Error(result.detail);
    console.log(process.resourceUsage().maxRSS);
  `;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' })) / 1024;
}

test('a file of 1 GiB takes no more memory than a small one', () => {
  const small = peakMemory(folderWithSparse('large.bin', 1));
  const large = peakMemory(folderWithSparse('large.bin', 1024 * mebibyte));
  expect(large - small).toBeLessThan(64);
});
