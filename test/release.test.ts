/** The release tree: what is in it, that everybody builds the same one, and that it starts by itself. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { buildRelease } from '../scripts/release/tree.ts';
import { actionNames } from '../scripts/release/action-file.ts';
import { root, temporary } from './actions/release-tree.ts';
import { run } from './actions/run-step.ts';

let tree: string;
beforeAll(() => {
  tree = temporary('release');
  buildRelease(root, tree);
}, 180_000);
afterAll(() => fs.rmSync(tree, { recursive: true, force: true }));

const filesBelow = (folder: string): readonly string[] =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
const read = (file: string): string => fs.readFileSync(path.join(tree, file), 'utf8');

const digests = (folder: string): readonly (readonly [string, string, number])[] =>
  filesBelow(folder).map((file) => {
    const full = path.join(folder, file);
    const digest = createHash('sha256').update(fs.readFileSync(full)).digest('hex');
    return [file, digest, fs.statSync(full).mode & 0o777];
  });

test('holds every action, the bundle, the command line and what people must know, and no workflow', () => {
  const files = filesBelow(tree);
  for (const name of actionNames) {
    expect(files).toEqual(expect.arrayContaining([`${name}/action.yml`, `${name}/README.md`]));
    expect(read(`${name}/index.js`).split('\n')).toEqual([
      "import { start } from '../lib/index.js';",
      `await start('${name}');`,
      '',
    ]);
  }
  expect(files).toEqual(
    expect.arrayContaining(['LICENSE', 'CHANGELOG.md', 'THIRD-PARTY-LICENSES.txt']),
  );
  expect(
    files.filter((file) => /(^|\/)(\.github|\.git|node_modules|src|test)(\/|$)/.test(file)),
  ).toEqual([]);
  expect(JSON.parse(read('package.json'))).toEqual({
    ...{ name: 'orchestrator', version: expect.any(String), description: expect.any(String) },
    ...{ license: 'MIT', type: 'module', engines: { node: '>=20' } },
    bin: { orchestrator: 'cli/index.js' },
  });
  expect(fs.statSync(path.join(tree, 'cli/index.js')).mode & 0o111).not.toBe(0);
});

test('names the licence of every package that is in it', () => {
  const licenses = read('THIRD-PARTY-LICENSES.txt');
  for (const name of [
    '@actions/core',
    '@actions/artifact',
    '@octokit/core',
    'zod',
    'commander',
    'yaml',
  ]) {
    expect(licenses).toMatch(new RegExp(`^${name}$`, 'm'));
  }
});

test('is small, and what few steps need is not in the way of the others', () => {
  const size = (file: string): number => fs.statSync(path.join(tree, file)).size;
  const total = filesBelow(tree).reduce((sum, file) => sum + size(file), 0);
  expect(total).toBeLessThan(6e6);
  expect(size('lib/index.js')).toBeLessThan(50_000);
  const withArtifacts = filesBelow(tree).filter((file) => read(file).includes('ArtifactService'));
  expect(withArtifacts).toHaveLength(1);
  expect(withArtifacts[0]).toMatch(/^lib\/\d+\.index\.js$/);
});

test('is the same, byte for byte, from a checkout in another place', async () => {
  // On the same disk, where a copy of the packages costs nothing.
  fs.mkdirSync(path.join(root, 'dist'), { recursive: true });
  const other = fs.mkdtempSync(path.join(root, 'dist/.elsewhere-'));
  try {
    const checkout = path.join(other, 'some/where/else');
    copySources(checkout);
    const again = path.join(other, 'out');
    const tsx = path.join(checkout, 'node_modules/tsx/dist/cli.mjs');
    const env = { PATH: process.env['PATH'] ?? '', HOME: other, TMPDIR: other };
    const built = await run([tsx, path.join(checkout, 'scripts/release.ts'), again], env, other);
    expect(built).toMatchObject({ code: 0 });
    expect(digests(again)).toEqual(digests(tree));
  } finally {
    fs.rmSync(other, { recursive: true, force: true });
  }
}, 180_000);

/** The sources, and packages as an installation would lay them out. */
function copySources(checkout: string): void {
  const kept = (file: string): boolean => !/\/test$/.test(file);
  for (const name of ['packages', 'actions', 'scripts']) {
    const options = { recursive: true, filter: kept, verbatimSymlinks: true };
    fs.cpSync(path.join(root, name), path.join(checkout, name), options);
  }
  const documents = ['LICENSE', 'CHANGELOG.md', 'SECURITY.md', 'action-catalog.md'];
  for (const name of ['package.json', 'tsconfig.json', ...documents]) {
    if (fs.existsSync(path.join(root, name)))
      fs.cpSync(path.join(root, name), path.join(checkout, name));
  }
  const modules = path.join(checkout, 'node_modules');
  link(path.join(root, 'node_modules'), modules);
  fs.rmSync(path.join(modules, '.cache'), { recursive: true, force: true });
  fs.rmSync(path.join(modules, '@orchestrator'), { recursive: true, force: true });
  fs.mkdirSync(path.join(modules, '@orchestrator'));
  for (const name of fs.readdirSync(path.join(root, 'packages'))) {
    fs.symlinkSync(
      path.join(checkout, 'packages', name),
      path.join(modules, '@orchestrator', name),
    );
  }
}

/** A copy of a folder whose files are the same ones, where the disk can do that. */
function link(from: string, to: string): void {
  try {
    execFileSync('cp', ['-al', from, to], { stdio: 'pipe' });
  } catch {
    fs.rmSync(to, { recursive: true, force: true });
    fs.cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  }
}

describe('starts without a network, a configuration or anything installed', () => {
  const env = { PATH: '/nonexistent' };

  test.each(actionNames)('%s', async (name) => {
    const { code, stdout, stderr } = await run([path.join(tree, name, 'index.js')], env);
    expect([code, stderr]).toEqual([1, '']);
    const errors = stdout.split('\n').filter((line) => line.startsWith('::error '));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^::error title=(invalid-input|storage-failed)::/);
  });

  test('the command line, by the name that package.json gives it', async () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    const link = path.join(tree, 'orchestrator');
    fs.symlinkSync('cli/index.js', link);
    const { code, stdout, stderr } = await run([link, '--version'], env);
    fs.rmSync(link);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});
