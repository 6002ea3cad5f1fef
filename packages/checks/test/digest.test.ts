import { createHash } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createChecks } from '../src/index.ts';
import { folderWith } from './folder.ts';

const files = [
  'B.md',
  'a.md',
  'docs/a.md',
  'docs/deep/b.md',
  'docs/c.txt',
  'app/[id]/page.ts',
  '.env',
];

function prepare(): string {
  const outside = folderWith({ 'secret.md': 'secret' });
  const root = folderWith({
    ...Object.fromEntries(files.map((path) => [path, path])),
    '.git/config': '',
    'node_modules/x/a.md': '',
    'docs/node_modules/a.md': '',
  });
  symlinkSync(join(outside, 'secret.md'), join(root, 'out.md'));
  symlinkSync(outside, join(root, 'out'));
  symlinkSync('docs/a.md', join(root, 'in.md'));
  symlinkSync('docs', join(root, 'in'));
  symlinkSync('.', join(root, 'docs/loop'));
  symlinkSync('nowhere', join(root, 'dangling.md'));
  return root;
}

test.each<[readonly string[], readonly string[], readonly string[]]>([
  [[], [], []],
  [['docs/a.md', 'B.md', 'a.md', 'B.md'], ['B.md', 'a.md', 'docs/a.md'], []],
  [['b.md', 'B.md', 'Z.md', 'a/b'], ['B.md'], ['Z.md', 'a/b', 'b.md']],
  [['docs'], [], ['docs']],
  [['*.md'], ['B.md', 'a.md', 'in.md'], ['out.md']],
  [['docs/*'], ['docs/a.md', 'docs/c.txt'], []],
  [['docs/**'], ['docs/a.md', 'docs/c.txt', 'docs/deep/b.md'], []],
  [['docs/**/*.md', 'docs/a.md'], ['docs/a.md', 'docs/deep/b.md'], []],
  [['docs/*.{md,txt}'], ['docs/a.md', 'docs/c.txt'], []],
  [['{docs/deep,app/**}/*'], ['app/[id]/page.ts', 'docs/deep/b.md'], []],
  [['?.md'], ['B.md', 'a.md'], []],
  [['app/[id]/*.ts', 'app/[id]/page.ts'], ['app/[id]/page.ts'], []],
  [['.*'], ['.env'], []],
  [['nothing/*', '*.none'], [], []],
  [['in/a.md'], ['in/a.md'], []],
  [['in/*.md'], ['in/a.md'], []],
  [['out/secret.md', 'out/*', 'out.md'], [], ['out.md', 'out/*', 'out/secret.md']],
  [
    ['../*', '/etc/*', '../x', '/etc/passwd', '*/../../x'],
    [],
    ['*/../../x', '../*', '../x', '/etc/*', '/etc/passwd'],
  ],
  [['node_modules/**', '.git/*'], [], []],
  [['.git/config'], ['.git/config'], []],
  [['*'.repeat(1025)], [], ['*'.repeat(1025)]],
  [['a\nb', 'docs\\a.md'], [], ['a\ufffdb', 'docs\ufffda.md']],
])('%j', async (patterns, paths, missing) => {
  const root = prepare();
  const digest = await createChecks({ root }).digest(patterns);
  expect(digest.outputs.map(({ path }) => path)).toEqual(paths);
  expect(digest.missing).toEqual(missing);
});

test('the digest is of the bytes, also through a link', async () => {
  const root = prepare();
  const sha256 = createHash('sha256').update('docs/a.md').digest('hex');
  const { outputs } = await createChecks({ root }).digest(['in.md', 'docs/a.md']);
  expect(outputs).toEqual([
    { path: 'docs/a.md', sha256 },
    { path: 'in.md', sha256 },
  ]);
});

test('a file whose name no record can hold is reported', async () => {
  const root = folderWith({ 'a\n::error::x.md': '', 'b.md': '' });
  const { outputs, missing } = await createChecks({ root }).digest(['**']);
  expect(outputs.map(({ path }) => path)).toEqual(['b.md']);
  expect(missing).toEqual(['a\ufffd::error::x.md']);
});

test('evil globs take no longer than others', async () => {
  const root = folderWith({ ['a'.repeat(200)]: '' });
  const start = performance.now();
  await createChecks({ root }).digest(['*a'.repeat(100) + 'b', '**/'.repeat(200) + 'b']);
  expect(performance.now() - start).toBeLessThan(5000);
});
