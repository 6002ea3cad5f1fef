/** `validate` and the choices of the gate button: stale ones are a problem, and `--fix` rewrites their lines alone. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { newRoot, type Root } from './cli.ts';

const button = '.github/workflows/gate.yml';
const plan = (id: string, gates: string): readonly [string, string] => [
  `artifacts/workflows/${id}@1.0.0.yaml`,
  `id: ${id}\nversion: 1.0.0\nsteps: [{key: a, order: 1}]\ngates: ${gates}\n`,
];

/** What `init` wrote, and another plan since then. */
function withPlan(gates: string): Root {
  const root = newRoot();
  root.ok('init');
  root.write(...plan('wf', gates));
  return root;
}

const problems = (root: Root): unknown => root.run('validate', '--json').json;
const fixed = (root: Root): unknown => root.ok('validate', '--fix');
const aGate = '[{key: audit, before: a}]';
const stale = (line: number, detail: string, hint = 'orchestrator validate --fix'): object => ({
  ...{ code: 'stale-choices', path: button, line, detail },
  hint: expect.stringContaining(hint),
});

/** The lines of the file that differ. */
function changed(before: string, after: string): readonly string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
}

test('a gate that the button lacks is a problem, and --fix adds its line', () => {
  const root = withPlan(aGate);
  const before = root.read(button);
  expect(root.run('validate').code).toBe(2);
  const line = before.split('\n').indexOf('        options:') + 1;
  expect(problems(root)).toEqual({
    ...{ schema: 'orchestrator.validate/1', ok: false },
    problems: [stale(line, 'The field gate of the button lacks audit.')],
  });
  expect(fixed(root)).toEqual({
    ...{ schema: 'orchestrator.validate/1', ok: true, problems: [], fixed: [button] },
  });
  expect(changed(before, root.read(button))).toEqual(['+          - audit']);
  const after = root.files();
  expect(fixed(root)).toMatchObject({ ok: true, fixed: [] });
  expect(root.files()).toEqual(after);
});

test('a gate that is gone is a problem, and --fix removes its line', () => {
  const root = withPlan(aGate);
  root.remove('artifacts/workflows/first-plan@1.0.0.yaml');
  expect(problems(root)).toMatchObject({
    problems: [
      {
        detail:
          'The field gate of the button lacks audit and offers release, which no definition has.',
      },
    ],
  });
  const before = root.read(button);
  expect(root.run('validate', '--fix').stdout).toBe(`fixed  ${button}\nNo problems.\n`);
  expect(changed(before, root.read(button))).toEqual([
    '-          - release',
    '+          - audit',
  ]);
});

test('a duplicate review brings its decisions along; others that somebody has added stay', () => {
  const root = withPlan('[{key: intake, kind: handoff}]');
  root.write(
    button,
    root.read(button).replace('          - reject\n', (it) => `${it}          - merge\n`),
  );
  const before = root.read(button);
  expect(problems(root)).toMatchObject({
    problems: [
      { detail: 'The field gate of the button lacks intake.' },
      { detail: 'The field decision of the button lacks proceed, close.' },
    ],
  });
  fixed(root);
  expect(changed(before, root.read(button))).toEqual([
    '+          - intake',
    '+          - proceed',
    '+          - close',
  ]);
});

describe('--fix keeps the layout', () => {
  const list = '        options:\n          - release\n';
  test.each([
    [
      'line ends of Windows',
      (text: string) => text.replaceAll('\n', '\r\n'),
      ['+          - audit\r'],
    ],
    [
      'comments and quotes of options that stay',
      (text: string) =>
        text.replace(list, '        options: # ours\n          - "release" # the last one\n'),
      ['+          - audit'],
    ],
    [
      'a list without indentation',
      (text: string) => text.replace(list, '        options:\n        - release\n'),
      ['+        - audit'],
    ],
    [
      'a list in one line',
      (text: string) => text.replace(list, '        options: [release] # ours\n'),
      ['-        options: [release] # ours', '+        options: [audit, release] # ours'],
    ],
  ])('%s', (_, edit, lines) => {
    const root = withPlan(aGate);
    const before = edit(root.read(button));
    expect(before).not.toBe(root.read(button));
    root.write(button, before);
    expect(fixed(root)).toMatchObject({ fixed: [button] });
    expect(changed(before, root.read(button))).toEqual(lines);
  });

  test('the mode of the file, and a link to it', () => {
    const root = withPlan(aGate);
    const real = path.join(root.dir, 'elsewhere.yml');
    fs.renameSync(path.join(root.dir, button), real);
    fs.chmodSync(real, 0o640);
    fs.symlinkSync(real, path.join(root.dir, button));
    fixed(root);
    expect(fs.lstatSync(path.join(root.dir, button)).isSymbolicLink()).toBe(true);
    expect(fs.readFileSync(real, 'utf8')).toContain('- audit');
    expect(fs.statSync(real).mode & 0o777).toBe(0o640);
  });
});

test.each([
  ['other lines in between', '        options:\n          # these\n          - release\n'],
  [
    'a comment between two options',
    '        options:\n          - release\n          # old\n          - other\n',
  ],
  ['a list over several lines', '        options: [\n          release,\n        ]\n'],
])('--fix leaves %s alone, and says what to write', (_, list) => {
  const root = withPlan(aGate);
  root.write(button, root.read(button).replace('        options:\n          - release\n', list));
  const before = root.files();
  const { code, json } = root.run('validate', '--fix', '--json');
  expect(code).toBe(2);
  expect(json).toMatchObject({
    fixed: [],
    problems: [{ hint: expect.stringContaining('options: [audit, release]') }],
  });
  expect(root.files()).toEqual(before);
});

describe('nothing is compared', () => {
  test.each([
    [
      'where the workflow is another one',
      (text: string) => text.replace('org/orchestrator/gate@v1', 'org/other/bolt@v1'),
    ],
    [
      'where there is no button',
      (text: string) => text.replace('  workflow_dispatch:', '  workflow_call:'),
    ],
    [
      'where options are no words',
      (text: string) => text.replace('- release\n', '- { a: release }\n'),
    ],
    ['where it is not YAML', () => '}{'],
    ['where it is empty', () => ''],
  ])('%s', (_, edit) => {
    const root = withPlan(aGate);
    root.write(button, edit(root.read(button)));
    expect(root.ok('validate')).toMatchObject({ ok: true });
  });

  test('where no plan has a gate', () => {
    const root = withPlan('[]');
    root.remove('artifacts/workflows/first-plan@1.0.0.yaml');
    expect(root.ok('validate')).toMatchObject({ ok: true });
  });

  test('where a plan can not be read: its gates are not known', () => {
    const root = withPlan(aGate);
    fixed(root);
    root.write(...plan('wf', '[{key: audit, before: nobody}]'));
    const before = root.read(button);
    const { code, json } = root.run('validate', '--fix', '--json');
    expect([code, JSON.stringify(json)]).toEqual([2, expect.not.stringContaining('stale-choices')]);
    expect(root.read(button)).toBe(before);
  });
});

test('a released action by another owner, or pinned, is a gate button too', () => {
  const root = withPlan(aGate);
  const pinned = `acme/orchestrator/gate@${'a'.repeat(40)} # v1`;
  root.write(button, root.read(button).replace('org/orchestrator/gate@v1', pinned));
  expect(root.run('validate').code).toBe(2);
});

test('the button alone can be checked, and another file alone does not touch it', () => {
  const root = withPlan(aGate);
  expect(root.run('validate', button).stdout).toContain('stale-choices');
  const before = root.files();
  expect(root.ok('validate', 'orchestrator.yml', '--fix')).toMatchObject({ fixed: [] });
  expect(root.files()).toEqual(before);
  expect(root.ok('validate', button, '--fix')).toMatchObject({ fixed: [button] });
});

test('a gate that too few people may decide is told of, and is no problem yet', () => {
  const root = newRoot();
  const warnings = (): unknown => {
    const ran = root.run('validate', '--json');
    return [ran.code, (ran.json as { warnings?: unknown }).warnings ?? []];
  };
  const gate = (more: string): void =>
    root.write(...plan('wf', `[{key: audit, before: a, ${more}}]`));
  gate('approvals: 2, roles: [quality], users: [dora]');
  expect(warnings()).toEqual([
    0,
    [
      expect.objectContaining({
        ...{ code: 'gate-vacant', path: 'artifacts/workflows/wf@1.0.0.yaml' },
        detail: 'The gate audit needs 2 approval(s), and dora may give one.',
        hint: 'Add people to orchestrator.yml: roles: {quality: [NAME]}',
      }),
    ],
  ]);
  expect(root.run('validate').stdout).toContain('warning: artifacts/workflows/wf@1.0.0.yaml:1:');
  // The same person twice is one person.
  root.write('orchestrator.yml', 'roles: {quality: [Dora]}\n');
  expect(warnings()).toMatchObject([0, [{ code: 'gate-vacant' }]]);
  root.write('orchestrator.yml', 'roles: {quality: [Dora, eve]}\n');
  expect(warnings()).toEqual([0, []]);
  gate('approvals: 9');
  expect(warnings()).toEqual([0, []]);
});
