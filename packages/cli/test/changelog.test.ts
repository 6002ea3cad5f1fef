import { describe, expect, test } from '@jest/globals';
import { at, copyOf, definition, newRoot, refused, workflow, type Root } from './cli.ts';

const steps = '  - {key: a, order: 1}';
const second = 'artifacts/workflows/wf@1.1.0.yaml';
const change = 'change: {author: eve, reason: Faster, impact: Nobody waits}';
const text = (version: string, more = ''): string =>
  workflow(steps).replace('1.0.0', version) + (more === '' ? '' : `${more}\n`);
const policy = (roles: string): string => `roles: {${roles}}\n`;

function commit(root: Root, message: string, files: Readonly<Record<string, string>> = {}): string {
  for (const [file, content] of Object.entries(files)) root.write(file, content);
  root.git('add', '-A');
  root.git('commit', '--quiet', '-m', message);
  return root.git('rev-parse', 'HEAD').trim();
}
const entries = (root: Root, ...more: readonly string[]): readonly unknown[] => {
  const document = root.ok('changelog', ...more);
  expect(document).toMatchObject({ schema: 'orchestrator.changelog/1' });
  return at(document, 'entries') as readonly unknown[];
};

describe('in a repository', () => {
  const root = newRoot({}, { git: true });
  const first = commit(root, 'Start\n\nImpact: everybody', {
    [definition]: text('1.0.0'),
    'orchestrator.yml': policy('quality: [alice, bob]'),
  });
  const edited = commit(root, 'Let Carol decide\n\nBody.\n\nImpact: quality waits\n  less long', {
    'orchestrator.yml': `${policy('quality: [alice, carol]')}base: main\n`,
  });
  const added = commit(root, 'Two steps', {
    [second]: `${text('1.1.0', change)}effectiveFrom: 2026-01-01T00:00:00Z\n`.replace(
      steps,
      `${steps}\n  - {key: b, order: 2}`,
    ),
    'README.md': 'not an edit of a workflow',
  });

  test('versions and edits of the policy, the newest first', () => {
    const before = root.files();
    expect(entries(root)).toMatchObject([
      {
        kind: 'version',
        workflow: { id: 'wf', version: '1.1.0', digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
        path: second,
        commit: added,
        at: expect.stringMatching(/^\d{4}-.*Z$/),
        told: 'definition',
        author: 'eve',
        reason: 'Faster',
        impact: 'Nobody waits',
        effectiveFrom: '2026-01-01T00:00:00Z',
        previous: '1.0.0',
        differences: {
          steps: { added: ['b'], removed: [], changed: [] },
          fields: ['effectiveFrom'],
        },
        edits: [],
      },
      {
        kind: 'policy',
        path: 'orchestrator.yml',
        change: 'edited',
        commit: edited,
        author: 'Ada Lovelace',
        reason: 'Let Carol decide',
        impact: 'quality waits less long',
        differences: {
          roles: [{ role: 'quality', added: ['carol'], removed: ['bob'] }],
          base: { from: null, to: 'main' },
        },
      },
      // It says nothing itself: the commit that added it does.
      {
        workflow: { version: '1.0.0' },
        commit: first,
        told: 'commit',
        author: 'Ada Lovelace',
        reason: 'Start',
        impact: 'everybody',
      },
      { kind: 'policy', change: 'added', commit: first, impact: 'everybody' },
    ]);
    expect(root.files()).toEqual(before);
  });

  test('as text', () => {
    const { stdout, code } = root.run('changelog');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /wf@1\.1\.0 .*\n\s+author +eve\n\s+reason +Faster\n\s+impact +Nobody waits/,
    );
    expect(stdout).toContain('step added: b (since 1.0.0)');
    expect(stdout).toContain('role quality: + carol, - bob');
  });

  test('one workflow alone; an unknown one is refused', () => {
    expect(entries(root, '--workflow', 'wf')).toHaveLength(2);
    refused(root, ['changelog', '--workflow', 'wg'], {
      exit: 2,
      code: 'unknown-workflow',
      says: 'no workflow wg',
      hint: 'Did you mean wf?',
    });
  });

  test('what is not committed yet comes first, and has no commit', () => {
    const copy = copyOf(root);
    copy.write('artifacts/workflows/wf@0.9.0.yaml', text('0.9.0', change));
    const [newest, ...others] = entries(copy);
    expect(newest).toMatchObject({ workflow: { version: '0.9.0' }, author: 'eve' });
    expect(at(newest, 'commit')).toBeUndefined();
    expect(others).toHaveLength(4);
  });

  test('edits in place, removals and versions that came back are told', () => {
    const copy = copyOf(root);
    const touched = commit(copy, 'Touch it\n\nImpact: none', {
      [definition]: `${text('1.0.0')}# x\n`,
    });
    copy.remove(second);
    const gone = commit(copy, 'Away with it');
    expect(entries(copy)).toMatchObject([
      {
        kind: 'removal',
        workflow: { id: 'wf', version: '1.1.0' },
        commit: gone,
        reason: 'Away with it',
      },
      { kind: 'policy' },
      {
        kind: 'version',
        commit: first,
        edits: [{ commit: touched, reason: 'Touch it', impact: 'none' }],
      },
      { kind: 'policy' },
    ]);
    const back = commit(copy, 'Back', { [second]: text('1.1.0', change) });
    expect(entries(copy)[0]).toMatchObject({ kind: 'version', commit: back, edits: [] });
  });

  test('a merge that decides between two edits of the policy is told', () => {
    const copy = copyOf(root);
    copy.git('checkout', '--quiet', '-b', 'side', 'HEAD');
    commit(copy, 'Side', { 'orchestrator.yml': policy('quality: [dora]') });
    copy.git('checkout', '--quiet', 'main');
    commit(copy, 'Main', { 'orchestrator.yml': policy('quality: [emil]') });
    expect(() => copy.git('merge', '--quiet', 'side')).toThrow();
    const merge = commit(copy, 'Both', { 'orchestrator.yml': policy('quality: [dora, emil]') });
    const found = entries(copy).filter((it) => at(it, 'kind') === 'policy');
    expect(found[0]).toMatchObject({
      commit: merge,
      reason: 'Both',
      differences: { roles: [{ role: 'quality', added: ['dora'], removed: [] }] },
    });
    expect(found.map((it) => at(it, 'reason'))).toEqual(
      expect.arrayContaining(['Side', 'Main', 'Let Carol decide', 'Start']),
    );
  });

  test('a shallow clone claims nothing about what it lacks', () => {
    const clone = newRoot();
    clone.git('clone', '--quiet', '--depth', '1', `file://${root.dir}`, 'c');
    const document = clone.ok('changelog', '--root', 'c');
    expect(document).toMatchObject({ repository: true, complete: false });
    expect(at(document, 'entries')).toHaveLength(2);
    expect(at(document, 'entries', 0, 'commit')).toBeUndefined();
    expect(clone.run('changelog', '--root', 'c').stdout).toContain('git fetch --unshallow');
  });

  test('a root below the top of the repository, and settings that would bend git log', () => {
    const outer = newRoot({}, { git: true });
    outer.git('config', 'log.showRoot', 'false');
    outer.git('config', 'log.showSignature', 'true');
    outer.git('config', 'diff.renames', 'copies');
    const only = commit(outer, 'Start \u001b[31mred', {
      'team/artifacts/workflows/wf@1.0.0.yaml': text('1.0.0'),
      'artifacts/workflows/other@1.0.0.yaml': text('1.0.0'),
    });
    const document = outer.ok('changelog', '--root', 'team');
    expect(at(document, 'entries')).toMatchObject([
      { path: definition, commit: only, reason: 'Start [31mred' },
    ]);
  });
});

test('outside git: the versions alone, the highest first, and it says so', () => {
  const root = newRoot({
    'artifacts/workflows/wf@1.9.0.yaml': text('1.9.0'),
    'artifacts/workflows/wf@1.10.0.yaml': text('1.10.0', change),
    'artifacts/workflows/ax@1.0.0.yaml': 'id: ax\n',
    'orchestrator.yml': policy('quality: [alice]'),
  });
  const document = root.ok('changelog');
  expect(document).toMatchObject({ repository: false });
  expect(at(document, 'entries')).toMatchObject([
    {
      workflow: { id: 'ax', version: '1.0.0' },
      problems: expect.arrayContaining([expect.any(Object)]),
    },
    { workflow: { version: '1.10.0' }, author: 'eve', previous: '1.9.0' },
    { workflow: { version: '1.9.0' } },
  ]);
  expect(root.run('changelog').stdout).toContain('no git repository');
});

test('a repository without any commit', () => {
  const root = newRoot({ [definition]: text('1.0.0', change) }, { git: true });
  expect(entries(root)).toMatchObject([{ author: 'eve' }]);
});
