/** A branch of that name may hold something else, and items may hold what is no record: nothing of it is lost. */
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { at, claim, on, registerWi } from './cli.ts';
import {
  changeBranch,
  labWithItem,
  newLab,
  onBranch,
  refusedHere,
  tip,
  tree,
} from './git-store-lab.ts';

const other = '1'.repeat(40);
const foreign = {
  exit: 6,
  code: 'storage-failed',
  says: 'holds something else',
  hint: 'store: {kind: git, branch: ',
};

describe('a branch of that name with other contents', () => {
  test.each([
    ['files of a program', { file: 'src/index.ts', bytes: 'export {};\n' }, '"src"'],
    ['a submodule', { file: 'vendor', oid: other, mode: '160000' }, '"vendor"'],
    ['artifacts is a file', { file: 'artifacts', bytes: 'x' }, '"artifacts"'],
    ['artifacts is a link', { file: 'artifacts', bytes: '../..', mode: '120000' }, '"artifacts"'],
    ['artifacts is a submodule', { file: 'artifacts', oid: other, mode: '160000' }, '"artifacts"'],
    ['a name that is a command to terminals', { file: '\u001b[2Jx', bytes: 'x' }, '"\\u001b[2Jx"'],
  ])('%s', (_, change, name) => {
    const lab = newLab();
    changeBranch(lab, change);
    const { message } = refusedHere(lab, registerWi, foreign);
    expect(message).toContain(name);
    expect(lab.ok('list')).toMatchObject({ items: [] });
  });

  test('a README and a licence are welcome', () => {
    const lab = newLab();
    changeBranch(
      lab,
      { file: 'README.md', bytes: 'Records.\n' },
      { file: 'LICENSE', bytes: 'MIT\n' },
    );
    lab.ok(...registerWi);
    expect(onBranch(lab, 'README.md')).toBe('Records.');
    expect(tree(lab)).toHaveLength(4);
  });

  test('what comes after the records is refused as well', () => {
    const lab = labWithItem();
    changeBranch(lab, { file: 'main.ts', bytes: 'x' });
    refusedHere(lab, on('claim', 'a'), foreign);
  });
});

describe('something else where a folder of records should be', () => {
  test.each([
    ['a file', { file: 'artifacts/claims/wi', bytes: 'mine' }],
    ['a file in place of all claims', { file: 'artifacts/claims', bytes: 'mine' }],
    ['a link', { file: 'artifacts/claims/wi', bytes: '../decisions/wi', mode: '120000' }],
    ['a submodule', { file: 'artifacts/claims/wi', oid: other, mode: '160000' }],
  ])('%s is not overwritten', (_, change) => {
    const lab = labWithItem();
    changeBranch(lab, change);
    const before = tip(lab);
    const { code } = lab.run(...on('claim', 'a'), '--json');
    expect([code === 5 || code === 6, tip(lab)]).toEqual([true, before]);
  });
});

describe('something else where a record should be', () => {
  const kinds = {
    link: { bytes: '../../work-items/good.json', mode: '120000' },
    module: { oid: other, mode: '160000' },
    bytes: { bytes: Buffer.from([0x7b, 0xff, 0x7d, 0x0a]) },
    folder: { bytes: 'x' },
  } as const;
  const slot = (item: string): string => `artifacts/claims/${item}/a.1.json`;

  test('the item is damaged and read-only; others go on', () => {
    const lab = newLab();
    const items = Object.keys(kinds);
    for (const item of [...items, 'good']) {
      lab.ok('register', '--work-item', item, '--workflow', 'wf@1.0.0');
    }
    changeBranch(
      lab,
      ...Object.entries(kinds).map(([item, kind]) => ({
        file: item === 'folder' ? path.join(slot(item), 'inner.json') : slot(item),
        ...kind,
      })),
    );
    for (const item of items) {
      refusedHere(lab, ['claim', '--work-item', item, '--step', 'a'], {
        exit: 5,
        code: 'item-damaged',
        says: slot(item),
        hint: slot(item),
      });
      expect(at(lab.ok('status', '--work-item', item), 'damaged', 0, 'path')).toBe(slot(item));
    }
    const listed = lab.ok('list');
    expect(at(listed, 'items', 'length')).toBe(5);
    const ran = lab.run('verify', '--json');
    const paths = (at(ran.json, 'violations') as { path: string }[]).map((it) => it.path);
    expect([ran.code, paths]).toEqual([5, items.map(slot).sort()]);
    lab.ok('claim', '--work-item', 'good', '--step', 'a');
  });

  test('a registration that is a link', () => {
    const lab = labWithItem();
    const file = 'artifacts/work-items/linked.json';
    changeBranch(lab, { file, bytes: 'wi.json', mode: '120000' });
    refusedHere(lab, ['schedule', '--work-item', 'linked'], {
      exit: 5,
      code: 'item-damaged',
      says: file,
      hint: file,
    });
    expect(lab.run('list', '--json').code).toBe(0);
    claim(lab, 'a');
  });

  test('the way out that is named works: the record is restored from the history of the branch', () => {
    const lab = labWithItem();
    claim(lab, 'a');
    const good = onBranch(lab, slot('wi'));
    changeBranch(lab, { file: slot('wi'), bytes: `${good}x` });
    const { hint } = refusedHere(lab, on('complete', 'a'), {
      exit: 5,
      code: 'item-damaged',
      says: slot('wi'),
      hint: slot('wi'),
    });
    // The checkout has no such file: `git checkout HEAD~1 -- FILE` there would not help anybody.
    expect(hint).toMatch(/orchestrator|branch/);
    changeBranch(lab, { file: slot('wi'), bytes: `${good}\n` });
    lab.ok(...on('complete', 'a'));
  });
});
