/** What every store promises (protocol.md, "Stores"). One suite, run for each of them. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { NewRecord, Store } from '@orchestrator/core';

/** A store, and a hand in its files. */
export interface Lab {
  readonly store: Store;
  /** Another opening of the same store, as another process has it. */
  readonly other: Store;
  /** Changes a file behind the store's back; `undefined` removes it. */
  readonly byHand: (path: string, text: string | undefined) => void;
  readonly close: () => void;
}

const item = 'item-1';
const record = (name: string, text = `${name}\n`, folder = 'claims'): NewRecord => ({
  path: `artifacts/${folder}/${item}/${name}.json`,
  text,
});
const registration: NewRecord = {
  path: `artifacts/work-items/${item}.json`,
  text: 'registered\n',
};
const only = (...records: readonly NewRecord[]) => ({ records, views: [] });
const view = (text: string) => ({ path: `artifacts/schedule/${item}.json`, text });

export function storeContract(name: string, open: () => Lab): void {
  describe(`${name} store`, () => {
    let lab: Lab;
    let store: Store;

    beforeEach(() => {
      lab = open();
      store = lab.store;
    });
    afterEach(() => lab.close());

    const read = async (of = item): Promise<Record<string, string>> =>
      Object.fromEntries((await lab.other.read(of)).files.map(({ path, text }) => [path, text]));
    const versionNow = async (): Promise<string> => (await store.read(item)).version;
    const asFiles = (...records: readonly NewRecord[]) =>
      Object.fromEntries(records.map(({ path, text }) => [path, text]));

    test('an item that is absent is empty, and has a version to append on', async () => {
      const { files, version } = await store.read(item);
      expect(files).toEqual([]);
      expect((await store.read('item-2')).version).toBe(version);
      expect(await store.append(item, only(registration), version)).toBe('ok');
      expect(await read()).toEqual(asFiles(registration));
    });

    test('a file has its slot, its text and the sha256 of its bytes', async () => {
      await store.append(item, only(record('a.1', 'é\n')), await versionNow());
      expect((await store.read(item)).files).toEqual([
        {
          path: `artifacts/claims/${item}/a.1.json`,
          text: 'é\n',
          id: 'edd3a863872a04239eb29ad4bc12fc892b3d4ae57cc7e786a3697816f8e141c2',
        },
      ]);
    });

    test('several records appear at once, in every folder of the item, sorted by path', async () => {
      const batch = [
        record('b.1', 'journal', 'journal'),
        record('b.1', 'handoff', 'handoff'),
        record('b.1', 'decision', 'decisions'),
        record('b.1', 'claim', 'claims'),
        record('a.1', 'claim', 'claims'),
        registration,
      ];
      expect(await store.append(item, only(...batch), await versionNow())).toBe('ok');
      const { files } = await lab.other.read(item);
      expect(files.map(({ path }) => path)).toEqual(batch.map(({ path }) => path).sort());
      expect(await read()).toEqual(asFiles(...batch));
    });

    test('the version names the set: it changes with every record, and not with a view', async () => {
      const versions = [await versionNow()];
      for (const name of ['a.1', 'b.1', 'c.1']) {
        await store.append(item, only(record(name)), await versionNow());
        versions.push(await versionNow());
      }
      expect(new Set(versions).size).toBe(4);
      await store.append(item, { records: [], views: [view('new')] }, await versionNow());
      expect(await versionNow()).toBe(versions[3]);
      expect((await lab.other.read(item)).version).toBe(versions[3]);
    });

    test('an append on a stale version is a conflict, and nothing of it is stored', async () => {
      const stale = await versionNow();
      await store.append(item, only(record('a.1')), stale);
      const batch = {
        records: [record('b.1'), record('b.1', 'x', 'journal')],
        views: [view('b')],
      };
      expect(await store.append(item, batch, stale)).toBe('conflict');
      expect(await read()).toEqual(asFiles(record('a.1')));
      expect(await store.readView(view('').path)).toBeUndefined();
    });

    test('an append on a version that never was is a conflict', async () => {
      expect(await store.append(item, only(record('a.1')), 'f'.repeat(64))).toBe('conflict');
      expect(await read()).toEqual({});
    });

    test('of two appends on one version exactly one is ok', async () => {
      const version = await versionNow();
      const batches = ['a', 'b'].map((name) => [record(`${name}.1`), record(`${name}.2`)]);
      const results = await Promise.all(
        batches.map((batch, index) =>
          (index === 0 ? store : lab.other).append(item, only(...batch), version),
        ),
      );
      expect([...results].sort()).toEqual(['conflict', 'ok']);
      expect(await read()).toEqual(asFiles(...(batches[results.indexOf('ok')] ?? [])));
    });

    test('of two batches that meet in one slot the first one stands, the other is not there', async () => {
      const version = await versionNow();
      const first = [record('a.1', 'mine'), record('b.1', 'mine')];
      expect(await store.append(item, only(...first), version)).toBe('ok');
      const second = [record('a.1', 'yours'), record('c.1', 'yours')];
      expect(await lab.other.append(item, only(...second), version)).toBe('conflict');
      expect(await read()).toEqual(asFiles(...first));
    });

    test('a batch with a slot that is taken by other bytes is not stored, nor the rest of it', async () => {
      await store.append(item, only(record('a.1', 'mine')), await versionNow());
      const batch = [record('0.1', 'yours'), record('a.1', 'yours'), record('b.1', 'yours')];
      expect(await store.append(item, only(...batch), await versionNow())).toBe('conflict');
      expect(await read()).toEqual(asFiles(record('a.1', 'mine')));
    });

    test('the same bytes again, on the version of now, are ok and change nothing', async () => {
      const batch = only(record('a.1'), record('b.1'));
      await store.append(item, batch, await versionNow());
      const version = await versionNow();
      expect(await store.append(item, batch, version)).toBe('ok');
      expect(await versionNow()).toBe(version);
    });

    test('the same bytes again, on the version of before, change nothing', async () => {
      const version = await versionNow();
      const batch = only(record('a.1'), record('b.1'));
      expect(await store.append(item, batch, version)).toBe('ok');
      // A store that can tell says ok: they are there (protocol.md: "my records are there → ok").
      expect(['ok', 'conflict']).toContain(await lab.other.append(item, batch, version));
      expect(await read()).toEqual(asFiles(...batch.records));
    });

    test('a batch of which a part is there already, on the version of before, stores nothing', async () => {
      const version = await versionNow();
      await store.append(item, only(record('a.1'), record('b.1')), version);
      const batch = only(record('a.1'), record('c.1'));
      expect(await store.append(item, batch, version)).toBe('conflict');
      expect(await read()).toEqual(asFiles(record('a.1'), record('b.1')));
    });

    test('a set changed by hand between read and append is a conflict: a record added', async () => {
      const version = await versionNow();
      lab.byHand(record('z.1').path, 'by hand');
      expect(await store.append(item, only(record('a.1')), version)).toBe('conflict');
      expect(await read()).toEqual(asFiles(record('z.1', 'by hand')));
    });

    test.each([
      ['changed', 'other bytes'],
      ['removed', undefined],
    ])('… %s', async (_, text) => {
      await store.append(item, only(record('a.1'), record('b.1')), await versionNow());
      const version = await versionNow();
      lab.byHand(record('b.1').path, text);
      expect(await store.append(item, only(record('c.1')), version)).toBe('conflict');
      expect(await read()).toEqual(
        asFiles(record('a.1'), ...(text === undefined ? [] : [record('b.1', text)])),
      );
    });

    test('after a conflict the same append on the version of now is ok', async () => {
      const stale = await versionNow();
      await lab.other.append(item, only(record('a.1')), stale);
      expect(await store.append(item, only(record('b.1')), stale)).toBe('conflict');
      expect(await store.append(item, only(record('b.1')), await versionNow())).toBe('ok');
      expect(await read()).toEqual(asFiles(record('a.1'), record('b.1')));
    });

    test('items have sets of their own', async () => {
      const version = await versionNow();
      const theirs = { path: 'artifacts/claims/item-10/a.1.json', text: 'theirs' };
      expect(await store.append('item-10', only(theirs), version)).toBe('ok');
      expect(await store.append(item, only(record('a.1')), version)).toBe('ok');
      expect(await read()).toEqual(asFiles(record('a.1')));
      expect(await read('item-10')).toEqual(asFiles(theirs));
    });

    test('views of an append are rewritten with its records', async () => {
      for (const text of ['one', 'two', 'two']) {
        const batch = { records: [record(`a.${Math.random()}`)], views: [view(text)] };
        expect(await store.append(item, batch, await versionNow())).toBe('ok');
        expect(await lab.other.readView(view('').path)).toBe(text);
      }
    });

    test('an append of views alone rewrites them, and is a conflict on a stale version', async () => {
      const stale = await versionNow();
      await store.append(item, { records: [record('a.1')], views: [view('one')] }, stale);
      const now = await versionNow();
      expect(await store.append(item, { records: [], views: [view('two')] }, now)).toBe('ok');
      expect(await store.append(item, { records: [], views: [view('old')] }, stale)).toBe(
        'conflict',
      );
      expect(await store.readView(view('').path)).toBe('two');
    });

    test('a view is no record', async () => {
      await store.append(item, { records: [], views: [view('x')] }, await versionNow());
      expect((await store.read(item)).files).toEqual([]);
      expect(await store.items()).toEqual([]);
    });

    test('views outside of items: absent, written, rewritten', async () => {
      const path = 'artifacts/exports/portfolio-20260101T000000Z.json';
      expect(await store.readView(path)).toBeUndefined();
      await store.writeView({ path, text: 'one' });
      expect(await lab.other.readView(path)).toBe('one');
      await store.writeView({ path, text: 'two' });
      expect(await lab.other.readView(path)).toBe('two');
      expect(await store.items()).toEqual([]);
    });

    test('items are those with any record, each once, sorted by code unit', async () => {
      expect(await store.items()).toEqual([]);
      const paths = [
        'artifacts/work-items/b.json',
        'artifacts/work-items/a-b.json',
        'artifacts/claims/b/s.1.json',
        'artifacts/journal/ab/retry.s.1.json',
        'artifacts/decisions/a/s.1.json',
        'artifacts/handoff/a1/x.json',
        'artifacts/schedule/view-only.json',
      ];
      for (const path of paths) lab.byHand(path, 'x');
      expect(await store.items()).toEqual(['a', 'a-b', 'a1', 'ab', 'b']);
    });

    test('a record of a hundred kilobytes', async () => {
      const large = record('a.1', 'ü'.repeat(50_000));
      expect(await store.append(item, only(large), await versionNow())).toBe('ok');
      expect(await read()).toEqual(asFiles(large));
    });
  });
}
