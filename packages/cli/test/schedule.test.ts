import { describe, expect, test } from '@jest/globals';
import {
  at,
  claim,
  complete,
  definition,
  keysOf,
  newRoot,
  rootWithItem,
  workflow,
  type Root,
} from './cli.ts';

const steps = [
  '  - {key: plan, order: 1, exitCriteria: [It is written], definitionOfDone: All agree}',
  '  - {key: left, order: 2, parallelizable: true}',
  '  - {key: right, order: 2, parallelizable: true, run: [make, all]}',
  '  - {key: join, order: 3}',
].join('\n');
/** `plan` is done, `left` is claimed, `right` is ready, `join` waits. */
function underWay(): Root {
  const root = rootWithItem(steps);
  claim(root, 'plan');
  complete(root, 'plan');
  claim(root, 'left');
  return root;
}

describe('schedule', () => {
  test('again: equal bytes, and nothing new', () => {
    const root = underWay();
    const first = root.run('schedule', '--work-item', 'wi', '--json').stdout;
    const before = root.files();
    expect(root.run('schedule', '--work-item', 'wi', '--json').stdout).toBe(first);
    expect(root.files()).toEqual(before);
  });

  test('two folders with equal records have equal schedules', () => {
    const env = {
      ORCHESTRATOR_TEST: '1',
      ORCHESTRATOR_NOW: '2026-01-19T14:30:12Z',
      ORCHESTRATOR_NONCE: 'n',
    };
    const outputs = [1, 2].map(() => {
      const root = newRoot({ [definition]: workflow(steps) });
      expect(
        root.runWith(env, 'register', '--work-item', 'wi', '--workflow', 'wf@1.0.0').code,
      ).toBe(0);
      expect(root.runWith(env, 'claim', '--work-item', 'wi', '--step', 'plan').code).toBe(0);
      root.ok('schedule', '--work-item', 'wi');
      return root.files();
    });
    expect(outputs[0]).toEqual(outputs[1]);
    expect(outputs[0]?.['artifacts/claims/wi/plan.1.json']).toContain(
      '"at":"2026-01-19T14:30:12.000Z"',
    );
  });

  test('the variables for tests are nothing without ORCHESTRATOR_TEST', () => {
    const root = newRoot({ [definition]: workflow(steps) });
    root.runWith(
      { ORCHESTRATOR_NOW: '2001-01-01T00:00:00Z' },
      'register',
      '--work-item',
      'wi',
      '--workflow',
      'wf@1.0.0',
    );
    expect(root.read('artifacts/work-items/wi.json')).not.toContain('2001-01-01');
  });

  test('launches what may start, and no more than there are executors', () => {
    const root = rootWithItem(
      ['a', 'b', 'c'].map((key) => `  - {key: ${key}, order: 1, parallelizable: true}`).join('\n'),
    );
    expect(root.ok('schedule', '--work-item', 'wi', '--executors', '2')).toMatchObject({
      readySteps: [
        { key: 'a', launchIndex: 1 },
        { key: 'b', launchIndex: 2 },
      ],
      blockedSteps: [{ key: 'c', reasons: [{ code: 'executors' }] }],
    });
    expect(
      keysOf(root.files()).filter((file) => file.startsWith('artifacts/decisions/')),
    ).toHaveLength(2);
  });
});

describe('delegate', () => {
  test('the prompt stays in every packet until the next one', () => {
    const root = rootWithItem(steps);
    const delegate = ['delegate', '--non-interactive', '--structured-work-item', 'wi'];
    const prompts = (): unknown => at(root.ok('next', '--work-item', 'wi'), 'steps', 0, 'prompt');
    root.ok(...delegate, '--prompt', 'Generate schedule');
    expect(prompts()).toBe('Generate schedule');
    root.ok('schedule', '--work-item', 'wi');
    claim(root, 'plan');
    root.ok(...delegate);
    expect(prompts()).toBe('Generate schedule');
    root.ok(...delegate, '--prompt', 'Something else');
    expect(prompts()).toBe('Something else');
    expect(root.run('next', '--work-item', 'wi').stdout).toContain('Prompt: Something else');
  });

  test('--quiet prints the path of the schedule and nothing else', () => {
    const root = rootWithItem(steps);
    expect(
      root.run(
        'delegate',
        '--non-interactive',
        '--quiet',
        '--prompt',
        'x',
        '--structured-work-item',
        'wi',
      ),
    ).toMatchObject({
      code: 0,
      stdout: 'artifacts/schedule/wi.json\n',
      stderr: '',
    });
  });

  test('a schedule file that somebody broke is written anew', () => {
    const root = rootWithItem(steps);
    for (const broken of ['{', '[]', '{"prompt": 1}', '{"__proto__": {"prompt": "evil"}}']) {
      root.write('artifacts/schedule/wi.json', broken);
      expect(at(root.ok('next', '--work-item', 'wi'), 'steps', 0, 'prompt')).toBeUndefined();
      expect(keysOf(root.ok('schedule', '--work-item', 'wi'))).not.toContain('prompt');
    }
  });
});

test('the lines of the quickstart, as they stand', () => {
  const root = newRoot({
    [definition]: workflow('  - {key: phase-tests, order: 1}\n  - {key: models, order: 2}'),
  });
  const item = 'work-item-001-create-a-structured';
  root.ok('register', '--work-item', item, '--workflow', 'wf@1.0.0');
  const lines = [
    [
      'delegate',
      '--non-interactive',
      '--quiet',
      '--prompt',
      'Generate schedule',
      '--structured-work-item',
      item,
    ],
    ['claim', '--work-item', item, '--step', 'phase-tests'],
    [
      'complete',
      '--work-item',
      item,
      '--step',
      'phase-tests',
      '--attempt',
      'phase-tests-local',
      '--outcome',
      'Tests authored',
      '--next-action',
      'Implement models',
    ],
    ['export', '--stdout'],
  ];
  for (const line of lines) expect(root.run(...line)).toMatchObject({ code: 0 });
});
