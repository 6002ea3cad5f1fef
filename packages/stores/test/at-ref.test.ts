import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDefinitions, openAtRef, readEditLog } from '../src/index.ts';
import { freshFolder, removeFolder, writeFile } from './folders.ts';

const folder = freshFolder('at-ref');
const top = path.join(folder, 'top');
const root = path.join(top, 'team');
const definitions = 'artifacts/workflows';
const workflow = (version: string): string =>
  `id: wf\nversion: ${version}\nsteps: [{key: a, order: 1}]\n`;

const git = (...args: readonly string[]): string =>
  execFileSync(
    'git',
    ['-C', top, '-c', 'user.name=Eve', '-c', 'user.email=e@example.org', ...args],
    {
      encoding: 'utf8',
      stdio: 'pipe',
    },
  ).trim();

function commit(message: string): void {
  git('add', '-A');
  git('commit', '--quiet', '-m', message);
}

beforeAll(() => {
  execFileSync('git', ['init', '--quiet', '-b', 'main', top]);
  writeFile(root, `${definitions}/wf@1.0.0.yaml`, workflow('1.0.0'));
  writeFile(root, `${definitions}/wf@1.1.0.yml`, workflow('1.1.0'));
  writeFile(root, `${definitions}/wf@1.1.0.json`, workflow('1.1.0'));
  writeFile(root, `${definitions}/wf@1.2.0.yaml`, Buffer.from('name: \xe9\n', 'latin1'));
  writeFile(root, `${definitions}/wf@1.4.0.yaml/x`, 'a folder');
  writeFile(root, `${definitions}/notes.md`, 'no definition');
  writeFile(root, `${definitions}/old/wf@9.0.0.yaml`, workflow('9.0.0'));
  fs.symlinkSync('wf@1.0.0.yaml', path.join(root, definitions, 'wf@1.3.0.yaml'));
  writeFile(root, 'orchestrator.yml', 'roles: {quality: [alice]}\n');
  writeFile(top, `${definitions}/wf@5.0.0.yaml`, workflow('5.0.0'));
  commit('First');
  fs.rmSync(root, { recursive: true });
  writeFile(root, 'orchestrator.yml', 'rolls: {}\n');
  commit('Second');
});
afterAll(() => removeFolder(folder));

describe('a commit', () => {
  test('has its definitions, without a checkout of it', async () => {
    const found = await openAtRef(root, 'HEAD~1');
    expect(found?.commit).toBe(git('rev-parse', 'HEAD~1'));
    expect(await found?.definitions.list()).toEqual(
      ['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0'].map((version) => ({ id: 'wf', version })),
    );
    expect(await found?.definitions.read('wf', '1.0.0')).toMatchObject({
      ok: true,
      path: `${definitions}/wf@1.0.0.yaml`,
      workflow: { id: 'wf', version: '1.0.0' },
    });
    expect(await found?.definitions.read('wf', '7.0.0')).toBeUndefined();
    expect(await found?.definitions.read('wf', '5.0.0')).toBeUndefined();
    expect(found?.policy).toMatchObject({
      ok: true,
      inForce: { policy: { roles: { quality: ['alice'] } } },
    });
    expect(fs.existsSync(path.join(root, 'artifacts'))).toBe(false);
  });

  test.each([
    ['1.1.0', 'defined-twice', 'both define'],
    ['1.2.0', 'unreadable', 'not UTF-8'],
    ['1.3.0', 'unreadable', 'a link'],
    ['1.4.0', 'unreadable', 'a folder'],
  ])('%s can not be read', async (version, code, detail) => {
    const found = await openAtRef(root, 'HEAD~1');
    expect(await found?.definitions.read('wf', version)).toMatchObject({
      ok: false,
      problems: [{ code, detail: expect.stringContaining(detail) }],
    });
  });

  test('gives a definition the digest that the checkout gives it', async () => {
    const copy = path.join(folder, 'copy');
    execFileSync('git', ['clone', '--quiet', top, copy]);
    execFileSync('git', ['-C', copy, 'checkout', '--quiet', 'HEAD~1']);
    const there = await createDefinitions(path.join(copy, 'team')).read('wf', '1.0.0');
    const found = await openAtRef(root, 'HEAD~1');
    expect(await found?.definitions.read('wf', '1.0.0')).toEqual(there);
  });

  test('has no definitions, and a policy that is not valid', async () => {
    const found = await openAtRef(root, 'main');
    expect(await found?.definitions.list()).toEqual([]);
    expect(found?.policy).toMatchObject({
      ok: false,
      problems: [{ path: 'orchestrator.yml', line: 1 }],
    });
  });

  test('what is no commit, and what would be an option', async () => {
    for (const ref of ['nowhere', '', '-x', '--all', `--output=${folder}/stolen`, 'HEAD:team'])
      expect(await openAtRef(root, ref)).toBeUndefined();
    expect(fs.readdirSync(folder)).not.toContain('stolen');
    expect(await openAtRef(folder, 'HEAD')).toBeUndefined();
  });

  test('whose contents this clone lacks: nothing is fetched, and it says so', async () => {
    git('config', 'uploadpack.allowFilter', 'true');
    const partial = path.join(folder, 'partial');
    const args = [
      'clone',
      '--quiet',
      '--no-checkout',
      '--filter=blob:none',
      `file://${top}`,
      partial,
    ];
    execFileSync('git', args, { stdio: 'pipe' });
    fs.mkdirSync(path.join(partial, 'team'));
    await expect(openAtRef(path.join(partial, 'team'), 'origin/main')).rejects.toMatchObject({
      name: 'StorageError',
      hint: expect.stringContaining('git fetch --refetch'),
    });
  });
});

describe('the log of edits', () => {
  test('names commits, paths below the root, and what the policy said', async () => {
    const log = await readEditLog(root);
    expect(log?.complete).toBe(true);
    const of = (file: string) => log?.edits.filter((edit) => edit.path === file);
    expect(of('orchestrator.yml')).toMatchObject([
      {
        reason: 'Second',
        author: 'Eve',
        change: 'edited',
        policy: { before: { roles: { quality: ['alice'] } }, after: null },
      },
      {
        reason: 'First',
        change: 'added',
        policy: { before: { roles: {} }, after: { roles: { quality: ['alice'] } } },
      },
    ]);
    expect(of(`${definitions}/wf@1.0.0.yaml`)).toMatchObject([
      { change: 'removed' },
      { change: 'added' },
    ]);
    expect(of(`${definitions}/wf@5.0.0.yaml`)).toEqual([]);
  });

  test('there is none outside git', async () => {
    expect(await readEditLog(folder)).toBeUndefined();
  });
});
