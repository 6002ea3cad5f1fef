import { describe, expect, test } from '@jest/globals';
import { at, definition } from './cli.ts';
import { change, commit, gates, impactOn, second, steps, text } from './impact-lab.ts';

test('no change: nobody is affected, and everybody is counted', () => {
  const root = change({});
  expect(root.ok('impact')).toEqual({
    schema: 'orchestrator.impact/1',
    from: { name: 'HEAD', commit: root.git('rev-parse', 'HEAD').trim() },
    to: { name: 'the checkout' },
    definitions: [],
    policy: { roles: [] },
    items: ['fresh', 'wi'].map((workItemId) => ({
      workItemId,
      workflow: { id: 'wf', version: '1.0.0', digest: expect.any(String) },
      affected: false,
    })),
  });
  expect(root.run('impact').stdout).toContain('0 of 2 item(s) in flight affected.');
});

describe('a new version', () => {
  test('that changes a gate: its approval would fall, the work would stay', () => {
    const root = change({
      [second]: text('1.1.0', steps, gates.replace('go,', 'go, approvals: 2,')),
    });
    expect(root.ok('impact')).toMatchObject({
      definitions: [
        {
          id: 'wf',
          version: '1.1.0',
          change: 'added',
          path: second,
          differences: { gates: { changed: [{ key: 'go', fields: ['approvals'] }] } },
        },
      ],
    });
    expect(impactOn(root)).toMatchObject({
      affected: true,
      migration: {
        isNew: true,
        to: { id: 'wf', version: '1.1.0' },
        needsMapping: [],
        reopens: [],
        approvals: [{ gate: 'go', approvedBy: ['bob'], because: 'definition' }],
        command: 'orchestrator migrate --work-item wi --to 1.1.0 --reason "…"',
      },
    });
    expect(at(impactOn(root, 'fresh'), 'migration', 'approvals')).toEqual([]);
    expect(root.run('impact').stdout).toContain('void the approval of go by bob');
  });

  test('without a step that is done, and without one that is open; the likely new key is named', () => {
    const lines = [
      '  - {key: a, order: 1}',
      '  - {key: d, order: 2, run: x}',
      '  - {key: ship, order: 3}',
    ];
    const root = change({
      [second]: text('1.1.0', lines, gates.replace('before: c', 'before: ship')),
    });
    expect(impactOn(root)).toMatchObject({
      migration: {
        needsMapping: [{ step: 'c', likely: 'ship' }],
        reopens: [],
        added: ['d'],
        dropped: ['b'],
        orphaned: [],
        command: 'orchestrator migrate --work-item wi --to 1.1.0 --map c=ship --reason "…"',
      },
    });
    expect(at(impactOn(root, 'fresh'), 'migration', 'needsMapping')).toEqual([]);
    expect(root.run('impact').stdout).toContain('somebody must say where c goes on');
  });

  test('without an open step, and two new ones that it could be: the command leaves a place to fill in', () => {
    const lines = [
      '  - {key: a, order: 1}',
      '  - {key: ship, order: 3}',
      '  - {key: tell, order: 4}',
    ];
    const root = change({ [second]: text('1.1.0', lines, '') });
    expect(impactOn(root)).toMatchObject({
      migration: {
        needsMapping: [{ step: 'c' }],
        approvals: [{ gate: 'go', approvedBy: ['bob'], because: 'gone' }],
        dropped: ['b', 'c'],
        orphaned: ['c.1'],
        command: 'orchestrator migrate --work-item wi --to 1.1.0 --map c=NEW --reason "…"',
      },
    });
    expect(root.run('impact').stdout).toContain('leave without a step c.1');
  });

  test('what it says comes to pass', () => {
    const lines = ['  - {key: a, order: 1}', '  - {key: ship, order: 3}'];
    const root = change({
      [second]: text('1.1.0', lines, gates.replace('before: c', 'before: ship')),
    });
    const told = at(impactOn(root), 'migration');
    const command = String(at(told, 'command')).replace('…', 'why').replaceAll('"', '');
    root.ok(...command.split(' ').slice(1));
    const status = root.ok('status', '--work-item', 'wi');
    expect(at(status, 'gates', 0, 'state')).not.toBe('approved');
    expect(at(told, 'approvals')).toMatchObject([{ gate: 'go', because: 'definition' }]);
    expect(status).toMatchObject({ workflow: { version: '1.1.0' }, currentSteps: ['ship'] });
  });

  test('of several, the highest that the change brings; older ones and expired ones are none', () => {
    const root = change({
      [second]: text('1.1.0'),
      'artifacts/workflows/wf@1.2.0.yaml': text('1.2.0'),
      'artifacts/workflows/wf@1.10.0.yaml': `${text('1.10.0')}effectiveFrom: 2100-01-01T00:00:00Z\n`,
      'artifacts/workflows/wf@1.11.0.yaml': `${text('1.11.0')}effectiveUntil: 2020-01-01T00:00:00Z\n`,
      'artifacts/workflows/wf@0.9.0.yaml': text('0.9.0'),
      'artifacts/workflows/other@9.0.0.yaml': text('9.0.0').replace('id: wf', 'id: other'),
    });
    expect(impactOn(root)).toMatchObject({
      migration: { to: { version: '1.10.0' }, effectiveFrom: '2100-01-01T00:00:00Z' },
    });
    expect(at(impactOn(root), 'migration', 'refused')).toBeUndefined();
    commit(root);
    // Nothing of it is new any more, and only what is effective counts.
    expect(impactOn(root)).toMatchObject({
      affected: false,
      migration: { isNew: false, to: { version: '1.2.0' } },
    });
  });
});

describe('a definition in use', () => {
  test('edited in place: the item becomes read-only; what the edit means is told', () => {
    const root = change({
      [definition]: text('1.0.0', [steps[0] ?? '', '  - {key: x, order: 2}', steps[2] ?? '']),
    });
    expect(impactOn(root)).toMatchObject({
      affected: true,
      damaged: {
        path: definition,
        change: 'edited',
        error: { code: 'definition-changed' },
        asNewVersion: {
          reopens: [],
          added: ['x'],
          dropped: ['b'],
          approvals: [{ gate: 'go', because: 'work' }],
        },
      },
    });
    expect(root.run('claim', '--work-item', 'fresh', '--step', 'a').code).toBe(5);
    expect(root.run('impact').stdout).toMatch(/read-only: .* is edited[^]*version of its own/);
    expect(at(root.ok('impact'), 'definitions', 0, 'change')).toBe('edited');
  });

  test('removed, or made invalid', () => {
    const root = change({});
    root.remove(definition);
    expect(impactOn(root)).toMatchObject({ damaged: { change: 'removed', path: definition } });
    root.write(definition, 'id: wf\n');
    expect(impactOn(root)).toMatchObject({ damaged: { change: 'edited', path: definition } });
    expect(at(root.ok('impact'), 'definitions', 0, 'problems', 0, 'path')).toBe(definition);
  });

  test('restored: the item is mended', () => {
    const root = change({ [definition]: `${text('1.0.0')}# edited\n` });
    commit(root);
    root.write(definition, text('1.0.0'));
    expect(impactOn(root)).toMatchObject({ affected: true, mended: true });
  });

  test('gone before and after: the item is told of, and not counted', () => {
    const root = change({ [definition]: `${text('1.0.0')}# edited\n` });
    commit(root);
    expect(impactOn(root)).toMatchObject({
      affected: false,
      error: { code: 'definition-changed' },
    });
    expect(root.run('impact').stdout).toContain('0 of 0 item(s)');
  });
});
