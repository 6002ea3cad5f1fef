import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { MachineCheck } from '@orchestrator/core';
import { withFile } from '../src/files/open-file.ts';
import { createChecks } from '../src/index.ts';
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
  execFileSync('mkfifo', [join(root, 'pipe.md')]);
  symlinkSync('pipe.md', join(root, 'to-pipe.md'));
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
  ['pipe.md', 'pipe.md is a pipe, a socket or a device, not a file, and was not opened'],
  ['to-pipe.md', 'to-pipe.md is a pipe, a socket or a device, not a file, and was not opened'],
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

// Root may read everything.
const asUser = process.getuid?.() === 0 ? test.skip : test;
asUser('no permission is said', async () => {
  const root = folderWith({ 'schema.json': 'true', 'data.json': '{}', 'closed.md': '# A' });
  chmodSync(join(root, 'closed.md'), 0);
  for (const check of checksOf('closed.md').filter(({ type }) => type !== 'file_exists')) {
    expect(await resultOf(root, check)).toEqual({
      id: 'exit-1',
      ok: false,
      detail: 'closed.md cannot be read: no permission',
    });
  }
  expect(await createChecks({ root }).digest(['closed.md'])).toEqual({
    outputs: [],
    missing: ['closed.md'],
  });
});

test.each([
  ['link', 'a.md cannot be read (ELOOP)'],
  ['pipe', 'a.md is no file any more'],
  ['missing', 'a.md cannot be read (ENOENT)'],
])('what has become a %s after it was found is not read', async (kind, detail) => {
  const root = folderWith({ 'other.md': 'secret' });
  const real = join(root, 'a.md');
  if (kind === 'link') symlinkSync('other.md', real);
  if (kind === 'pipe') execFileSync('mkfifo', [real]);
  const read = () => 'read';
  expect(await withFile('a.md', { kind: 'file', real, size: 1 }, read)).toEqual({
    ok: false,
    detail,
  });
});

test('a folder that a command makes a link out of the root is outside from then on', async () => {
  const outside = folderWith({ 'a.md': '' });
  const root = folderWith({ 'one/a.md': '' });
  const exists: MachineCheck = { type: 'file_exists', path: 'one/a.md' };
  const swap = `rm -r one && ln -s ${outside} one`;
  const checks: readonly MachineCheck[] = [
    exists,
    { type: 'command', argv: ['sh', '-c', swap] },
    exists,
  ];
  const results = await createChecks({ root }).run(
    checks.map((check, index) => ({ id: `exit-${index}`, text: '', check })),
  );
  expect(results.map(({ ok }) => ok)).toEqual([true, true, false]);
});
