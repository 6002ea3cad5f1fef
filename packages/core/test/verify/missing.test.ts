/** A record that is gone is named, whatever kind it is of, and the hint brings it back (semantics, "Damaged"). */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { readRecord, type StoredFile } from '../../src/index.ts';
import { createHistory, type History } from './history.ts';
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
