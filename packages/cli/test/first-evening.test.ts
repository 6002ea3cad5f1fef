/** What people do on their first evening, away from the path: each of these once left somebody without an answer. */
import { describe, expect, test } from '@jest/globals';
import { newRoot, refused, type Root } from './cli.ts';

const definition = (steps: string, gates = '[]'): string =>
  `id: wf\nversion: 1.0.0\nsteps:\n${steps}gates: ${gates}\n`;
const file = 'artifacts/workflows/wf@1.0.0.yaml';

function rootWith(steps: string, gates?: string): Root {
  const root = newRoot({ [file]: definition(steps, gates) });
  root.ok('register', '--work-item', 'wi', '--workflow', 'wf@1.0.0');
  return root;
}

const twoSteps = '- {key: a, order: 1}\n- {key: b, order: 2, title: The second}\n';
const on = (command: string, step: string): readonly string[] => [
  command,
  '--work-item',
  'wi',
  '--step',
  step,
];

describe('a version that an item uses is frozen', () => {
  const edited = (): Root => {
    const root = rootWith(twoSteps);
    root.write(file, definition('- {key: a, order: 1, title: Another}\n'));
    return root;
  };

  test('nobody else can be registered to other bytes of it', () => {
    refused(edited(), ['register', '--work-item', 'other', '--workflow', 'wf@1.0.0'], {
      exit: 5,
      code: 'definition-changed',
      says: 'was edited after wi was bound',
      hint: 'new version',
    });
  });

  test('validate says so', () => {
    const { code, stdout } = edited().run('validate');
    expect(code).toBe(2);
    expect(stdout).toContain(`${file}:1: definition-changed`);
  });
});

test('two people in one checkout: a claim is that of the person who made it', () => {
  const root = rootWith(twoSteps);
  root.ok(...on('claim', 'a'), '--actor', 'alice');
  refused(root, [...on('claim', 'a'), '--actor', 'bob'], {
    exit: 3,
    code: 'already-claimed',
    says: 'local (alice)',
    hint: 'Take another step',
  });
  expect(root.ok(...on('claim', 'a'), '--actor', 'alice')).toMatchObject({ repeated: true });
});

test('what comes next is the gate on the way', () => {
  const root = rootWith(twoSteps, '[{key: go, before: b, preventSelfApproval: false}]');
  root.ok(...on('claim', 'a'));
  expect(root.run(...on('complete', 'a')).stdout).toContain('Next: Decide go\n');
});

test('a failure says why, in status, and how to go on', () => {
  const root = rootWith(twoSteps);
  root.ok(...on('claim', 'a'));
  root.ok(...on('complete', 'a'), '--status', 'failed', '--outcome', 'The compiler is too old');
  const { stdout } = root.run('status', '--work-item', 'wi');
  expect(stdout).toContain('a: attempt 1 failed: The compiler is too old');
  expect(stdout).toContain('orchestrator retry --work-item wi --step a');
});

test('a gate shows what is decided on, who may decide, and the warnings of checks', () => {
  const check = '{id: tidy, type: not_contains, path: a.md, pattern: TODO, severity: warn}';
  const root = rootWith(
    `- {key: a, order: 1, exitCriteria: [${check}]}\n- {key: b, order: 2}\n`,
    '[{key: go, before: b, users: [kim, lee], returnTo: a}]',
  );
  root.write('a.md', '# A\n\nTODO\n');
  root.ok(...on('claim', 'a'));
  root.ok(...on('complete', 'a'), '--outcome', 'Written');
  const { stdout } = root.run('next', '--work-item', 'wi');
  expect(stdout).toContain('to be decided by kim, lee');
  expect(stdout).toContain('a by ada-lovelace: Written');
  expect(stdout).toContain('warning: ');
  expect(stdout).toContain('--decision reject --return-to a --state');
});

test('one of two approvals does not read as done', () => {
  const root = rootWith(
    twoSteps,
    '[{key: go, before: b, approvals: 2, preventSelfApproval: false}]',
  );
  root.ok(...on('claim', 'a'));
  root.ok(...on('complete', 'a'));
  const decide = (actor: string): string =>
    root.run('gate', '--work-item', 'wi', '--gate', 'go', '--decision', 'approve', '--actor', actor)
      .stdout;
  expect(decide('kim')).toContain('kim approves go: 1 of 2.');
  expect(decide('lee')).toContain('go is approved by 2 people.');
});

test('a rejection can be repeated when nobody knows whether it arrived', () => {
  const root = rootWith(twoSteps, '[{key: go, before: b, returnTo: a}]');
  root.ok(...on('claim', 'a'));
  root.ok(...on('complete', 'a'));
  const reject = ['gate', '--work-item', 'wi', '--gate', 'go', '--decision', 'reject'];
  const first = root.ok(...reject, '--reason', 'Too short');
  expect(root.ok(...reject, '--reason', 'Too short')).toMatchObject({
    record: (first as { record: string }).record,
    repeated: true,
  });
  refused(root, [...reject, '--reason', 'Another reason'], {
    exit: 4,
    code: 'gate-not-pending',
    says: 'has not been reached',
    hint: 'orchestrator explain --work-item wi --step a',
  });
});

test('a word where a name belongs, and nothing at all', () => {
  const root = newRoot();
  refused(root, ['status', 'wi'], {
    exit: 2,
    code: 'invalid-input',
    says: /too many arguments/,
    hint: '--work-item ID',
  });
  const { code, stderr } = root.run();
  expect(code).toBe(2);
  expect(stderr).toContain('orchestrator init');
});

test('output that is cut in the middle of a character still ends the attempt', () => {
  const root = rootWith(
    `- {key: a, order: 1, run: [${JSON.stringify(process.execPath)}, -e, "process.stdout.write('x' + '😀'.repeat(3000)); process.exitCode = 1"]}\n`,
  );
  expect(root.run('work', '--work-item', 'wi').code).toBe(4);
  expect(root.ok('status', '--work-item', 'wi')).toMatchObject({
    failures: [{ step: 'a', status: 'failed' }],
  });
});

test('half a character is no text', () => {
  const root = rootWith(twoSteps);
  root.write(
    'half.json',
    '{"workItemId":"x","title":"\\ud800","workflow":{"id":"wf","version":"1.0.0"}}',
  );
  refused(root, ['register', '--from', 'half.json'], {
    exit: 2,
    code: 'invalid-input',
    says: 'title',
    hint: 'Correct',
  });
});
