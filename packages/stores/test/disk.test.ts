import './realm.ts';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StorageError, type Append, type Store } from '@orchestrator/core';
import { createNonces, createWorktreeStore } from '../src/index.ts';
import { filesBelow, freshFolder, removeFolder, writeFile } from './folders.ts';
import { mountDisk, type Disk } from './mounts.ts';
import { batchOf, item, slot } from './records.ts';
import { versionOfSet } from './stepping/check.ts';

let root: string;

beforeEach(() => {
  root = freshFolder('worktree');
});
afterEach(() => removeFolder(root));

describe('a disk that can’t be written', () => {
  const a = batchOf('a', 'a');

  test('reads work, writes are refused, and nothing of them is left', async () => {
    const disk = mountDisk(path.join(root, 'disk'), '1m');
    if (disk === undefined) return;
    try {
      const there = openOn(disk);
      const { version: empty } = await there.read(item);
      await there.append(item, a, empty);
      const { version } = await there.read(item);
      disk.readOnly(true);
      expect((await there.read(item)).files.map(({ text }) => text)).toEqual(['a\n']);
      expect(await there.items()).toEqual([item]);
      const append = async () => there.append(item, batchOf('b', 'b'), version);
      await expect(append()).rejects.toThrow(StorageError);
      await expect(append()).rejects.toThrow(/EROFS/);
      disk.readOnly(false);
      expect((await there.read(item)).version).toBe(version);
      expect(await there.append(item, batchOf('b', 'b'), version)).toBe('ok');
    } finally {
      disk.unmount();
    }
  });

  test('the same where the folders are not there yet', async () => {
    const disk = mountDisk(path.join(root, 'disk'), '1m');
    if (disk === undefined) return;
    try {
      const there = openOn(disk);
      disk.readOnly(true);
      const { files, version } = await there.read(item);
      expect(files).toEqual([]);
      const key = { item, step: 's', k: 1, executor: 'e' };
      const thrownBy = async (write: () => Promise<unknown>): Promise<string> => {
        try {
          await write();
          return 'nothing';
        } catch (error) {
          return error instanceof StorageError ? 'StorageError' : String(error);
        }
      };
      const view = { path: 'artifacts/exports/x.json', text: 'x' };
      expect({
        append: await thrownBy(() => there.append(item, a, version)),
        writeView: await thrownBy(() => there.writeView(view)),
        keep: await thrownBy(() => createNonces(disk.folder).keep(key, 'nonce')),
      }).toEqual({ append: 'StorageError', writeView: 'StorageError', keep: 'StorageError' });
    } finally {
      disk.unmount();
    }
  });

  test('a turnstile that nobody has decided on does not keep readers out, and is not applied', async () => {
    const disk = mountDisk(path.join(root, 'disk'), '1m');
    if (disk === undefined) return;
    try {
      const there = openOn(disk);
      const text = JSON.stringify({ expected: versionOfSet({}), ...a });
      writeFile(disk.folder, `.git/orchestrator/${item}/${versionOfSet({})}.turnstile`, text);
      disk.readOnly(true);
      expect((await there.read(item)).files).toEqual([]);
      disk.readOnly(false);
      expect((await there.read(item)).files.map(({ text: read }) => read)).toEqual(['a\n']);
    } finally {
      disk.unmount();
    }
  });

  test('a full one: the batch is not there, later it goes through or can be sent again', async () => {
    const disk = mountDisk(path.join(root, 'disk'), '256k');
    if (disk === undefined) return;
    try {
      const there = openOn(disk);
      const { version } = await there.read(item);
      const large: Append = {
        records: ['a', 'b', 'c'].map((name) => ({ path: slot(name), text: 'x'.repeat(20_000) })),
        views: [],
      };
      // From room for nothing to room for all of it: it stops at another file each time.
      for (let free = 0; free <= 40; free += 1) {
        removeFolder(path.join(disk.folder, 'artifacts'));
        removeFolder(path.join(disk.folder, '.git/orchestrator'));
        fill(path.join(disk.folder, 'filler'), free * 4096);
        const appended = await (async () => there.append(item, large, version))().catch(
          (error: unknown) => error,
        );
        if (appended !== 'ok') expect(appended).toBeInstanceOf(StorageError);
        fs.rmSync(path.join(disk.folder, 'filler'));
        const { files, version: present } = await there.read(item);
        expect([0, 3]).toContain(files.length);
        if (appended === 'ok') expect(files.length).toBe(3);
        if (files.length === 0) expect(await there.append(item, large, present)).toBe('ok');
        expect(filesBelow(path.join(disk.folder, 'artifacts')).length).toBe(3);
      }
    } finally {
      disk.unmount();
    }
  });

  function openOn({ folder }: Disk): Store {
    fs.mkdirSync(path.join(folder, '.git'));
    return createWorktreeStore(folder);
  }

  /** Fills the disk up but for so many bytes. */
  function fill(filler: string, free: number): void {
    const { bavail, bsize } = fs.statfsSync(path.dirname(filler));
    fs.writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - free)));
  }
});
