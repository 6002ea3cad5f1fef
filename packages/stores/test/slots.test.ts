import './realm.ts';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StorageError, type Append, type Store } from '@orchestrator/core';
import { createWorktreeStore } from '../src/index.ts';
import { filesBelow, freshFolder, removeFolder, writeFile } from './folders.ts';
import { batchOf, item, setOf, slot } from './records.ts';

let root: string;
let store: Store;

beforeEach(() => {
  root = freshFolder('worktree');
  fs.mkdirSync(path.join(root, '.git'));
  store = createWorktreeStore(root);
});
afterEach(() => removeFolder(root));

const records = async (): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries((await store.read(item)).files.map((file) => [file.path, file.text]));
const versionNow = async (): Promise<string> => (await store.read(item)).version;

describe('what lies in a slot', () => {
  const a = batchOf('a', 'a');

  const unreadable = async (name: string): Promise<string | undefined> =>
    (await store.read(item)).files.find((file) => file.path === slot(name))?.unreadable;

  beforeEach(async () => {
    await store.append(item, a, await versionNow());
  });

  test('files that begin with a dot, and other endings, are no records', async () => {
    const version = await versionNow();
    for (const name of ['.b.json', '.b.json.17.tmp', 'c.json.tmp', 'README.md', 'json'])
      writeFile(root, `artifacts/claims/${item}/${name}`, 'x');
    expect(await records()).toEqual(setOf(a));
    expect(await store.append(item, batchOf('b', 'b'), version)).toBe('ok');
  });

  test('a symbolic link, whatever it leads to', async () => {
    const file = (name: string) => path.join(root, slot(name));
    fs.symlinkSync(file('a'), file('to-a-record'));
    fs.symlinkSync('/nowhere', file('to-nowhere'));
    fs.symlinkSync('/etc', file('to-a-folder'));
    expect(await unreadable('a')).toBeUndefined();
    for (const name of ['to-a-record', 'to-nowhere', 'to-a-folder'])
      expect(await unreadable(name)).toMatch(/link/);
  });

  test('a link in the slot of the registration is seen, also one that leads nowhere', async () => {
    const registration = `artifacts/work-items/${item}.json`;
    fs.mkdirSync(path.join(root, 'artifacts/work-items'), { recursive: true });
    fs.symlinkSync('/nowhere', path.join(root, registration));
    const { files } = await store.read(item);
    expect(files.map((file) => file.path)).toContain(registration);
  });

  test('a folder', async () => {
    fs.mkdirSync(path.join(root, slot('b')));
    expect(await unreadable('b')).toContain('folder');
  });

  test.each([
    ['bytes that are not UTF-8', [0xc3, 0x28]],
    ['a lone surrogate', [0xed, 0xa0, 0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
  ])('%s', async (_, bytes) => {
    writeFile(root, slot('b'), Uint8Array.from(bytes));
    expect(await unreadable('b')).toContain('UTF-8');
  });

  test('it counts for the version: an append on the version before is a conflict', async () => {
    for (const put of [
      () => fs.mkdirSync(path.join(root, slot('b'))),
      () => fs.symlinkSync('/nowhere', path.join(root, slot('c'))),
      () => writeFile(root, slot('d'), Uint8Array.of(0xff)),
    ]) {
      const version = await versionNow();
      put();
      expect(await versionNow()).not.toBe(version);
      expect(await store.append(item, batchOf('x', 'x'), version)).toBe('conflict');
    }
    expect(await store.append(item, batchOf('x', 'x'), await versionNow())).toBe('ok');
  });

  test('items without a record are no items: an empty folder, a stray file', async () => {
    fs.mkdirSync(path.join(root, 'artifacts/claims/item-2'));
    fs.mkdirSync(path.join(root, 'artifacts/journal/item-3'), { recursive: true });
    writeFile(root, 'artifacts/journal/item-3/.retry.json.7.tmp', 'x');
    writeFile(root, 'artifacts/claims/item-4', 'x');
    writeFile(root, 'artifacts/claims/.hidden/a.1.json', 'x');
    writeFile(root, 'artifacts/work-items/Not-An-Id.json', 'x');
    expect(await store.items()).toEqual([item]);
  });
});

describe('folders that are something else', () => {
  const batch: Append = {
    records: [slot('a', 'decisions'), slot('a')].map((file) => ({ path: file, text: 'x\n' })),
    views: [],
  };
  const claims = (): string => path.join(root, 'artifacts/claims');

  /** Refused as a matter of storage, nothing is stored, reads and others go on; then it works. */
  async function expectRefused(mend: () => void): Promise<void> {
    const version = await versionNow();
    await expect((async () => store.append(item, batch, version))()).rejects.toThrow(StorageError);
    expect(filesBelow(path.join(root, 'artifacts/decisions'))).toEqual([]);
    expect(await records()).toEqual({});
    const elsewhere = {
      records: [{ path: slot('z', 'journal'), text: 'z\n' }],
      views: [],
    };
    expect(await store.append(item, elsewhere, version)).toBe('ok');
    mend();
    expect(await store.append(item, batch, await versionNow())).toBe('ok');
    expect(await records()).toEqual({ ...setOf(elsewhere), ...setOf(batch) });
  }

  test.each(['claims', `claims/${item}`])('%s is a link that leads out', async (folder) => {
    const outside = freshFolder('outside');
    const link = path.join(root, 'artifacts', folder);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(outside, link);
    await expectRefused(() => fs.unlinkSync(link));
    expect(filesBelow(outside)).toEqual([]);
    removeFolder(outside);
  });

  test('… that leads to a folder whose name begins like the root', async () => {
    const outside = `${root}-beside`;
    fs.mkdirSync(outside);
    fs.mkdirSync(path.dirname(claims()));
    fs.symlinkSync(outside, claims());
    await expectRefused(() => fs.unlinkSync(claims()));
    removeFolder(outside);
  });

  test('… that leads nowhere', async () => {
    fs.mkdirSync(path.dirname(claims()));
    fs.symlinkSync('/nowhere/at/all', claims());
    await expectRefused(() => fs.unlinkSync(claims()));
  });

  test('a file lies where a folder should be', async () => {
    writeFile(root, `artifacts/claims/${item}`, 'x');
    await expectRefused(() => fs.unlinkSync(path.join(claims(), item)));
  });

  test('a link inside of the root is as good as a folder', async () => {
    fs.mkdirSync(path.join(root, 'artifacts/elsewhere'), { recursive: true });
    fs.symlinkSync('elsewhere', claims());
    expect(await store.append(item, batch, await versionNow())).toBe('ok');
    expect(await records()).toEqual(setOf(batch));
  });

  test('the root itself is reached by a link', async () => {
    const link = `${root}-link`;
    fs.symlinkSync(root, link);
    const linked = createWorktreeStore(link);
    expect(await linked.append(item, batch, await versionNow())).toBe('ok');
    expect(await records()).toEqual(setOf(batch));
    fs.unlinkSync(link);
  });

  test('an export is not written through a link that leads out', async () => {
    const outside = freshFolder('outside');
    fs.mkdirSync(path.dirname(claims()));
    fs.symlinkSync(outside, path.join(root, 'artifacts/exports'));
    const view = { path: 'artifacts/exports/portfolio.json', text: 'x' };
    await expect((async () => store.writeView(view))()).rejects.toThrow(StorageError);
    expect(filesBelow(outside)).toEqual([]);
    removeFolder(outside);
  });
});
