/** The collector and records that were made by hand: whoever forges one is told why it is none. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
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
import { createWorld, does, given, granted, item, type World } from './world.ts';

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

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? `${value}` : '';

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
    const name = `claims.${text(record['step'])}.1.json`;
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
        only(folder, 'claims.a.1.json', { ...record, checks }),
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
    const name = `journal.retry.${text(record['step'])}.${text(record['k'])}.json`;
    const report = await collectFrom(world, only(folder, name, record));
    expect(inShort(report)).toMatchObject({ accepted: [], refused: [[name, expect.any(String)]] });
  });

  test('row 65: what people decide is not for executors to upload', async () => {
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
