/** The store's own clone is disposable: whatever becomes of it, the next command heals it and gives the right answer. */
import '../realm.ts';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { GitStore } from '../../src/index.ts';
import { filesIn, item, newLab, only, seenByOthers, type Lab } from './lab.ts';

let lab: Lab;
let template: string;
let names: readonly string[];
let store: GitStore | undefined;
let turn = 0;

beforeAll(async () => {
  lab = newLab();
  const first = lab.open('first');
  await first.append(item, only('a.1', 'b.1'), (await first.read(item)).version);
  const second = lab.open('template');
  await second.read(item);
  await first.append(item, only('c.1'), (await first.read(item)).version);
  await second.read(item);
  await second.append(item, only('d.1'), (await second.read(item)).version);
  second.close();
  template = path.join(lab.folder, 'template');
  names = filesIn(template);
});
afterEach(() => store?.close());
afterAll(() => lab.close());

/** A copy of the clone, as another process left it. */
function copy(): string {
  turn += 1;
  const name = `copy-${turn}`;
  fs.cpSync(template, path.join(lab.folder, name), { recursive: true });
  return name;
}

/** Reads and appends with this clone: what comes out is what is on the branch. */
async function works(clone: string): Promise<void> {
  store = lab.open(clone);
  const before = await seenByOthers(lab);
  const { files, version } = await store.read(item);
  expect(files.map((file) => path.basename(file.path, '.json'))).toEqual(before);
  expect(files.every(({ text, unreadable }) => text !== '' && unreadable === undefined)).toBe(true);
  const name = `x.${turn}`;
  expect(await store.append(item, only(name), version)).toBe('ok');
  expect(await seenByOthers(lab)).toEqual([...before, name].sort());
}

const inClone = (clone: string): string => {
  const folder = path.join(lab.folder, clone);
  return path.join(folder, fs.readFileSync(path.join(folder, 'current'), 'utf8').trim());
};

const kinds: Readonly<Record<string, (file: string) => void>> = {
  removed: (file) => fs.rmSync(file),
  'cut off': (file) => fs.truncateSync(file, Math.floor(fs.statSync(file).size / 2)),
  garbled: (file) => {
    fs.chmodSync(file, 0o644);
    const bytes = fs.readFileSync(file);
    for (let at = 0; at < bytes.length; at += 3) bytes[at] = (bytes[at] ?? 0) ^ 0x5a;
    fs.writeFileSync(file, bytes);
  },
};

describe.each(Object.keys(kinds))('every file %s in turn', (kind) => {
  test('the answers are right', async () => {
    expect(names.length).toBeGreaterThan(5);
    const wrong: string[] = [];
    for (const name of names) {
      const clone = copy();
      const file = path.join(lab.folder, clone, name);
      fs.chmodSync(file, 0o644);
      kinds[kind]?.(file);
      await works(clone).catch((error: unknown) => wrong.push(`${name}: ${String(error)}`));
      store?.close();
    }
    expect(wrong).toEqual([]);
  }, 120_000);
});

describe('what killed commands leave', () => {
  test('locks everywhere in it', async () => {
    const clone = copy();
    const inside = inClone(clone);
    const folders = [
      '',
      'objects',
      'objects/pack',
      'objects/info',
      'refs',
      'refs/heads',
      'refs/fetched',
      'refs/made',
      'info',
    ];
    for (const folder of folders) {
      fs.mkdirSync(path.join(inside, folder), { recursive: true });
      for (const name of [
        'HEAD',
        'config',
        'packed-refs',
        'shallow',
        'index',
        'FETCH_HEAD',
        'gc.pid',
        'orchestrator',
      ]) {
        fs.writeFileSync(path.join(inside, folder, `${name}.lock`), '');
      }
    }
    for (const name of names) fs.writeFileSync(path.join(lab.folder, clone, `${name}.lock`), '');
    await works(clone);
  });

  test('half of a pack, half of an object, refs of their own', async () => {
    const clone = copy();
    const inside = inClone(clone);
    fs.mkdirSync(path.join(inside, 'objects/pack'), { recursive: true });
    fs.writeFileSync(path.join(inside, 'objects/pack/tmp_pack_x'), 'PACK');
    fs.writeFileSync(path.join(inside, `objects/pack/pack-${'1'.repeat(40)}.idx`), 'x');
    fs.writeFileSync(path.join(inside, `objects/pack/pack-${'2'.repeat(40)}.pack`), '');
    for (const ref of ['refs/fetched/0011', 'refs/made/0022']) {
      fs.mkdirSync(path.dirname(path.join(inside, ref)), { recursive: true });
      fs.writeFileSync(path.join(inside, ref), `${'3'.repeat(40)}\n`);
    }
    await works(clone);
  });

  test('a clone that was only begun', async () => {
    const clone = copy();
    fs.rmSync(path.join(lab.folder, clone, 'current'));
    const inside = path.join(lab.folder, clone, 'repo-000000000000');
    fs.mkdirSync(inside);
    fs.writeFileSync(path.join(inside, 'HEAD'), '');
    await works(clone);
  });
});

describe('the pointer', () => {
  test.each([
    ['nothing', ''],
    ['a path that leads out', '../remote.git\n'],
    ['an absolute path', '/etc\n'],
    ['a clone that there is not', 'repo-000000000000\n'],
    ['bytes', Buffer.from([0, 255, 10, 0])],
    ['very much', 'repo-'.repeat(100_000)],
  ])('%s', async (_, content) => {
    const clone = copy();
    fs.writeFileSync(path.join(lab.folder, clone, 'current'), content);
    await works(clone);
  });

  test('a folder: it is named, and nothing else happens', async () => {
    const clone = copy();
    const pointer = path.join(lab.folder, clone, 'current');
    fs.rmSync(pointer);
    fs.mkdirSync(pointer);
    await expect(works(clone)).rejects.toMatchObject({
      name: 'StorageError',
      message: expect.stringContaining(pointer),
    });
  });
});

describe('while a command runs', () => {
  test.each<[string, (folder: string) => void]>([
    ['the clone goes', (folder) => fs.rmSync(folder, { recursive: true })],
    [
      'its objects go',
      (folder) =>
        fs.rmSync(
          path.join(
            folder,
            fs.readFileSync(path.join(folder, 'current'), 'utf8').trim(),
            'objects',
          ),
          { recursive: true },
        ),
    ],
    [
      'a file takes the place of its refs',
      (folder) => {
        const refs = path.join(
          folder,
          fs.readFileSync(path.join(folder, 'current'), 'utf8').trim(),
          'refs',
        );
        fs.rmSync(refs, { recursive: true });
        fs.writeFileSync(refs, '');
      },
    ],
  ])('%s, between the read and the append', async (_, damage) => {
    const clone = copy();
    store = lab.open(clone);
    const before = await seenByOthers(lab);
    const { version } = await store.read(item);
    damage(path.join(lab.folder, clone));
    expect(await store.append(item, only(`y.${turn}`), version)).toBe('ok');
    expect((await store.read(item)).files).toHaveLength(before.length + 1);
    expect(await seenByOthers(lab)).toHaveLength(before.length + 1);
  });

  test('several commands make the same clone at once', async () => {
    const stores = [1, 2, 3, 4].map(() => lab.open('shared'));
    const expected = await seenByOthers(lab);
    const read = await Promise.all(stores.map((it) => it.read(item)));
    for (const { files } of read) expect(files).toHaveLength(expected.length);
    const results = await Promise.all(
      stores.map((it, index) => it.append(item, only(`z.${index}`), read[0]?.version ?? '')),
    );
    expect(results.filter((it) => it === 'ok')).toHaveLength(1);
    expect(results.filter((it) => it === 'conflict')).toHaveLength(3);
    for (const it of stores) it.close();
  });
});

describe('what it has seen', () => {
  /** A clone of a branch of its own, which is rewritten behind its back. */
  async function rewritten(damage: (inside: string) => void): Promise<GitStore> {
    turn += 1;
    const branch = `seen-${turn}`;
    const first = lab.open(branch, { branch });
    await first.append(item, only('a.1'), (await first.read(item)).version);
    await first.append(item, only('b.1'), (await first.read(item)).version);
    first.close();
    const other = lab.git('commit-tree', `${branch}~1^{tree}`, '-m', 'without b.1');
    lab.git('update-ref', `refs/heads/${branch}`, other);
    damage(inClone(branch));
    store = lab.open(branch, { branch });
    return store;
  }

  test.each<[string, (inside: string) => void]>([
    ['nothing else is wrong', () => undefined],
    [
      'its objects are gone',
      (inside) => fs.rmSync(path.join(inside, 'objects'), { recursive: true }),
    ],
    ['its HEAD is gone', (inside) => fs.rmSync(path.join(inside, 'HEAD'))],
    ['its settings are garbled', (inside) => fs.writeFileSync(path.join(inside, 'config'), '[')],
  ])('a rewritten branch is noticed when %s', async (_, damage) => {
    const opened = await rewritten(damage);
    await expect(opened.read(item)).rejects.toMatchObject({ code: 'history-rewritten' });
  });
});
