/** A record that is gone is named, whatever kind it is of, and the hint brings it back (semantics, "Damaged"). */
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  damagesOf,
  readItem,
  readRecord,
  type Damage,
  type JsonValue,
  type StoredFile,
} from '../../src/index.ts';
import { createHistory, fieldsOf, fileOf, item, type History } from './history.ts';
import { longHistory } from './long-history.ts';

let history: History;
let files: readonly StoredFile[];
let cited: ReadonlySet<string>;

beforeAll(() => {
  history = longHistory();
  files = history.files();
  cited = new Set(history.state().records.flatMap(({ record }) => record.causes));
});

const kindOf = (file: StoredFile): string => {
  const read = readRecord(file);
  return read.ok ? read.stored.kind : 'damaged';
};
/** Whose vote it was, nobody knows any more. */
const butForThePerson = (path: string): string =>
  path.replace(/(\/gate\.[a-z0-9-]+)\..*$/, '$1.*.json');

test('the history has every kind of record, and is clean', () => {
  expect([...new Set(files.map(kindOf))].sort()).toEqual([
    ...['approval', 'baseline', 'blocker', 'claim', 'correction', 'handoff', 'launch', 'migration'],
    ...['registration', 'requeue', 'resolution', 'review', 'rework', 'transfer'],
  ]);
  expect(history.violations()).toEqual([]);
});

describe('of the records that another one cites', () => {
  const gone = () =>
    files
      .filter(({ id, path }) => cited.has(id) && !path.includes('/work-items/'))
      .map((file) => {
        const found = history.violations(files.filter((it) => it !== file));
        return { file, missing: found.filter(({ code }) => code === 'missing-cause') };
      });
  const isNamed = (name: string, path: string): boolean =>
    name === path || name === butForThePerson(path);

  test('each one that is gone is named by its own path', () => {
    const unnamed = gone().filter(
      ({ file, missing }) => !missing.some(({ path }) => isNamed(path, file.path)),
    );
    expect(unnamed.map(({ file }) => file.path)).toEqual([]);
  });

  test('nothing that is there as it was is said to be missing or changed', () => {
    const wrong = gone().flatMap(({ file, missing }) =>
      missing.flatMap(({ path }) => (isNamed(path, file.path) ? [] : [`${file.path}: ${path}`])),
    );
    expect(wrong).toEqual([]);
  });

  test('the hint brings it back', () => {
    const hopeless = gone().filter(({ file: { path }, missing }) => {
      const folder = path.slice(0, path.lastIndexOf('/'));
      return !missing.some(({ hint }) =>
        [path, folder].some((it) => hint.includes(`git checkout HEAD -- ${it} `)),
      );
    });
    expect(hopeless.map(({ file }) => file.path)).toEqual([]);
  });
});

test('the registration is named when it is gone', () => {
  const rest = files.filter(({ path }) => !path.includes('/work-items/'));
  expect(history.violations(rest)).toEqual([
    expect.objectContaining({
      code: 'missing-cause',
      path: `artifacts/work-items/${item}.json`,
    }),
  ]);
});

/** What is wrong, of a history whose versions are still known. */
function damages(list: readonly StoredFile[]): readonly Damage[] {
  const plans = history.state().bindings.map(({ stored, plan }) => [stored.path, plan] as const);
  const byId = plans.flatMap(([path, plan]) =>
    list.filter((it) => it.path === path).map(({ id }) => [id, plan] as const),
  );
  return damagesOf(readItem(item, list), new Map(byId));
}

function otherValues(value: JsonValue): readonly JsonValue[] {
  if (typeof value === 'string')
    return [`${value}0`, value.replace(/^2026/, '2031'), value.replace(/^[0-9a-f]{4}/, '0000')];
  if (!Array.isArray(value)) return [];
  const list: readonly JsonValue[] = value;
  return otherValues(list[0] ?? null).map((other) => [other, ...list.slice(1)]);
}

test('each one that is cited and was changed is named, and nothing else', () => {
  const edits = files
    .filter(({ id }) => cited.has(id))
    .flatMap((file) => {
      const fields = fieldsOf(file);
      return Object.entries(fields).flatMap(([field, value]) => {
        return otherValues(value).map((other) => ({
          ...{ file, field, edited: fileOf(file.path, { ...fields, [field]: other }) },
        }));
      });
    })
    .filter(({ file, edited }) => edited.id !== file.id);
  expect(edits.length).toBeGreaterThan(500);
  const wrong = edits.flatMap(({ file, field, edited }) => {
    const found = damages(files.map((it) => (it === file ? edited : it))).map(({ path }) => path);
    return found.length === 1 && found[0] === file.path
      ? []
      : [`${file.path} ${field}: ${found.join()}`];
  });
  expect(wrong).toEqual([]);
});

test('a review that a launch alone cites may have been an approval: both are said', () => {
  const gates = [{ key: 'intake', kind: 'handoff' }];
  const short = createHistory({ '1.0.0': { steps: [{ key: 'a', order: 1 }], gates } });
  short.review('intake', 'proceed');
  short.schedule();
  const rest = short.files().filter(({ path }) => !path.includes('/review.1'));
  const found = short.violations(rest);
  expect(found.map(({ path }) => path)).toEqual([`artifacts/journal/${item}/review.1.json`]);
  expect(found[0]?.detail).toContain(`artifacts/journal/${item}/gate.intake.*.json`);
});

test('a rejection that is gone is named by the attempt that it sent back, over renames', () => {
  const chain = (...keys: readonly string[]) => ({
    steps: keys.map((key, place) => ({ key, order: place + 1 })),
    gates: [{ key: 'mid', after: keys.at(-1), returnTo: keys[0] }],
  });
  const short = createHistory({ '1.0.0': chain('a', 'b', 'c'), '2.0.0': chain('x', 'y', 'z') });
  short.does('a', 'b', 'c');
  short.reject('mid');
  short.migrate('2.0.0', { a: 'x', b: 'y', c: 'z' });
  short.does('x', 'y', 'z');
  const rest = short.files().filter(({ path }) => !path.includes('/rework.a.1'));
  expect(short.violations(rest).map(({ path }) => path)).toEqual([
    `artifacts/journal/${item}/rework.a.1.json`,
  ]);
});

test.each<[string, (history: History) => unknown]>([
  ['a blocker', (it) => it.block('noise', 'x')],
  ['a transfer', (it) => it.transfer('bob', 'x')],
])('a migration that only %s names is named when it is gone', (_, decide) => {
  const step = (key: string) => ({ steps: [{ key, order: 1 }] });
  const short = createHistory({ '1.0.0': step('a'), '2.0.0': step('x') });
  short.migrate('2.0.0', { a: 'x' });
  decide(short);
  expect(short.violations()).toEqual([]);
  const rest = short.files().filter(({ path }) => !path.includes('/migration.1'));
  expect(short.violations(rest)).toEqual([
    expect.objectContaining({
      code: 'missing-cause',
      path: 'artifacts/journal/item-1/migration.1.json',
    }),
  ]);
});

test('what is missing of an item with very many attempts is named within seconds', () => {
  const steps = Array.from({ length: 10_000 }, (_, place) => ({
    ...{ key: `s${place}`, order: place + 1, parallelizable: true, dependsOn: [] },
  }));
  const gates = [{ key: 'intake', kind: 'handoff' }];
  const long = createHistory({
    '1.0.0': { steps, gates },
    '2.0.0': { description: 'Again', steps, gates },
  });
  long.review('intake', 'proceed');
  long.migrate('2.0.0');
  long.schedule();
  const all = long.files();
  const { bindings } = long.state();
  const plans = new Map(bindings.map(({ stored, plan }) => [stored.id, plan]));
  for (const gone of [
    'work-items/item-1',
    'journal/item-1/migration.1',
    'journal/item-1/review.1',
  ]) {
    const path = `artifacts/${gone}.json`;
    const rest = all.filter((it) => it.path !== path);
    expect(rest.length).toBe(all.length - 1);
    const read = readItem(item, rest);
    const begin = performance.now();
    expect(damagesOf(read, plans).map((it) => it.path)).toEqual([path]);
    expect(performance.now() - begin).toBeLessThan(2000);
  }
});
