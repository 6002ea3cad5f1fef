import { describe, expect, test } from '@jest/globals';
import { at, claim, complete, definition, newRoot, refused, type Root } from './cli.ts';
import { newLab } from './git-store-lab.ts';
import { change, commit, impactOn, policy, second, steps, text } from './impact-lab.ts';

describe('the policy', () => {
  /** The gate is reached, and nobody has decided. */
  function pending(): Root {
    const root = newRoot(
      { [definition]: text('1.0.0'), 'orchestrator.yml': policy('bob, carol') },
      { git: true },
    );
    root.ok('register', '--work-item', 'wi', '--workflow', 'wf@1.0.0');
    for (const step of ['a', 'b']) {
      claim(root, step, '--actor', 'ada');
      complete(root, step, '--outcome', 'done', '--actor', 'ada');
    }
    commit(root);
    return root;
  }

  test('other holders of a role: who decides a pending gate, and whether anybody can', () => {
    const root = pending();
    const deciders = (people: string): unknown =>
      at(impactOn(change({ 'orchestrator.yml': policy(people) }, root)), 'deciders', 0);
    const told = { gate: 'go', state: 'pending', before: ['bob', 'carol'] };
    expect(deciders('dora')).toEqual({ ...told, after: ['dora'], missing: 0 });
    expect(deciders('')).toEqual({ ...told, after: [], missing: 1 });
    // Who did the work may not approve it.
    expect(deciders('Ada')).toEqual({ ...told, after: ['Ada'], missing: 1 });
    expect(deciders('Carol, bob')).toBeUndefined();
    expect(change({ 'orchestrator.yml': policy('') }, root).run('impact').stdout).toContain(
      'decided by nobody instead of bob, carol',
    );
  });

  test('a gate that is approved stays so', () => {
    const root = change({ 'orchestrator.yml': policy('dora') });
    expect(impactOn(root)).toMatchObject({ affected: false });
    expect(impactOn(root, 'fresh')).toMatchObject({ deciders: [{ gate: 'go', state: 'waiting' }] });
    expect(at(root.ok('impact'), 'policy')).toEqual({
      roles: [{ role: 'quality', added: ['dora'], removed: ['bob', 'carol'] }],
    });
  });

  test('another store leaves the items behind; that the checkout commits is no other store', () => {
    const root = change({
      'orchestrator.yml': `${policy('bob, carol')}store: {kind: worktree, commit: true}\n`,
    });
    expect(impactOn(root)).toMatchObject({ affected: false });
    commit(root);
    root.write('orchestrator.yml', `${policy('bob, carol')}store: {kind: git}\n`);
    commit(root);
    root.write('orchestrator.yml', policy('bob, carol'));
    expect(impactOn(root, 'wi', '--from', 'HEAD~2', '--to', 'HEAD')).toMatchObject({
      leftBehind: true,
    });
  });

  test('one that is not valid is refused, with the commit that has it', () => {
    const root = change({ 'orchestrator.yml': 'rolls: {}\n' });
    commit(root);
    root.write('orchestrator.yml', policy('bob'));
    refused(root, ['impact'], {
      exit: 2,
      code: 'invalid-policy',
      says: 'HEAD:orchestrator.yml:1',
      hint: 'roles',
    });
  });
});

test('items that are done or ended are left out', () => {
  const root = change({});
  complete(root, 'c', '--outcome', 'done');
  root.write(second, text('1.1.0'));
  expect(impactOn(root)).toBeUndefined();
  expect(impactOn(root, 'fresh')).toMatchObject({ affected: true });
});

test('an item that was migrated is seen under the version that it is on, and rests on the one it came from', () => {
  const root = change({ [second]: text('1.1.0') });
  root.ok('migrate', '--work-item', 'wi', '--to', '1.1.0', '--reason', 'x');
  commit(root);
  root.write('artifacts/workflows/wf@1.2.0.yaml', text('1.2.0'));
  expect(impactOn(root)).toMatchObject({
    workflow: { version: '1.1.0' },
    migration: { to: { version: '1.2.0' } },
  });
  root.remove(definition);
  expect(impactOn(root)).toMatchObject({ damaged: { path: definition, change: 'removed' } });
  root.write(definition, text('1.0.0'));
  root.write(second, `${text('1.1.0')}# edited\n`);
  expect(impactOn(root)).toMatchObject({ damaged: { path: second, change: 'edited' } });
});

describe('commits', () => {
  test('two of them, whatever the checkout holds; branches and tags by their names', () => {
    const root = change({ [second]: text('1.1.0') });
    commit(root);
    root.git('tag', 'v2');
    root.git('branch', 'before', 'HEAD~1');
    root.remove(second);
    expect(root.ok('impact', '--from', 'before', '--to', 'v2')).toMatchObject({
      from: { name: 'before', commit: root.git('rev-parse', 'before').trim() },
      to: { name: 'v2', commit: root.git('rev-parse', 'v2').trim() },
      definitions: [{ version: '1.1.0', change: 'added' }],
    });
    expect(root.ok('impact', '--from', 'v2', '--to', 'before')).toMatchObject({
      definitions: [{ version: '1.1.0', change: 'removed' }],
    });
  });

  test.each([
    'nowhere',
    '-x',
    '--output=stolen',
    '--help',
    '',
    ' ',
    'HEAD:artifacts',
    'HEAD^{tree}',
    'main..main',
  ])('%j is no commit', (ref) => {
    for (const flag of ['--from', '--to']) {
      refused(change({}), ['impact', `${flag}=${ref}`], {
        exit: 2,
        code: 'invalid-input',
        says: `${flag}: there is no commit`,
        hint: 'Name a branch',
      });
    }
  });

  test('no commit yet, and no repository at all', () => {
    const files = { [definition]: text('1.0.0') };
    refused(newRoot(files, { git: true }), ['impact'], {
      exit: 2,
      code: 'invalid-input',
      says: '"HEAD"',
      hint: /./,
    });
    refused(newRoot(files), ['impact'], {
      exit: 4,
      code: 'no-repository',
      says: 'no git repository',
      hint: 'git init',
    });
  });

  test('a root below the top of the repository', () => {
    const outer = newRoot({ [`team/${definition}`]: text('1.0.0') }, { git: true });
    outer.ok('register', '--root', 'team', '--work-item', 'wi', '--workflow', 'wf@1.0.0');
    commit(outer);
    outer.write(`team/${definition}`, `${text('1.0.0')}# x\n`);
    expect(at(outer.ok('impact', '--root', 'team'), 'items', 0)).toMatchObject({
      damaged: { change: 'edited' },
    });
  });
});

describe('items on a branch', () => {
  test('keep their own copy of a definition, whatever becomes of the file', () => {
    const lab = newLab(steps.join('\n'));
    commit(lab);
    lab.ok('register', '--work-item', 'wi', '--workflow', 'wf@1.0.0');
    lab.remove(definition);
    expect(lab.ok('impact')).toMatchObject({
      definitions: [{ version: '1.0.0', change: 'removed' }],
      items: [{ workItemId: 'wi', affected: false }],
    });
    lab.write(second, text('1.1.0', steps, ''));
    expect(at(lab.ok('impact'), 'items', 0)).toMatchObject({
      affected: true,
      migration: { isNew: true, to: { version: '1.1.0' }, reopens: [] },
    });
  });
});
