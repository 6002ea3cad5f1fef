import './realm.ts';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Append, type Store } from '@orchestrator/core';
import { createWorktreeStore, sha256 } from '../src/index.ts';
import { filesBelow, freshFolder, removeFolder, writeFile } from './folders.ts';
import { batchOf, item, setOf } from './records.ts';
import { versionOfSet } from './stepping/check.ts';

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
const scratch = (): string => path.join(root, '.git/orchestrator', item);
const leftovers = (): readonly string[] => filesBelow(scratch());

interface Left {
  readonly mark?: boolean;
  readonly linked?: number;
}

/** A writer that was killed: its turnstile, perhaps its mark, and the first few of its records. */
function leaveBehind(
  expected: string,
  batch: Append,
  { mark = false, linked = 0 }: Left = {},
): void {
  const text = JSON.stringify({ expected, ...batch });
  writeFile(scratch(), `${expected}.turnstile`, text);
  if (mark) writeFile(scratch(), `${expected}.${sha256(text)}.go`, '');
  for (const { path: file, text: record } of batch.records.slice(0, linked))
    writeFile(root, file, record);
}

describe('a turnstile that a crash left behind', () => {
  const before = batchOf('before', 'first');
  const batch: Append = {
    ...batchOf('batch', 'a', 'b', 'c', 'd'),
    views: [{ path: `artifacts/schedule/${item}.json`, text: 'view\n' }],
  };
  const whole = { ...setOf(before), ...setOf(batch) };
  const stages: readonly (readonly [string, Left])[] = [
    ['the turnstile only', {}],
    ['turnstile and mark', { mark: true }],
    ['half of the records linked', { mark: true, linked: 2 }],
    ['all records linked', { mark: true, linked: 4 }],
    ['the mark removed', { linked: 4 }],
  ];

  beforeEach(async () => {
    await store.append(item, before, await versionNow());
  });

  describe.each(stages)('%s', (_, stage) => {
    beforeEach(() => leaveBehind(versionOfSet(setOf(before)), batch, stage));

    test('the next read finishes it: all of it is there, and nothing is left', async () => {
      const { files, version } = await store.read(item);
      expect(Object.fromEntries(files.map((file) => [file.path, file.text]))).toEqual(whole);
      expect(version).toBe(versionOfSet(whole));
      expect(leftovers()).toEqual([]);
      if (stage.linked !== 4)
        expect(await store.readView(`artifacts/schedule/${item}.json`)).toBe('view\n');
    });

    test('the next append on the old version finishes it, and is a conflict', async () => {
      const other = batchOf('other', 'x', 'y');
      expect(await store.append(item, other, versionOfSet(setOf(before)))).toBe('conflict');
      expect(await records()).toEqual(whole);
      expect(leftovers()).toEqual([]);
    });

    test('the next append on the version with it finishes it first, or is a conflict', async () => {
      const other = batchOf('other', 'x', 'y');
      const result = await store.append(item, other, versionOfSet(whole));
      // Where it is all there already, nothing but ok will do.
      expect(stage.linked === 4 ? ['ok'] : ['ok', 'conflict']).toContain(result);
      expect(await records()).toEqual({ ...whole, ...(result === 'ok' && setOf(other)) });
      expect(leftovers()).toEqual([]);
    });

    test('the same command again, by its maker', async () => {
      const result = await store.append(item, batch, versionOfSet(setOf(before)));
      expect(['ok', 'conflict']).toContain(result);
      expect(await records()).toEqual(whole);
      expect(leftovers()).toEqual([]);
    });
  });

  test('staged files of killed writers stand in nobody’s way, and go when they are old', async () => {
    writeFile(scratch(), 'young.1.staged', '{"expec');
    writeFile(scratch(), 'old.1.staged', '{"expec');
    fs.utimesSync(path.join(scratch(), 'old.1.staged'), 0, 0);
    expect(await store.append(item, batch, await versionNow())).toBe('ok');
    expect(leftovers()).toEqual(['young.1.staged']);
  });
});

describe('a stale turnstile, made again after its batch had its chance', () => {
  const stale = batchOf('stale', 'a', 'b', 'c');
  const empty = versionOfSet({});

  test.each([
    ['its own batch went through', batchOf('stale', 'a', 'b', 'c')],
    ['another batch went through', batchOf('other', 'x')],
    ['a batch went through that is a part of it', batchOf('stale', 'a', 'b')],
    ['a batch went through that shares a part with it', batchOf('stale', 'b', 'x')],
    ['a batch went through that has one of its slots', batchOf('other', 'b', 'x')],
  ])('%s', async (_, went) => {
    expect(await store.append(item, went, empty)).toBe('ok');
    leaveBehind(empty, stale);
    expect(await records()).toEqual(setOf(went));
    expect(leftovers()).toEqual([]);
    leaveBehind(empty, stale);
    const next = batchOf('next', 'n');
    expect(await store.append(item, next, versionOfSet(setOf(went)))).toBe('ok');
    expect(await records()).toEqual({ ...setOf(went), ...setOf(next) });
    expect(leftovers()).toEqual([]);
  });

  test('with a mark that a slow helper of its own batch left: still nothing but that batch', async () => {
    expect(await store.append(item, stale, empty)).toBe('ok');
    const next = batchOf('next', 'n');
    expect(await store.append(item, next, await versionNow())).toBe('ok');
    leaveBehind(empty, stale, { mark: true });
    expect(await records()).toEqual({ ...setOf(stale), ...setOf(next) });
    expect(leftovers()).toEqual([]);
  });

  test('a mark of another batch at the same version means nothing', async () => {
    const other = batchOf('other', 'x');
    writeFile(scratch(), `${empty}.${sha256('another batch')}.go`, '');
    expect(await store.append(item, other, empty)).toBe('ok');
    leaveBehind(empty, stale);
    expect(await records()).toEqual(setOf(other));
  });
});
