import { describe, expect, test } from '@jest/globals';
import {
  at,
  claim,
  complete,
  copyOf,
  definition,
  expectDamaged,
  keysOf,
  newRoot,
  on,
  refused,
  workflow,
  type Root,
} from './cli.ts';

const steps = workflow('  - {key: a, order: 1}\n  - {key: b, order: 2}');

const templates = new Map<boolean, Root>();

/** Two items; `a` of `wi` is completed, `b` is claimed. */
function history(git = false): Root {
  const template = templates.get(git) ?? makeHistory(git);
  templates.set(git, template);
  return copyOf(template);
}

function makeHistory(git: boolean): Root {
  const root = newRoot({ [definition]: steps }, { git });
  for (const item of ['wi', 'other'])
    root.ok('register', '--work-item', item, '--workflow', 'wf@1.0.0');
  claim(root, 'a');
  complete(root, 'a');
  claim(root, 'b');
  return root;
}

const recordIn = (root: Root, folder: string): string => {
  const found = keysOf(root.files()).find((file) => file.startsWith(`artifacts/${folder}/wi/`));
  if (found === undefined) throw new Error(`no record in ${folder}`);
  return found;
};

const writes = [
  on('claim', 'b'),
  on('complete', 'b'),
  on('release', 'b', '--reason', 'x'),
  on('abandon', 'b', '--reason', 'x'),
  on('retry', 'b', '--reason', 'x'),
  on('revert', 'a', '--reason', 'x'),
  ['schedule', '--work-item', 'wi'],
  ['delegate', '--structured-work-item', 'wi', '--prompt', 'x'],
  ['work', '--work-item', 'wi'],
];

const someOf = (part: object): unknown => expect.arrayContaining([expect.objectContaining(part)]);

/** Every write is refused, every view answers and names the file, the other item goes on. */
function expectReadOnly(root: Root, file: string): void {
  for (const args of writes)
    refused(root, args, { exit: 5, code: 'item-damaged', says: file, hint: file });
  const named = { path: file, hint: expect.stringContaining(file) };
  expect(root.ok('status', '--work-item', 'wi')).toMatchObject({ damaged: someOf(named) });
  expect(root.ok('history', '--work-item', 'wi')).toMatchObject({ damaged: someOf(named) });
  expect(at(root.ok('list'), 'items')).toMatchObject([
    { workItemId: 'other', state: 'registered' },
    { workItemId: 'wi' },
  ]);
  for (const view of ['explain', 'next']) root.ok(view, '--work-item', 'wi');
  expect(root.ok('export')).toMatchObject({ damaged: someOf({ workItemId: 'wi', ...named }) });
  const { code, json } = root.run('verify', '--json');
  expect(code).toBe(5);
  expect(json).toMatchObject({
    ok: false,
    violations: someOf(named),
  });
  root.ok('claim', '--work-item', 'other', '--step', 'a');
  expect(root.ok('verify', '--work-item', 'other')).toMatchObject({ ok: true });
}

describe.each(['decisions', 'claims', 'handoff'])('a record in %s/', (folder) => {
  test.each([
    ['truncated', (text: string) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['reformatted', (text: string) => `${JSON.stringify(JSON.parse(text), null, 2)}\n`],
    ['without its last newline', (text: string) => text.trimEnd()],
    ['with a key twice', (text: string) => text.replace('{', '{"actor":"eve",')],
    ['with __proto__', (text: string) => text.replace('{', '{"__proto__":{"actor":"eve"},')],
    ['with a key more', (text: string) => text.replace(/\}\n$/, ',"zzz":1}\n')],
    [
      'with a hostile id',
      (text: string) => text.replace('"workItemId":"wi"', '"workItemId":"../x"'),
    ],
    [
      'of another item',
      (text: string) => text.replace('"workItemId":"wi"', '"workItemId":"other"'),
    ],
    [
      'with NUL',
      (text: string) => text.replace('"schemaVersion":"1.0"', '"schemaVersion":"\\u0000"'),
    ],
  ])('%s', (_, change) => {
    const root = history();
    const file = recordIn(root, folder);
    const changed = change(root.read(file));
    expect(changed).not.toBe(root.read(file));
    root.write(file, changed);
    refused(root, on('complete', 'b'), { exit: 5, code: 'item-damaged', says: file, hint: file });
    expect(root.ok('status', '--work-item', 'wi')).toMatchObject({
      damaged: someOf({ path: file }),
    });
    const { code, json } = root.run('verify', '--json');
    expect([code, json]).toEqual([
      5,
      expect.objectContaining({ violations: someOf({ path: file }) }),
    ]);
  });

  test('all writes, all views, and the other item', () => {
    const root = history();
    const file = recordIn(root, folder);
    root.write(file, root.read(file).trimEnd());
    expectReadOnly(root, file);
  });
});

test('a handoff whose words were edited, still canonical: what was built on it misses it', () => {
  const root = history();
  const file = recordIn(root, 'handoff');
  root.write(file, root.read(file).replace('"outcome":"a: completed"', '"outcome":"a: excellent"'));
  const error = refused(root, on('complete', 'b'), {
    exit: 5,
    code: 'item-damaged',
    says: 'artifacts/',
    hint: 'git checkout',
  });
  expect(JSON.stringify(error)).toContain('decisions/wi/b.1.json');
  expect(root.run('verify').code).toBe(5);
});

test('a registration that was edited', () => {
  const root = history();
  const file = 'artifacts/work-items/wi.json';
  root.write(file, root.read(file).replace('"owner":"ada-lovelace"', '"owner":"eve"'));
  refused(root, on('complete', 'b'), {
    exit: 5,
    code: 'item-damaged',
    says: 'artifacts/work-items/wi.json',
    hint: 'git checkout',
  });
});

test('a handoff that is gone blocks its item only, and the way back is printed', () => {
  const root = history(true);
  root.git('add', '.');
  root.git('commit', '--quiet', '-m', 'all');
  const file = recordIn(root, 'handoff');
  root.remove(file);
  refused(root, on('complete', 'b'), {
    exit: 5,
    code: 'item-damaged',
    says: 'decisions/wi/b.1.json',
    hint: 'git checkout',
  });
  expect(root.ok('status', '--work-item', 'wi')).toMatchObject({
    damaged: [{ hint: expect.stringContaining('git checkout') }],
  });
  root.ok('claim', '--work-item', 'other', '--step', 'a');
  const { code, json } = root.run('verify', '--json');
  expect(code).toBe(5);
  expect(at(json, 'violations')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        code: expect.stringMatching(/deleted|missing-cause/),
        path: file,
        hint: expect.stringContaining(`git checkout HEAD -- ${file}`),
      }),
    ]),
  );
  root.git('checkout', 'HEAD', '--', file);
  expect(complete(root, 'b')).toMatchObject({ status: 'completed' });
  expect(root.ok('verify')).toMatchObject({ ok: true });
});

test('a registration that is gone', () => {
  const root = history();
  root.remove('artifacts/work-items/wi.json');
  expect(root.run('claim', '--work-item', 'wi', '--step', 'b', '--json').code).not.toBe(0);
  expect(root.run('verify').code).toBe(5);
  root.ok('claim', '--work-item', 'other', '--step', 'a');
});

test('a file under a name that no record has', () => {
  const root = history();
  const file = 'artifacts/journal/wi/hello.json';
  root.write(file, '{}\n');
  expectDamaged(root, 'wi', file);
  root.remove(file);
  root.write('artifacts/journal/wi/.hello.json', '{}\n');
  root.ok('schedule', '--work-item', 'wi');
});

test('a record of twenty megabytes', () => {
  const root = history();
  const file = recordIn(root, 'claims');
  root.write(file, `{"a":"${'x'.repeat(20_000_000)}"}\n`);
  expectDamaged(root, 'wi', file);
});

test('verify and validate name every file that is damaged', () => {
  const root = history();
  for (const folder of ['decisions', 'claims', 'handoff']) root.write(recordIn(root, folder), '{');
  const paths = ['decisions', 'claims', 'handoff'].map((folder) => recordIn(root, folder));
  const named = expect.arrayContaining(paths.map((path) => expect.objectContaining({ path })));
  expect(at(root.run('verify', '--json').json, 'violations')).toEqual(named);
  expect(at(root.run('validate', '--json').json, 'problems')).toEqual(named);
  const one = root.run('validate', paths[1] ?? '', '--json');
  expect(one.code).toBe(2);
  expect(at(one.json, 'problems')).toMatchObject([{ path: paths[1], line: 1 }]);
});

test('a registration that is cut off: views say what is wrong, writes are refused', () => {
  const root = history();
  const file = 'artifacts/work-items/wi.json';
  root.write(file, root.read(file).slice(0, 40));
  for (const command of ['status', 'next', 'explain']) {
    expect(root.ok(command, '--work-item', 'wi')).toMatchObject({
      damaged: expect.arrayContaining([expect.objectContaining({ path: file })]),
    });
  }
  refused(root, on('claim', 'b'), {
    exit: 5,
    code: 'item-damaged',
    says: file,
    hint: 'git checkout',
  });
});
