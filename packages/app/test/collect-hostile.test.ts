/** The collector and files that nobody should have made: each is refused by itself, and the good ones land. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { collect, type UploadedFile } from '@orchestrator/app';
import { filesBelow } from '@orchestrator/stores';
import {
  collectFrom,
  executorOf,
  filesIn,
  forge,
  inShort,
  newFolder,
  removeFolders,
  uploaded,
  write,
  type Json,
} from './uploads.ts';
import { createWorld, does, given, granted, item, places, type World } from './world.ts';

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

describe('handoffs of somebody else', () => {
  const executorIn = (record: Json): Record<string, string> =>
    record['executor'] as Record<string, string>;
  const refusedOne = async (
    change: (record: Json) => Json,
    code: string | RegExp,
  ): Promise<void> => {
    const { folder, name, record } = await uploaded(world, written, 'a');
    forge(folder, name, change(record));
    const files = new Map(world.memory.files);
    const report = await collectFrom(world, folder);
    expect(inShort(report)).toMatchObject({ accepted: [], skipped: [] });
    expect(report.refused).toMatchObject([
      { code: typeof code === 'string' ? code : expect.stringMatching(code) },
    ]);
    expect(world.memory.files).toEqual(files);
  };

  test.each<[string, (record: Json) => Json, string | RegExp]>([
    [
      'a foreign nonce',
      (it) => ({ ...it, executor: { ...executorIn(it), nonce: 'guessed' } }),
      'not-owner',
    ],
    [
      'a foreign executor',
      (it) => ({ ...it, executor: { ...executorIn(it), id: 'e-b' } }),
      'not-owner',
    ],
    [
      'another kind of executor',
      (it) => ({ ...it, executor: { ...executorIn(it), kind: 'person' } }),
      'illegal',
    ],
    [
      'a run that it had not',
      (it) => ({ ...it, executor: { ...executorIn(it), run: '1' } }),
      'illegal',
    ],
    [
      'the workflow of another',
      (it) => ({ ...it, workflow: { name: 'other', version: '1.0.0' } }),
      'illegal',
    ],
    ['another order', (it) => ({ ...it, step: { key: 'a', order: 2 } }), 'illegal'],
    [
      'another step',
      (it) => ({ ...it, step: { key: 'b', order: 1 } }),
      /illegal|attempt-not-claimed/,
    ],
    [
      'an attempt that there is not',
      (it) => ({ ...it, attemptId: 'a-other' }),
      'attempt-not-claimed',
    ],
    ['no cause', (it) => ({ ...it, causes: [] }), 'illegal'],
    [
      'a cause more',
      (it) => ({ ...it, causes: [...(it['causes'] as string[]), 'f'.repeat(64)] }),
      'illegal',
    ],
    [
      'links to what it was not built on',
      (it) => ({ ...it, links: ['artifacts/x.json'] }),
      'illegal',
    ],
    [
      'criteria attested that the step has not',
      (it) => ({ ...it, attested: ['exit-1'] }),
      'illegal',
    ],
    [
      'an event that contradicts its status',
      (it) => ({ ...it, eventType: 'attempt-failed' }),
      'illegal',
    ],
    ['a failure that says it completed', (it) => ({ ...it, status: 'failed' }), 'illegal'],
    ['an outcome of a later schema', (it) => ({ ...it, schemaVersion: '2.0' }), 'invalid-record'],
    [
      'an output outside the root',
      (it) => ({ ...it, outputs: [{ path: '../x', sha256: 'f'.repeat(64) }] }),
      'invalid-record',
    ],
    [
      'a time that is none',
      (it) => ({ ...it, timestamp: '2026-13-01T00:00:00.000Z' }),
      'invalid-record',
    ],
  ])('%s', async (_, change, code) => {
    await refusedOne(change, code);
  });

  test('an attempt that nobody claimed', async () => {
    await granted(world.schedule());
    const { folder, name, record } = await uploaded(world, written, 'a');
    const claimFile = [...world.memory.files.keys()].find((it) => it.includes('/claims/')) ?? '';
    (world.memory.files as Map<string, string>).delete(claimFile);
    expect(inShort(await collectFrom(world, folder)).refused).toEqual([
      [name, 'attempt-not-claimed'],
    ]);
    expect(record['status']).toBe('completed');
  });

  test('an abandonment by file of what another holds', async () => {
    const { folder, name, record } = await uploaded(world, written, 'a', { status: 'failed' });
    const executor = { ...executorIn(record), nonce: 'guessed' };
    forge(folder, name, { ...record, status: 'abandoned', actor: 'github-actions[bot]', executor });
    expect(inShort(await collectFrom(world, folder)).refused).toEqual([[name, 'not-owner']]);
  });
});

describe('forged records of other kinds', () => {
  /** Records of an executor who took `b` by himself. */
  async function legs(step = 'b') {
    const folder = newFolder();
    const leg = executorOf(world, written, folder);
    await granted(leg.claim(step, { executor: 'leg', nonce: 'n' }));
    return { folder, files: filesIn(folder) };
  }
  const only = (folder: string, name: string, record: Json): string => {
    for (const it of fs.readdirSync(folder)) fs.rmSync(path.join(folder, it), { recursive: true });
    forge(folder, name, record);
    return folder;
  };

  test('a launch that the rules make as well is no harm', async () => {
    const { folder, files } = await legs();
    const name = 'decisions.b.1.json';
    const report = await collectFrom(world, only(folder, name, files.get(name) ?? {}));
    expect(report.accepted).toHaveLength(1);
    expect((await granted(world.schedule())).launched.map(({ record }) => record.step)).toEqual([
      'a',
    ]);
  });

  test.each<[string, Json]>([
    ['a rank of its own', { rank: 7 }],
    ['a time of its own', { at: '2030-01-01T00:00:00.000Z' }],
    ['neighbours', { tiedWith: [] }],
    ['a policy that there is not', { requeuedBy: 'policy' }],
    ['a second attempt at once', { k: 2 }],
    ['no causes', { causes: [] }],
    ['predecessors', { predecessors: [['a', 1]] }],
  ])('a launch with %s', async (_, change) => {
    const { folder, files } = await legs();
    const record = { ...files.get('decisions.b.1.json'), ...change } as Json;
    const k = typeof record['k'] === 'number' ? record['k'] : 1;
    const report = await collectFrom(world, only(folder, `decisions.b.${k}.json`, record));
    expect(inShort(report)).toMatchObject({
      accepted: [],
      refused: [[`decisions.b.${k}.json`, expect.any(String)]],
    });
  });

  test('a launch of a step that must wait', async () => {
    const { folder, files } = await legs();
    const record = { ...files.get('decisions.b.1.json'), step: 'c', rank: 3, tiedWith: [] } as Json;
    const report = await collectFrom(world, only(folder, 'decisions.c.1.json', record));
    expect(report.refused).toMatchObject([
      { code: 'illegal', message: 'Nothing lets this attempt start now.' },
    ]);
  });

  test('a claim of what another has claimed meanwhile', async () => {
    const { folder } = await legs();
    await granted(world.claim('b', { executor: 'direct' }));
    const report = await collectFrom(world, folder);
    expect(report.accepted).toEqual([]);
    expect(report.refused).toMatchObject([{ file: 'claims.b.1.json', code: 'attempt-closed' }]);
  });

  test('a claim by an executor who is busy', async () => {
    await granted(world.claim('a', { executor: 'leg' }));
    const other = createWorld(written, { machine: 'elsewhere' });
    await granted(other.register());
    const { folder } = await (async () => {
      const away = newFolder();
      const stale = executorOf(world, written, away);
      await granted(stale.claim('b', { executor: 'free', nonce: 'n' }));
      return { folder: away };
    })();
    const name = 'claims.b.1.json';
    const record = filesIn(folder).get(name) ?? {};
    const executor = { ...(record['executor'] as Json), id: 'leg' };
    const report = await collectFrom(world, only(folder, name, { ...record, executor }));
    expect(report.refused).toMatchObject([{ code: 'executor-busy' }]);
  });

  test.each<[string, Json]>([
    ['a label that is taken', { attemptId: 'a-e-a' }],
    ['a step that there is not', { step: 'z' }],
    ['attested criteria that the step has not', { attested: ['entry-1'] }],
  ])('a claim with %s', async (_, change) => {
    await granted(world.claim('a', { executor: 'e-a', attempt: 'a-e-a' }));
    const { folder, files } = await legs();
    const record = { ...files.get('claims.b.1.json'), ...change } as Json;
    const name = `claims.${String(record['step'])}.1.json`;
    const report = await collectFrom(world, only(folder, name, record));
    expect(inShort(report)).toMatchObject({ accepted: [], refused: [[name, expect.any(String)]] });
  });

  test('a claim whose entry criteria were not checked', async () => {
    const checked = {
      steps: [
        { key: 'a', order: 1, entryCriteria: [{ id: 'ready', type: 'file_exists', path: 'x' }] },
      ],
    };
    world = await given(checked);
    const folder = newFolder();
    await granted(executorOf(world, checked, folder).claim('a', { executor: 'leg', nonce: 'n' }));
    const record = filesIn(folder).get('claims.a.1.json') ?? {};
    for (const checks of [[], [{ id: 'ready', ok: false, detail: 'no' }]]) {
      const report = await collectFrom(
        world,
        only(folder, 'claims.a.1.json', { ...record, checks } as Json),
      );
      expect(inShort(report)).toMatchObject({
        accepted: [],
        refused: [['claims.a.1.json', expect.any(String)]],
      });
    }
  });

  test('a requeue of what did not fail', async () => {
    await does(world, ['a', 'b', 'c'], { status: 'failed' }).catch(() => undefined);
    const failed = (await world.recordsOf('handoff')).map(({ step }) => step.key);
    expect(failed).toContain('a');
    const away = newFolder();
    await granted(executorOf(world, written, away).retry('a'));
    const record = filesIn(away).get('journal.retry.a.2.json') ?? {};
    await granted(world.retry('a'));
    await does(world, ['a']);
    const folder = newFolder();
    forge(folder, 'journal.retry.a.3.json', { ...record, k: 3 });
    expect((await collectFrom(world, folder)).refused).toMatchObject([
      { code: 'requeue-not-needed' },
    ]);
  });

  test.each<[string, Json]>([
    ['another number', { k: 3 }],
    ['no cause', { causes: [] }],
    ['another step', { step: 'b' }],
  ])('a requeue with %s', async (_, change) => {
    await granted(world.claim('a'));
    await granted(world.complete('a', { status: 'failed' }));
    const folder = newFolder();
    await granted(executorOf(world, written, folder).retry('a'));
    const record = { ...filesIn(folder).get('journal.retry.a.2.json'), ...change } as Json;
    const name = `journal.retry.${String(record['step'])}.${String(record['k'])}.json`;
    const report = await collectFrom(world, only(folder, name, record));
    expect(inShort(report)).toMatchObject({ accepted: [], refused: [[name, expect.any(String)]] });
  });

  test('what people decide is not for executors to upload', async () => {
    const gated = { ...written, gates: [{ key: 'go', before: 'c', returnTo: 'a' }] };
    world = await given(gated);
    await does(world, ['a', 'b']);
    const folder = newFolder();
    const leg = executorOf(world, gated, folder);
    await granted(leg.approve('go', 'rita'));
    const [approval = ''] = fs.readdirSync(folder);
    expect(approval).toMatch(/^journal\.gate\.go\./);
    expect(inShort(await collectFrom(world, folder)).refused).toEqual([
      [approval, 'not-uploadable'],
    ]);
    fs.rmSync(path.join(folder, approval));
    await granted(executorOf(world, gated, folder).reject('go', 'rita'));
    const [rework = ''] = fs.readdirSync(folder);
    expect(inShort(await collectFrom(world, folder)).refused).toEqual([[rework, 'not-uploadable']]);
    const registration = world.memory.files.get(`artifacts/work-items/${item}.json`) ?? '';
    fs.rmSync(path.join(folder, rework));
    write(folder, 'item-1.json', registration);
    expect((await collectFrom(world, folder)).accepted).toEqual([]);
  });
});

test('good and bad ones of two items: all good ones land, and every bad one is named once', async () => {
  const { folder, name, record } = await uploaded(world, written, 'a');
  const second = await uploaded(world, written, 'b');
  fs.cpSync(second.folder, path.join(folder, 'b'), { recursive: true });
  write(folder, 'bad/one.json', '{');
  forge(folder, `bad/${name}`, { ...record, schemaVersion: '2.0' });
  const report = await collectFrom(world, folder);
  expect(inShort(report)).toMatchObject({
    accepted: [name, `b/${second.name}`].sort(),
    refused: [
      [`bad/${name}`, 'invalid-record'],
      ['bad/one.json', 'invalid-record'],
    ],
  });
});
