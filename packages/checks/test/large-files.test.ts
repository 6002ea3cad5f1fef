import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
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
