/** What release.yml runs: one commit from one source, published once, and the major version behind the newest. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';

import { root, temporary } from '../actions/release-tree.ts';
import { git, gitEnvironment } from '../kit/act/git.ts';

const script = (name: string): string => path.join(root, '.github/release', name);

let folder: string;
let source: string;
let remote: string;
beforeEach(() => {
  folder = temporary('publish');
  source = path.join(folder, 'source');
  remote = path.join(folder, 'org/orchestrator');
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', remote);
  git(folder, 'clone', '--quiet', remote, source);
  git(source, 'commit', '--quiet', '--allow-empty', '--message', 'The source');
  git(source, 'push', '--quiet', 'origin', 'HEAD:main');
  fakeGh();
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** It writes down what it is asked, knows the releases it was told to create, and says that they are immutable. */
function fakeGh(): void {
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin);
  const lines = [
    `cd '${folder}'`,
    'echo "$*" | head -n 1 >> asked',
    'case "$1 $2" in',
    '  "release create") echo draft > "state-$3" ;;',
    '  "release edit") echo published > "state-$3" ;;',
    '  "release view") cat "state-$3" ;;',
    '  api*) echo true ;;',
    'esac',
  ];
  fs.writeFileSync(path.join(bin, 'gh'), `#!/bin/sh\n${lines.join('\n')}\n`, { mode: 0o755 });
}

function treeOf(version: string): string {
  const tree = path.join(folder, `tree-${version}`);
  fs.mkdirSync(path.join(tree, 'claim'), { recursive: true });
  fs.writeFileSync(path.join(tree, 'package.json'), JSON.stringify({ version }));
  fs.writeFileSync(path.join(tree, 'claim/index.js'), '// claim\n');
  fs.writeFileSync(path.join(tree, 'cli.js'), '// cli\n', { mode: 0o755 });
  return tree;
}

let made = 0;
function commit(
  version: string,
  env: Readonly<Record<string, string>> = {},
): readonly [string, string] {
  const out = path.join(folder, `out-${++made}`);
  const options = {
    cwd: source,
    env: { ...gitEnvironment, ...env },
    encoding: 'utf8',
    stdio: 'pipe',
  } as const;
  return [execFileSync(script('commit'), [treeOf(version), out], options).trim(), out];
}

function publish(out: string): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(script('publish'), [out, head()], {
    cwd: folder,
    env: {
      ...gitEnvironment,
      PATH: `${path.join(folder, 'bin')}:${gitEnvironment['PATH'] ?? ''}`,
      GITHUB_SERVER_URL: `file://${folder}`,
      GITHUB_REPOSITORY: 'org/orchestrator',
    },
    encoding: 'utf8',
  });
  return { status, said: stdout + stderr };
}

const head = (): string => git(source, 'rev-parse', 'HEAD').trim();
const tag = (name: string): string => git(remote, 'rev-parse', `refs/tags/${name}`).trim();
const asked = (): readonly string[] =>
  fs
    .readFileSync(path.join(folder, 'asked'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ').slice(0, 3).join(' '));

test('the same source gives the same commit and the same files, whoever makes them and when', () => {
  const [one, first] = commit('1.2.3');
  const [other, second] = commit('1.2.3', {
    TZ: 'Asia/Tokyo',
    GIT_AUTHOR_NAME: 'Lou',
    LC_ALL: 'C',
  });
  expect(other).toBe(one);
  execFileSync('diff', ['--recursive', first, second]);
  expect(fs.readdirSync(first).sort()).toEqual([
    'SHA256SUMS',
    'orchestrator-1.2.3.tar.gz',
    'release.bundle',
  ]);
  execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: first });
});

test('the commit holds just the tree, has no parent, and names its source', () => {
  const [id, out] = commit('1.2.3');
  git(remote, 'fetch', '--quiet', path.join(out, 'release.bundle'), 'refs/tags/*:refs/tags/*');
  expect(
    git(remote, 'ls-tree', '-r', '--format=%(objectmode) %(path)', id).trim().split('\n'),
  ).toEqual(['100644 claim/index.js', '100755 cli.js', '100644 package.json']);
  expect(git(remote, 'show', '--no-patch', '--format=%P%n%B', id).trim()).toBe(
    `Release v1.2.3\n\nBuilt from ${head()}.`,
  );
  expect(tag('v1.2.3')).toBe(id);
});

test.each(['1.2', '1.2.3-rc.1', 'v1.2.3', '1.2.3; true'])(
  '%s is no version to release',
  (version) => {
    expect(() => commit(version)).toThrow('is no version to release');
  },
);

test('a tag that asks for another version is refused', () => {
  const env = { GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.2.4' };
  expect(() => commit('1.2.3', env)).toThrow('The tag is v1.2.4, and package.json says 1.2.3.');
});

test('tag, draft, files, release, major version: in this order, and once', () => {
  const [id, out] = commit('1.2.3');
  expect(publish(out)).toMatchObject({ status: 0 });
  expect([tag('v1.2.3'), tag('v1')]).toEqual([id, id]);
  const steps = [
    'release view v1.2.3',
    'release create v1.2.3',
    'release upload v1.2.3',
    'release edit v1.2.3',
  ];
  expect(asked()).toEqual([...steps, 'api repos/org/orchestrator/releases/tags/v1.2.3 --jq']);

  expect(publish(out)).toMatchObject({ status: 0 });
  expect(asked().filter((line) => line.startsWith('release create'))).toHaveLength(1);
  expect(asked().filter((line) => line.startsWith('release upload'))).toHaveLength(1);
});

test('a tag on the source becomes the tag of the release', () => {
  git(source, 'push', '--quiet', 'origin', 'HEAD:refs/tags/v1.2.3');
  const [id, out] = commit('1.2.3');
  expect(publish(out)).toMatchObject({ status: 0 });
  expect(tag('v1.2.3')).toBe(id);
});

test('a tag on anything else is left alone', () => {
  git(source, 'commit', '--quiet', '--allow-empty', '--message', 'Another');
  git(source, 'push', '--quiet', 'origin', 'HEAD:refs/tags/v1.2.3');
  const another = head();
  git(source, 'reset', '--quiet', '--hard', 'HEAD^');
  const [, out] = commit('1.2.3');
  const { status, said } = publish(out);
  expect(status).toBe(1);
  expect(said).toContain(`v1.2.3 is on the remote, and is another commit (${another})`);
  expect(tag('v1.2.3')).toBe(another);
  expect(fs.existsSync(path.join(folder, 'asked'))).toBe(false);
});

test('an old version that is mended does not take the major version back', () => {
  const [newest, out] = commit('1.10.0');
  publish(out);
  const [, mended] = commit('1.9.1');
  expect(publish(mended)).toMatchObject({
    status: 0,
    said: expect.stringContaining('v1 stays at v1.10.0'),
  });
  expect(tag('v1')).toBe(newest);
  const [next, major] = commit('2.0.0');
  publish(major);
  expect([tag('v1'), tag('v2')]).toEqual([newest, next]);
});
