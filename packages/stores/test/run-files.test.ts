import './realm.ts';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { StorageError, type Append, type Store } from '@orchestrator/core';
import { createMemoryStore, createWorktreeStore } from '../src/index.ts';
import { filesBelow, freshFolder, removeFolder, writeFile } from './folders.ts';

const item = 'run-20260119t143012z-robot-ab12cd';
const record = 'orchestration/runs/run_20260119T143012Z_robot_ab12cd/record';
const slot = (name: string, folder = 'claims'): string =>
  `${record}/${folder}/${item}/${name}.json`;
const registration = `${record}/work-items/${item}.json`;
const first: Append = {
  records: [{ path: registration, text: 'registered\n' }],
  views: [{ path: `${record}/RUN.json`, text: 'one\n' }],
};

let root: string;
let store: Store;
beforeEach(() => {
  root = freshFolder('run-files');
  store = createWorktreeStore(root);
});
afterEach(() => removeFolder(root));

const append = async (more: Append, to = store): Promise<string> =>
  to.append(item, more, (await to.read(item)).version);

describe('records of a run', () => {
  test.each<[string, () => Store]>([
    ['in files', () => store],
    ['in memory', () => createMemoryStore()],
  ])('lie in its own folder, %s', async (_, open) => {
    const it = open();
    expect(await append(first, it)).toBe('ok');
    const more = { records: [{ path: slot('g1.1'), text: 'claimed\n' }], views: [] };
    expect(await append(more, it)).toBe('ok');
    expect((await it.read(item)).files.map(({ path: file, text }) => [file, text])).toEqual([
      [slot('g1.1'), 'claimed\n'],
      [registration, 'registered\n'],
    ]);
    expect([await it.items(), (await it.registration(item))?.text]).toEqual([
      [item],
      'registered\n',
    ]);
    expect(await it.readView(`${record}/RUN.json`)).toBe('one\n');
  });

  test('RUN.json is rewritten in the same append, or not at all', async () => {
    await append(first);
    const { version } = await store.read(item);
    const next = (text: string): Append => ({
      records: [{ path: slot('g1.1'), text: 'claimed\n' }],
      views: [{ path: `${record}/RUN.json`, text }],
    });
    expect(await store.append(item, next('two\n'), version)).toBe('ok');
    const later = { ...next('three\n'), records: [{ path: slot('g2.1'), text: 'claimed\n' }] };
    expect(await store.append(item, later, version)).toBe('conflict');
    expect(await store.readView(`${record}/RUN.json`)).toBe('two\n');
    expect(filesBelow(path.join(root, record))).not.toContain(`claims/${item}/g2.1.json`);
  });

  test('what is edited, removed or added is another version', async () => {
    await append(first);
    const versions = [(await store.read(item)).version];
    writeFile(root, slot('finish.1', 'journal'), 'x\n');
    versions.push((await store.read(item)).version);
    writeFile(root, slot('finish.1', 'journal'), 'y\n');
    versions.push((await store.read(item)).version);
    fs.rmSync(path.join(root, registration));
    versions.push((await store.read(item)).version);
    expect(new Set(versions).size).toBe(4);
    // RUN.json is a view: no version of the records.
    writeFile(root, `${record}/RUN.json`, 'edited\n');
    expect((await store.read(item)).version).toBe(versions[3]);
  });
});

describe('which items there are', () => {
  test('runs beside the others, sorted; folders that are no runs are not among them', async () => {
    await append(first);
    writeFile(root, 'artifacts/work-items/zebra.json', 'x\n');
    writeFile(root, 'artifacts/work-items/ape.json', 'x\n');
    for (const folder of ['notes', 'run_20260119T143012Z_robot', item, '.hidden'])
      writeFile(root, `orchestration/runs/${folder}/record/work-items/${item}.json`, 'x\n');
    writeFile(root, 'orchestration/runs/run_20260120T143012Z_empty_ab12cd/logs/x.txt', 'x\n');
    writeFile(root, 'orchestration/runs/.gitignore', '*/logs/\n');
    expect(await store.items()).toEqual(['ape', item, 'zebra']);
  });

  test('the registration of a run among those of other items is none of its own', async () => {
    writeFile(root, `artifacts/work-items/${item}.json`, 'x\n');
    expect([await store.registration(item), (await store.read(item)).files]).toEqual([
      undefined,
      [],
    ]);
  });
});

describe('files that show a run', () => {
  test('RUN.json and whatever lies in the folders of its gates', async () => {
    await append(first);
    const there = ['gates/G1/attempt-1.json', 'gates/G1/attempt-2.json', 'gates/G2/other.json'];
    for (const file of [...there, 'gates/README.md', 'gates/G1/notes.md', 'schedule/x.json'])
      writeFile(root, `${record}/${file}`, '{}');
    expect([...((await store.runFiles?.(item)) ?? [])].sort()).toEqual(
      ['RUN.json', ...there].map((file) => `${record}/${file}`),
    );
  });

  test('a run without any', async () => {
    expect(await store.runFiles?.(item)).toEqual([]);
  });
});

describe('a folder on the way that is a link out of the root', () => {
  test.each([
    'orchestration',
    'orchestration/runs',
    path.dirname(record),
    record,
    `${record}/gates`,
  ])('%s', async (link) => {
    const outside = freshFolder('outside');
    try {
      fs.mkdirSync(path.dirname(path.join(root, link)), { recursive: true });
      fs.symlinkSync(outside, path.join(root, link));
      const more: Append = {
        ...first,
        views: [...first.views, { path: `${record}/gates/G1/attempt-1.json`, text: 'x' }],
      };
      const { version } = await store.read(item);
      await expect((async () => store.append(item, more, version))()).rejects.toThrow(StorageError);
      expect(filesBelow(outside)).toEqual([]);
    } finally {
      removeFolder(outside);
    }
  });
});
