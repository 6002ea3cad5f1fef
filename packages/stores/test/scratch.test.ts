import './realm.ts';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Store } from '@orchestrator/core';
import { createNonces, createWorktreeStore } from '../src/index.ts';
import { filesBelow, freshFolder, removeFolder } from './folders.ts';
import { mountDisk } from './mounts.ts';
import { batchOf, item, slot } from './records.ts';
import { versionOfSet } from './stepping/check.ts';

let root: string;
let store: Store;

beforeEach(() => {
  root = freshFolder('worktree');
  fs.mkdirSync(path.join(root, '.git'));
  store = createWorktreeStore(root);
});
afterEach(() => removeFolder(root));

describe('where the scratch files are', () => {
  const git = (cwd: string, ...args: readonly string[]): string =>
    execFileSync(
      'git',
      [
        '-c',
        'user.name=t',
        '-c',
        'user.email=t@example.org',
        '-c',
        'init.defaultBranch=main',
        ...args,
      ],
      { cwd, encoding: 'utf8', stdio: 'pipe' },
    );

  beforeEach(() => {
    removeFolder(path.join(root, '.git'));
    git(root, 'init', '--quiet');
  });

  async function expectWorks(top: string): Promise<void> {
    const there = createWorktreeStore(top);
    const { version } = await there.read(item);
    expect(await there.append(item, batchOf('a', 'a', 'b'), version)).toBe('ok');
    expect((await there.read(item)).files.length).toBe(2);
    await createNonces(top).keep({ item, step: 's', k: 1, executor: 'e' }, 'nonce');
  }
  const untracked = (cwd: string): readonly string[] =>
    git(cwd, 'status', '--porcelain', '--untracked-files=all').trim().split('\n');
  const mine = [`?? ${slot('a')}`, `?? ${slot('b')}`];

  test('in git: in .git, so that git sees the records alone', async () => {
    await expectWorks(root);
    expect(untracked(root)).toEqual(mine);
  });

  test('in a linked worktree, whose .git is a file: in its own git folder', async () => {
    git(root, 'commit', '--quiet', '--allow-empty', '--message=first');
    const linked = path.join(root, '../', `${path.basename(root)}-linked`);
    git(root, 'worktree', 'add', '--quiet', linked);
    await expectWorks(linked);
    expect(untracked(linked)).toEqual(mine);
    expect(fs.existsSync(path.join(root, '.git/orchestrator'))).toBe(false);
    expect(
      fs.existsSync(path.join(root, '.git/worktrees', path.basename(linked), 'orchestrator')),
    ).toBe(true);
    // The item of the same name in the main worktree is another set.
    expect((await store.read(item)).files).toEqual([]);
    removeFolder(linked);
  });

  test('a root in a subfolder, and its repository’s top: two sets that never meet', async () => {
    const below = path.join(root, 'packages/one');
    fs.mkdirSync(below, { recursive: true });
    await expectWorks(below);
    expect(untracked(root)).toEqual([
      `?? packages/one/${slot('a')}`,
      `?? packages/one/${slot('b')}`,
    ]);
    expect(await store.append(item, batchOf('top', 't'), versionOfSet({}))).toBe('ok');
    expect((await createWorktreeStore(below).read(item)).files.length).toBe(2);
    expect((await store.read(item)).files.length).toBe(1);
  });

  test('the git folder on another disk', async () => {
    const disk = mountDisk(path.join(root, 'disk'), '1m');
    if (disk === undefined) return;
    try {
      const checkout = path.join(root, 'checkout');
      git(root, 'init', '--quiet', `--separate-git-dir=${disk.folder}/git`, checkout);
      await expectWorks(checkout);
      expect(untracked(checkout)).toEqual(mine);
      expect(filesBelow(path.join(disk.folder, 'git/orchestrator', item))).toEqual([]);
    } finally {
      disk.unmount();
    }
  });

  test('outside git: in .orchestrator', async () => {
    removeFolder(path.join(root, '.git'));
    await expectWorks(root);
    expect(fs.existsSync(path.join(root, '.orchestrator', item))).toBe(true);
  });
});
