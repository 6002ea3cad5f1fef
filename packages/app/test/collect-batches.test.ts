/** The collector and many files at once: rivals, what is re-run, several items; and the folder that they come from. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { collect } from '@orchestrator/app';
import { createOutboxStore, filesBelow } from '@orchestrator/stores';
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
} from './uploads.ts';
import { createWorld, granted, item, places, type World } from './world.ts';

const written = {
  steps: [
    {
      key: 'a',
      order: 1,
      parallelizable: true,
      exitCriteria: [{ id: 'made', type: 'file_exists', path: 'made' }],
    },
    { key: 'b', order: 1, parallelizable: true },
    { key: 'c', order: 2 },
  ],
};
let world: World;
let appends: number;

const counting = () => {
  appends = 0;
  world = createWorld(written, {
    reach: (memory) => ({
      ...memory,
      append: (...args) => {
        appends += 1;
        return memory.append(...args);
      },
    }),
  });
};
beforeEach(async () => {
  counting();
  await granted(world.register());
  appends = 0;
});
afterEach(async () => {
  removeFolders();
  expect(await world.violations()).toEqual([]);
});

describe('two files for one attempt', () => {
  async function twins() {
    const one = await uploaded(world, written, 'a', { outcome: 'One' });
    const two = await uploaded(world, written, 'a', { outcome: 'Other' });
    const all = newFolder();
    fs.cpSync(one.folder, path.join(all, 'one'), { recursive: true });
    fs.cpSync(two.folder, path.join(all, 'two'), { recursive: true });
    const digest = (folder: string, name: string): string =>
      world.deps.ids.sha256(fs.readFileSync(path.join(folder, name), 'utf8'));
    return { all, name: one.name, two: digest(two.folder, two.name) };
  }

  test('neither is taken', async () => {
    const { all, name } = await twins();
    const files = new Map(world.memory.files);
    expect(inShort(await collectFrom(world, all))).toEqual({
      accepted: [],
      skipped: [],
      refused: [
        [`one/${name}`, 'ambiguous'],
        [`two/${name}`, 'ambiguous'],
      ],
    });
    expect(world.memory.files).toEqual(files);
  });

  test('the one that a job names is taken', async () => {
    const { all, name, two } = await twins();
    const report = await collectFrom(world, all, { named: [two, 'f'.repeat(64)] });
    expect(inShort(report)).toMatchObject({
      accepted: [`two/${name}`],
      refused: [[`one/${name}`, expect.any(String)]],
    });
    expect((await world.recordsOf('handoff')).map(({ outcome }) => outcome)).toEqual(['Other']);
  });

  test('both are named: neither', async () => {
    const { all, two, name } = await twins();
    const one = world.deps.ids.sha256(fs.readFileSync(path.join(all, 'one', name), 'utf8'));
    expect((await collectFrom(world, all, { named: [one, two] })).accepted).toEqual([]);
  });

  test('a second file that is none does not keep the good one out', async () => {
    const { folder, name, record } = await uploaded(world, written, 'a');
    forge(folder, `x/${name}`, { ...record, links: ['artifacts/x.json'] });
    forge(folder, `y/${name}`, { ...record, checks: [] });
    const report = await collectFrom(world, folder);
    expect(inShort(report).accepted).toEqual([name]);
    expect(report.refused.map(({ file }) => file)).toEqual([`x/${name}`, `y/${name}`]);
  });

  test('a file of a stranger does not keep the one of the owner out', async () => {
    const { folder, name, record } = await uploaded(world, written, 'a');
    const executor = record['executor'] as Record<string, string>;
    forge(folder, `stranger/${name}`, { ...record, executor: { ...executor, nonce: 'guessed' } });
    const report = await collectFrom(world, folder);
    expect(inShort(report)).toMatchObject({
      accepted: [name],
      refused: [[`stranger/${name}`, 'not-owner']],
    });
  });
});

describe('a batch that grows: what is re-run', () => {
  const rerun = { run: '77', runAttempt: 2, actor: 'olga' };
  const job = (runAttempt: number) => ({ kind: 'job' as const, id: 'leg', run: '77', runAttempt });

  test('requeue, launch, claim and handoff of a leg without write access land in one commit', async () => {
    const { claim, complete } = await import('@orchestrator/app');
    await granted(
      claim(world.deps, { item, step: 'a', actor: 'bot', executor: job(1), nonce: 'n1' }),
    );
    await granted(world.complete('a', { executor: 'leg', nonce: 'n1', status: 'failed' }));
    const folder = newFolder();
    const leg = executorOf(world, written, folder);
    await granted(
      claim(leg.deps, { item, step: 'a', actor: 'olga', executor: job(2), nonce: 'n2', rerun }),
    );
    await granted(
      complete(leg.deps, {
        item,
        step: 'a',
        actor: 'olga',
        executor: 'leg',
        nonce: 'n2',
        status: 'completed',
      }),
    );
    expect([...filesIn(folder).keys()].map((name) => name.split('.')[0])).toEqual(
      expect.arrayContaining(['claims', 'decisions', 'journal']),
    );
    appends = 0;
    const report = await collectFrom(world, folder);
    expect([report.accepted.length, report.refused, appends]).toEqual([4, [], 1]);
    expect(await places(world)).toMatchObject({ completed: ['a'] });
    expect(await world.recordsOf('requeue')).toMatchObject([{ step: 'a', k: 2, actor: 'olga' }]);
    expect((await collectFrom(world, folder)).skipped).toHaveLength(4);
  });

  test('a leg that says its run was started again is not believed, nor about a step that it never had', async () => {
    const { claim, complete } = await import('@orchestrator/app');
    await granted(
      claim(world.deps, { item, step: 'a', actor: 'bot', executor: job(1), nonce: 'n1' }),
    );
    await granted(world.complete('a', { executor: 'leg', nonce: 'n1' }));
    const folder = newFolder();
    const leg = executorOf(world, written, folder);
    const [step, actor] = ['b', 'bot'];
    await granted(claim(leg.deps, { item, step, actor, executor: job(2), nonce: 'n2' }));
    const done = { executor: 'leg', nonce: 'n2', status: 'completed' as const };
    await granted(complete(leg.deps, { item, step, actor, ...done }));
    for (const runAttempt of [1, 2]) {
      const report = await collectFrom(world, folder, { run: '77', runAttempt });
      expect(report.accepted).toEqual([]);
      expect(report.refused.map(({ code }) => code)).toContain('another-run');
    }
    expect(await places(world)).toMatchObject({ completed: ['a'] });
  });

  test('without its claim an outcome is refused, and says why', async () => {
    const { claim, complete } = await import('@orchestrator/app');
    const folder = newFolder();
    const leg = executorOf(world, written, folder);
    await granted(
      claim(leg.deps, { item, step: 'b', actor: 'bot', executor: job(1), nonce: 'n1' }),
    );
    await granted(
      complete(leg.deps, {
        item,
        step: 'b',
        actor: 'bot',
        executor: 'leg',
        nonce: 'n1',
        status: 'completed',
      }),
    );
    fs.rmSync(path.join(folder, 'claims.b.1.json'));
    const report = await collectFrom(world, folder);
    expect(report.accepted.map(({ file }) => file)).toEqual(['decisions.b.1.json']);
    expect(report.refused).toMatchObject([{ code: 'attempt-not-claimed' }]);
  });
});

describe('several items', () => {
  test('a damaged item beside a good one: the good one is collected', async () => {
    const { folder, name, record } = await uploaded(world, written, 'a');
    forge(folder, `other/${name.replace(item, 'item-2')}`, { ...record, workItemId: 'item-2' });
    const registration = world.memory.files.get(`artifacts/work-items/${item}.json`) ?? '';
    const files = world.memory.files as Map<string, string>;
    files.set('artifacts/work-items/item-2.json', registration.replaceAll(item, 'item-2'));
    files.set('artifacts/claims/item-2/a.1.json', 'not a record\n');
    const report = await collectFrom(world, folder);
    expect(report.accepted).toMatchObject([{ workItemId: item, file: name }]);
    expect(report.refused).toMatchObject([{ workItemId: 'item-2', code: 'item-damaged' }]);
    files.delete('artifacts/claims/item-2/a.1.json');
    files.delete('artifacts/work-items/item-2.json');
  });

  test('an item that there is not', async () => {
    const { folder, name, record } = await uploaded(world, written, 'a');
    forge(folder, `x/${name}`, { ...record, workItemId: 'nobody' });
    const report = await collectFrom(world, folder);
    expect(report.accepted).toHaveLength(1);
    expect(report.refused).toMatchObject([{ workItemId: 'nobody', code: 'unknown-item' }]);
  });

  test('only one item is wanted', async () => {
    const { folder, name } = await uploaded(world, written, 'a');
    const report = await collectFrom(world, folder, { item: 'item-2' });
    expect(inShort(report)).toEqual({
      accepted: [],
      skipped: [],
      refused: [[name, 'another-item']],
    });
  });

  test('the store can not say what became of it: no report claims anything', async () => {
    const { folder } = await uploaded(world, written, 'a');
    const lost = createWorld(written, {
      memory: world.memory,
      reach: (memory) => ({ ...memory, append: () => Promise.resolve('unknown' as const) }),
    });
    const result = await collect(lost.deps, { files: filesBelow(folder), recheck: true });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'outcome-unknown' } });
  });
});

describe('the outbox', () => {
  test('an executor sees what it has made, and a second completion is the first one', async () => {
    const { folder, name } = await uploaded(world, written, 'a');
    const before = fs.readFileSync(path.join(folder, name), 'utf8');
    const again = executorOf(world, written, folder, 'again');
    await granted(again.complete('a', { executor: 'e-a', nonce: 'nonce-a' }));
    expect([...filesIn(folder).keys()]).toEqual([name]);
    expect(fs.readFileSync(path.join(folder, name), 'utf8')).toBe(before);
  });

  test.each([
    ['a folder called x.json', (folder: string) => fs.mkdirSync(path.join(folder, 'x.json'))],
    [
      'a link to nowhere',
      (folder: string) => fs.symlinkSync('nowhere', path.join(folder, 'x.json')),
    ],
    ['what is not JSON', (folder: string) => write(folder, 'x.json', '{')],
    ['an array', (folder: string) => write(folder, 'x.json', '[1]')],
  ])('%s lies in it already', async (_, put) => {
    const folder = newFolder();
    put(folder);
    await granted(world.claim('b', { executor: 'e-b', nonce: 'nonce-b' }));
    const leg = executorOf(world, written, folder);
    await granted(leg.complete('b', { executor: 'e-b', nonce: 'nonce-b' }));
    expect(inShort(await collectFrom(world, folder)).accepted).toHaveLength(1);
  });

  test('it is not made before there is something to write, and never by reading', async () => {
    const folder = path.join(newFolder(), 'out');
    const store = createOutboxStore(world.memory, folder);
    expect((await store.read(item)).version).toBe((await world.memory.read(item)).version);
    expect(fs.existsSync(folder)).toBe(false);
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
