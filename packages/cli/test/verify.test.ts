import { expect, test } from '@jest/globals';
import { at, claim, rootWithItem, type Root } from './cli.ts';

const steps = '  - {key: a, order: 1}\n  - {key: b, order: 2}';

function committed(): Root {
  const root = rootWithItem(steps, { git: true });
  commitAll(root);
  return root;
}

function commitAll(root: Root): void {
  root.git('add', '.');
  root.git('commit', '--quiet', '-m', 'all');
}

const recordPath = 'artifacts/claims/wi/a.1.json';

test('what is not committed is counted', () => {
  const root = committed();
  claim(root, 'a');
  expect(root.ok('verify')).toMatchObject({ ok: true, records: 3, uncommitted: 2 });
});

test('a committed record that was changed, and one that is gone', () => {
  const root = committed();
  claim(root, 'a');
  commitAll(root);
  const text = root.read(recordPath);
  root.write(recordPath, text.replace('"actor":"ada-lovelace"', '"actor":"eve"'));
  const changed = root.run('verify', '--json');
  expect(changed.code).toBe(5);
  expect(at(changed.json, 'violations')).toEqual([
    {
      code: 'changed',
      path: recordPath,
      detail: expect.any(String),
      hint: expect.stringContaining(`git checkout HEAD -- ${recordPath}`),
    },
  ]);
  root.remove(recordPath);
  const deleted = root.run('verify');
  expect(deleted.code).toBe(5);
  expect(deleted.stdout).toContain(`deleted: ${recordPath}`);
  root.git('checkout', 'HEAD', '--', recordPath);
  root.ok('verify');
});

test('a registration that is gone with everything else of its item', () => {
  const root = committed();
  root.remove('artifacts/work-items/wi.json');
  const { code, json } = root.run('verify', '--json');
  expect(code).toBe(5);
  expect(json).toMatchObject({
    violations: [{ code: 'deleted', path: 'artifacts/work-items/wi.json' }],
  });
  expect(root.run('verify', '--work-item', 'wi').code).toBe(5);
});

test('--since: only additions may have followed', () => {
  const root = committed();
  const start = root.git('rev-parse', 'HEAD').trim();
  claim(root, 'a');
  commitAll(root);
  root.ok('verify', '--since', start);
  const original = root.read(recordPath);
  root.write(recordPath, original.replace('"actor":"ada-lovelace"', '"actor":"eve"'));
  commitAll(root);
  root.ok('verify');
  const since = root.run('verify', '--since', start, '--json');
  expect(since.code).toBe(5);
  expect(at(since.json, 'violations')).toEqual([
    {
      code: 'changed',
      path: recordPath,
      detail: expect.stringContaining(start),
      hint: expect.stringContaining(`git log ${start}.. -- ${recordPath}`),
    },
  ]);
  root.write(recordPath, original);
  commitAll(root);
  expect(root.run('verify', '--since', start).code).toBe(5);
});

test('--since with a commit that the history does not contain', () => {
  const root = committed();
  for (const name of ['0'.repeat(40), '--help', 'no-such-branch']) {
    const { code, json } = root.run('verify', `--since=${name}`, '--json');
    expect(code).toBe(5);
    expect(json).toMatchObject({
      violations: [{ detail: expect.stringContaining(name), hint: expect.any(String) }],
    });
  }
});

test('--since outside git', () => {
  const { code } = rootWithItem(steps).run('verify', '--since', 'HEAD', '--json');
  expect(code).not.toBe(0);
});

test('the first of many is named first', () => {
  const root = committed();
  for (const item of ['aa', 'zz']) {
    root.ok('register', '--work-item', item, '--workflow', 'wf@1.0.0');
    root.write(`artifacts/work-items/${item}.json`, '{');
  }
  const { json } = root.run('verify', '--json');
  expect(at(json, 'violations')).toMatchObject([
    { path: 'artifacts/work-items/aa.json', hint: expect.stringContaining('git checkout') },
    { path: 'artifacts/work-items/zz.json' },
  ]);
  expect(root.run('verify', '--work-item', 'wi').code).toBe(0);
});
