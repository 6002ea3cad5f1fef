/** The collector and what executors upload in earnest: one commit, again without effect, late, doubled, rechecked. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  collectFrom,
  forge,
  inShort,
  newFolder,
  removeFolders,
  stored,
  uploaded,
} from './uploads.ts';
import { createWorld, does, given, granted, places, type World } from './world.ts';

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

describe('handoffs that are right', () => {
  test('land in one append; again, nothing is written', async () => {
    const one = await uploaded(world, written, 'a');
    const two = await uploaded(world, written, 'b');
    const all = newFolder();
    for (const { folder, name } of [one, two])
      fs.cpSync(folder, path.join(all, name.slice(-10)), { recursive: true });
    appends = 0;
    const first = await collectFrom(world, all);
    expect([first.accepted.length, first.skipped, first.refused, appends]).toEqual([2, [], [], 1]);
    expect(await places(world)).toMatchObject({ completed: ['a', 'b'] });
    const files = new Map(world.memory.files);
    const again = await collectFrom(world, all);
    expect([again.accepted, again.skipped.length, again.refused, appends]).toEqual([[], 2, [], 1]);
    expect(world.memory.files).toEqual(files);
  });

  test('are byte for byte what the executor made', async () => {
    const { folder, name } = await uploaded(world, written, 'a', {
      outcome: 'Wörter “und” mehr\n',
    });
    await collectFrom(world, folder);
    const file = (await stored(world)).find((it) => it.includes('/handoff/')) ?? '';
    expect(path.basename(file)).toBe(name);
    expect(world.memory.files.get(file)).toBe(fs.readFileSync(path.join(folder, name), 'utf8'));
  });

  test('words may hold U+FFFD, as the output of a command that was cut does', async () => {
    const { folder } = await uploaded(world, written, 'a', { outcome: 'caf\uFFFD' });
    expect((await collectFrom(world, folder)).refused).toEqual([]);
    expect(await world.recordsOf('handoff')).toMatchObject([{ outcome: 'caf\uFFFD' }]);
  });

  test('failed ones land as well, and are not checked again', async () => {
    world.told.failing.add('made');
    const { folder } = await uploaded(world, written, 'a', { status: 'failed' });
    const { accepted } = await collectFrom(world, folder);
    expect(accepted).toMatchObject([{ step: 'a', status: 'failed', rechecked: null }]);
  });

  test('the same bytes under two folders are one outcome', async () => {
    const { folder, name } = await uploaded(world, written, 'a');
    fs.cpSync(path.join(folder, name), path.join(folder, 'copy', name));
    const report = await collectFrom(world, folder);
    expect([report.accepted.length, report.skipped.length, report.refused]).toEqual([1, 1, []]);
  });

  test('somebody writes to the item while it is collected: all is decided again', async () => {
    const { folder } = await uploaded(world, written, 'a');
    let first = true;
    const racing = createWorld(written, {
      memory: world.memory,
      reach: (memory) => ({
        ...memory,
        append: async (...args) => {
          if (first) {
            first = false;
            await granted(world.claim('b', { executor: 'other' }));
          }
          return memory.append(...args);
        },
      }),
    });
    expect((await collectFrom(racing, folder)).accepted).toHaveLength(1);
    expect(await places(world)).toMatchObject({ completed: ['a'], running: ['b'] });
  });

  test('nothing to collect writes nothing', async () => {
    appends = 0;
    expect(inShort(await collectFrom(world, newFolder()))).toEqual({
      accepted: [],
      skipped: [],
      refused: [],
    });
    expect(appends).toBe(0);
  });
});

describe('checks', () => {
  const check = (ok: boolean) => [{ id: 'made', ok, detail: 'looked at made' }];

  test('what passed there and fails here is refused, and both are shown', async () => {
    const { folder, name } = await uploaded(world, written, 'a');
    world.told.failing.add('made');
    const report = await collectFrom(world, folder);
    expect(inShort(report)).toMatchObject({ accepted: [], refused: [[name, 'exit-criteria']] });
    expect(report.refused).toMatchObject([{ selfReported: check(true), rechecked: check(false) }]);
    expect(await places(world)).toMatchObject({ running: ['a'] });
    world.told.failing.clear();
    expect((await collectFrom(world, folder)).accepted).toMatchObject([{ rechecked: check(true) }]);
  });

  test('--no-recheck believes what was said, and the report says that nobody looked', async () => {
    const { folder } = await uploaded(world, written, 'a');
    world.told.failing.add('made');
    const report = await collectFrom(world, folder, { recheck: false });
    expect(report.accepted).toMatchObject([{ selfReported: check(true), rechecked: null }]);
  });

  test('rechecks are in the report, never in a record', async () => {
    const { folder, name } = await uploaded(world, written, 'a');
    const text = fs.readFileSync(path.join(folder, name), 'utf8');
    await collectFrom(world, folder);
    expect([...world.memory.files.values()]).toContain(text);
  });

  test.each([
    ['were left out', []],
    ['failed by its own account', check(false)],
    ['are of another criterion', [{ id: 'other', ok: true, detail: '' }]],
  ])('a completion whose checks %s is refused, whoever checks again', async (_, checks) => {
    const { folder, name, record } = await uploaded(world, written, 'a');
    forge(folder, name, { ...record, checks });
    for (const recheck of [true, false]) {
      const report = await collectFrom(world, folder, { recheck });
      expect(inShort(report)).toMatchObject({
        accepted: [],
        refused: [[name, expect.any(String)]],
      });
    }
    expect(await places(world)).toMatchObject({ running: ['a'] });
  });
});

describe('an attempt that has ended otherwise', () => {
  test('abandoned meanwhile', async () => {
    const { folder, name } = await uploaded(world, written, 'a');
    await granted(world.complete('a', { actor: 'olga', status: 'abandoned' }));
    const files = new Map(world.memory.files);
    expect(inShort(await collectFrom(world, folder)).refused).toEqual([[name, 'attempt-closed']]);
    expect(world.memory.files).toEqual(files);
  });

  test('abandoned, requeued and claimed by somebody else', async () => {
    const { folder, name } = await uploaded(world, written, 'a');
    await granted(world.complete('a', { actor: 'olga', status: 'abandoned' }));
    await granted(world.retry('a'));
    await granted(world.claim('a', { executor: 'second' }));
    expect(inShort(await collectFrom(world, folder)).refused).toEqual([[name, 'attempt-closed']]);
    expect(await places(world)).toMatchObject({ running: ['a'] });
  });

  test('completed directly, with other words', async () => {
    const { folder, name } = await uploaded(world, written, 'a', { outcome: 'One' });
    await granted(world.complete('a', { executor: 'e-a', nonce: 'nonce-a', outcome: 'Other' }));
    expect(inShort(await collectFrom(world, folder)).refused).toEqual([[name, 'attempt-closed']]);
  });

  test('a void attempt still ends by its owner', async () => {
    const gated = { ...written, gates: [{ key: 'go', before: 'c', returnTo: 'a' }] };
    world = await given(gated);
    await does(world, ['a', 'b']);
    await granted(world.approve('go', 'rita'));
    const { folder } = await uploaded(world, gated, 'c');
    await granted(world.reject('go', 'sam'));
    expect((await collectFrom(world, folder)).accepted).toMatchObject([
      { step: 'c', status: 'completed' },
    ]);
    expect((await places(world)).completed).not.toContain('c');
  });
});
