/** The collector and files that nobody should have made: each is refused by itself, and the good ones land. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { collect, type UploadedFile } from '@orchestrator/app';
import { filesBelow } from '@orchestrator/stores';
import {
  collectFrom,
  forge,
  inShort,
  newFolder,
  removeFolders,
  uploaded,
  write,
  type Json,
} from './uploads.ts';
import { given, granted, places, type World } from './world.ts';

const written = {
  steps: [
    { key: 'a', order: 1, parallelizable: true },
    { key: 'b', order: 1, parallelizable: true },
    { key: 'c', order: 2, retry: { maxAttempts: 1 } },
  ],
};
let world: World;

beforeEach(async () => {
  world = await given(written);
});
afterEach(async () => {
  removeFolders();
  expect(await world.violations()).toEqual([]);
});

const bytesOf = (folder: string, name: string): string =>
  fs.readFileSync(path.join(folder, name), 'utf8');

/** A good upload for `a`, and beside it what the test adds; only the good one lands. */
async function beside(
  add: (folder: string, name: string, record: Json) => void,
  codes: readonly (string | RegExp)[],
): Promise<void> {
  const { folder, name, record } = await uploaded(world, written, 'a');
  add(folder, name, record);
  const report = await collectFrom(world, folder);
  expect(report.accepted.map(({ file }) => path.basename(file))).toEqual([name]);
  expect(report.refused.map(({ code }) => code)).toEqual(
    codes.map((code) => (typeof code === 'string' ? code : expect.stringMatching(code))),
  );
  for (const { message, hint } of report.refused) expect([message, hint]).not.toContain('');
  expect(await places(world)).toMatchObject({ completed: ['a'] });
}

describe('bytes', () => {
  const other = (name: string): string => `x/${name}`;

  test.each<[string, (text: string) => string | Uint8Array, RegExp]>([
    ['nothing', () => '', /invalid-record/],
    ['cut off', (text) => text.slice(0, -20), /invalid-record/],
    ['not canonical: a space', (text) => text.replace(':', ': '), /not-canonical/],
    ['not canonical: no line end', (text) => text.trimEnd(), /not-canonical/],
    ['not canonical: a carriage return', (text) => text.replace('\n', '\r\n'), /not-canonical/],
    ['a byte order mark', (text) => `\uFEFF${text}`, /not-canonical/],
    [
      'not UTF-8',
      (text) => Buffer.from(text.replace('outcome', 'outc\u00e9'), 'latin1'),
      /not-canonical/,
    ],
    ['UTF-16', (text) => Buffer.from(text, 'utf16le'), /not-canonical|invalid-record/],
    ['a member twice', (text) => text.replace('{', '{"workItemId":"item-1",'), /not-canonical/],
    [
      '__proto__',
      (text) => text.replace('{', '{"__proto__":{"status":"completed"},'),
      /not-canonical/,
    ],
    [
      'constructor',
      (text) => text.replace('{', '{"constructor":{},'),
      /not-canonical|invalid-record/,
    ],
    ['a member more', (text) => text.replace(/\}\n$/, ',"zzz":1}\n'), /invalid-record/],
    [
      'a number where a text belongs',
      (text) => text.replace(/"outcome":"[^"]*"/, '"outcome":7'),
      /invalid-record/,
    ],
    [
      'a lone surrogate',
      (text) => text.replace(/"outcome":"/, '"outcome":"\\ud800'),
      /not-canonical|invalid-record/,
    ],
    [
      'control characters',
      (text) => text.replace(/"outcome":"/, '"outcome":"\\u001b[2J'),
      /invalid-record/,
    ],
    [
      'deep',
      () => `{"workItemId":"item-1","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
      /not-canonical|invalid-record/,
    ],
    ['an array', () => '[{"workItemId":"item-1"}]', /invalid-record/],
    ['a number', () => '1e999', /invalid-record/],
    ['an item that is a path', (text) => text.replace('"item-1"', '"../item-1"'), /invalid-record/],
    [
      'an item that is an object',
      (text) => text.replace('"workItemId":"item-1"', '"workItemId":{}'),
      /invalid-record/,
    ],
  ])('%s', async (_, change, code) => {
    await beside(
      (folder, name) => write(folder, other(name), change(bytesOf(folder, name))),
      [code],
    );
  });
});

describe('size', () => {
  const file = (name: string, size: number, bytes: () => Uint8Array): UploadedFile => ({
    name,
    size,
    read: () => Promise.resolve(bytes()),
  });

  test('100 MB are refused without being read', async () => {
    const { folder } = await uploaded(world, written, 'a');
    fs.truncateSync(
      (write(folder, 'huge.json', ''), path.join(folder, 'huge.json')),
      100 * 1024 * 1024,
    );
    const files = filesBelow(folder).map((it) =>
      it.name === 'huge.json'
        ? { ...it, read: () => Promise.reject(new Error('It was read.')) }
        : it,
    );
    const { report } = await granted(collect(world.deps, { files, recheck: true }));
    expect(inShort(report)).toMatchObject({ refused: [['huge.json', 'too-large']] });
    expect(report.accepted).toHaveLength(1);
  });

  test('a file that is larger than it was said to be', async () => {
    const bytes = (): Uint8Array => Buffer.alloc(2 * 1024 * 1024, ' ');
    const files = [file('x.json', 10, bytes)];
    const { report } = await granted(collect(world.deps, { files, recheck: true }));
    expect(inShort(report).refused).toEqual([['x.json', 'too-large']]);
  });

  test('a file that is gone, or can not be read, by the time it is read', async () => {
    const { folder, name } = await uploaded(world, written, 'a');
    const gone: UploadedFile = {
      name: 'gone.json',
      size: 10,
      read: () => fs.promises.readFile(path.join(folder, 'gone.json')),
    };
    const { report } = await granted(
      collect(world.deps, { files: [gone, ...filesBelow(folder)], recheck: true }),
    );
    expect(report.accepted).toMatchObject([{ file: name }]);
    expect(report.refused).toMatchObject([{ file: 'gone.json' }]);
  });
});

describe('names', () => {
  test.each<[string, (name: string) => string]>([
    ['of another time', (name) => `x/${name.replace(/^\d{8}/, '20200101')}`],
    ['of another step', (name) => `x/${name.replace('-a-', '-b-')}`],
    ['of another item', (name) => `x/${name.replace('item-1', 'item-2')}`],
    ['in upper case', (name) => `x/${name.replace('item-1', 'ITEM-1')}`],
    ['that is none', () => 'x/outcome.json'],
    ['that is nothing but an ending', () => 'x/x.json'],
    ['of a claim', () => 'x/claims.a.1.json'],
    ['of a decision', () => 'x/decisions.a.1.json'],
    ['of a folder that there is not', () => 'x/work-items.item-1.json'],
    ['with a backslash', (name) => `x/a\\..\\${name}`],
    ['with blanks', (name) => `x/ ${name}`],
  ])('%s', async (_, rename) => {
    await beside(
      (folder, name) => write(folder, rename(name), bytesOf(folder, name)),
      [/bad-name|illegal|invalid-record|unknown-slot/],
    );
  });

  test('paths in names lead nowhere', async () => {
    const { folder, name } = await uploaded(world, written, 'a');
    const read = (): Promise<Uint8Array> => fs.promises.readFile(path.join(folder, name));
    const before = new Set(world.memory.files.keys());
    for (const prefix of ['../../../etc/', '/etc/', 'a/../../', 'claims/../', './']) {
      const files = [{ name: `${prefix}x.json`, size: 10, read }];
      await granted(collect(world.deps, { files, recheck: true }));
    }
    expect(new Set(world.memory.files.keys())).toEqual(before);
    const files = [{ name: `../../${name}`, size: 10, read }];
    const { report } = await granted(collect(world.deps, { files, recheck: true }));
    // The name of the record counts, not where it lay.
    expect(report.accepted).toMatchObject([{ path: `artifacts/handoff/item-1/${name}` }]);
  });
});

describe('what lies in a folder', () => {
  test('links, folders and special files are left alone', async () => {
    const { folder, name } = await uploaded(world, written, 'a');
    const outside = newFolder();
    fs.renameSync(path.join(folder, name), path.join(outside, name));
    fs.symlinkSync(path.join(outside, name), path.join(folder, name));
    fs.symlinkSync(outside, path.join(folder, 'linked'));
    fs.symlinkSync(folder, path.join(folder, 'loop'));
    fs.mkdirSync(path.join(folder, 'x.json'));
    write(folder, '.hidden.json', '{}');
    write(folder, `${name}.txt`, '{}');
    execFileSync('mkfifo', [path.join(folder, 'pipe.json')]);
    expect(inShort(await collectFrom(world, folder))).toEqual({
      accepted: [],
      skipped: [],
      refused: [],
    });
    expect(await places(world)).toMatchObject({ running: ['a'] });
  });

  test('10,000 files that are nothing, and one that is', async () => {
    const { folder, name } = await uploaded(world, written, 'a');
    for (let index = 0; index < 10_000; index += 1) {
      fs.writeFileSync(
        path.join(folder, `f${index}.json`),
        index % 2 === 0 ? '{' : '{"workItemId":"item-1"}\n',
      );
    }
    const report = await collectFrom(world, folder);
    expect(report.accepted).toMatchObject([{ file: name }]);
    expect(report.refused).toHaveLength(10_000);
  });

  test('more files than are looked at: it is said, not passed over', async () => {
    const { folder, name } = await uploaded(world, written, 'a');
    fs.mkdirSync(path.join(folder, 'z'));
    fs.renameSync(path.join(folder, name), path.join(folder, 'z', name));
    for (let index = 0; index < 20_000; index += 1)
      fs.writeFileSync(path.join(folder, `f${index}.json`), '{');
    const look = (): readonly string[] => filesBelow(folder).map((file) => file.name);
    let names: readonly string[] = [`z/${name}`];
    try {
      names = look();
    } catch {
      // Refused as a whole: that is said, too.
    }
    expect(names).toContain(`z/${name}`);
  });

  test('300 files for one attempt, all different', async () => {
    const { folder, name, record } = await uploaded(world, written, 'a');
    for (let index = 0; index < 300; index += 1) {
      forge(folder, `n${index}/${name}`, { ...record, outcome: `Try ${index}` });
    }
    const begun = Date.now();
    const report = await collectFrom(world, folder);
    expect([report.accepted.length, report.refused.length]).toEqual([0, 301]);
    expect(new Set(report.refused.map(({ code }) => code))).toEqual(new Set(['ambiguous']));
    expect(Date.now() - begun).toBeLessThan(15_000);
  });
});
