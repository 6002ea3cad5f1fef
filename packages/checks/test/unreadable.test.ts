import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { MachineCheck } from '@orchestrator/core';
import { folderWith, resultOf } from './folder.ts';

/** One check of every type that reads a file. */
const checksOf = (path: string): readonly MachineCheck[] => [
  { type: 'file_exists', path },
  { type: 'min_sources', path, min: 0 },
  { type: 'contains_headings', path, headings: ['A'] },
  { type: 'not_contains', path, pattern: 'x' },
  { type: 'json_schema', path, schema: 'schema.json' },
  { type: 'json_schema', path: 'data.json', schema: path },
  { type: 'matches', path, pattern: '' },
  { type: 'min_words', path, min: 0 },
  { type: 'links_resolve', path },
  { type: 'sha256', path, digest: '0'.repeat(64) },
];
const readsText = (check: MachineCheck) =>
  check.type !== 'file_exists' && check.type !== 'sha256' && check.type !== 'command';

function prepare(): string {
  const secret = folderWith({ 'secret.md': '# A' });
  const root = folderWith({
    'schema.json': 'true',
    'data.json': '{}',
    'binary.md': new Uint8Array([0x23, 0x20, 0x41, 0]),
    'latin1.md': new Uint8Array([0x23, 0x20, 0xe9]),
    'file.md': '# A',
  });
  mkdirSync(join(root, 'folder.md'));
  symlinkSync(join(secret, 'secret.md'), join(root, 'out.md'));
  symlinkSync(secret, join(root, 'out'));
  symlinkSync('nowhere.md', join(root, 'dangling.md'));
  symlinkSync('loop.md', join(root, 'loop.md'));
  return root;
}

test.each([
  ['missing.md', 'missing.md does not exist'],
  ['file.md/below.md', 'file.md/below.md does not exist'],
  ['dangling.md', 'dangling.md does not exist'],
  ['folder.md', 'folder.md is a folder, not a file'],
  ['out.md', 'out.md leads out of the root and was not opened'],
  ['out/secret.md', 'out/secret.md leads out of the root and was not opened'],
  ['../secret.md', '../secret.md leads out of the root and was not opened'],
  ['/etc/passwd', '/etc/passwd leads out of the root and was not opened'],
  ['loop.md', 'loop.md cannot be read'],
])('no check reads %s', async (path, detail) => {
  const root = prepare();
  for (const check of checksOf(path)) {
    expect(await resultOf(root, check)).toEqual({ id: 'exit-1', ok: false, detail });
  }
});

test.each([
  ['binary.md', 'binary.md is not text: it holds a NUL byte'],
  ['latin1.md', 'latin1.md is not text: it is not valid UTF-8'],
])('no check reads %s as text', async (path, detail) => {
  const root = prepare();
  for (const check of checksOf(path).filter(readsText)) {
    expect(await resultOf(root, check)).toEqual({ id: 'exit-1', ok: false, detail });
  }
});

test('a link that stays inside is followed', async () => {
  const root = folderWith({ 'real/file.md': '# A' });
  symlinkSync('real', join(root, 'link'));
  expect(await resultOf(root, { type: 'file_exists', path: 'link/file.md' })).toMatchObject({
    ok: true,
  });
});

test('a root that is itself a link is no way out', async () => {
  const root = folderWith({ 'real/file.md': '# A' });
  symlinkSync('real', join(root, 'link'));
  const check: MachineCheck = { type: 'file_exists', path: 'file.md' };
  expect(await resultOf(join(root, 'link'), check)).toMatchObject({ ok: true });
});
