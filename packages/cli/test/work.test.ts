import { expect, test } from '@jest/globals';
import { at, definition, newRoot, refused, rootWithItem, workflow, type Root } from './cli.ts';

const work = (root: Root, ...more: readonly string[]): unknown =>
  root.ok('work', '--work-item', 'wi', ...more);

test('both forms of run, with the environment, in the root', () => {
  const root = rootWithItem(
    `  - {key: shell, order: 1, run: 'printenv | grep ^ORCHESTRATOR_ | sort > env.txt; pwd > pwd.txt; echo "$HOME" > "a b.txt"'}
  - {key: list, order: 2, run: [sh, -c, 'echo "$0" "$1" > list.txt', '$HOME', 'a b; touch hacked']}`,
  );
  expect(work(root)).toEqual({
    schema: 'orchestrator.work/1',
    workItemId: 'wi',
    completed: 2,
    failed: 0,
    done: true,
    readySteps: [],
    pendingGates: [],
    nextAction: expect.any(String),
  });
  expect(root.read('env.txt')).toBe(
    'ORCHESTRATOR_ATTEMPT=1\nORCHESTRATOR_ATTEMPT_ID=shell-local-1\nORCHESTRATOR_STEP=shell\nORCHESTRATOR_WORK_ITEM=wi\n',
  );
  expect(root.read('pwd.txt').trim()).toBe(root.dir);
  expect(root.read('list.txt')).toBe('$HOME a b; touch hacked\n');
  expect(root.files()).not.toHaveProperty('hacked');
  expect(root.ok('verify')).toMatchObject({ ok: true });
});

test('progress goes to stderr, and not with --quiet', () => {
  const step = '  - {key: a, order: 1, run: echo noise}';
  const loud = rootWithItem(step).run('work', '--work-item', 'wi');
  expect(loud.stderr).toMatch(/local-1 runs a \(attempt 1\)\nlocal-1 completed a in/);
  expect(loud.stdout).not.toContain('noise');
  expect(rootWithItem(step).run('work', '--work-item', 'wi', '--quiet').stderr).toBe('');
  const json = rootWithItem(step).run('work', '--work-item', 'wi', '--json');
  expect(json.json).toMatchObject({ completed: 1 });
});

test.each([
  [
    'a shell that stops at the first failure',
    "'echo first >&2; false; echo second'",
    'exit code 1: first',
  ],
  ['a list', '[sh, -c, exit 3]', 'exit code 3'],
  ['a program that there is not', '[no-such-program]', 'no-such-program'],
  ['a signal', "'kill -9 $$'", 'SIGKILL'],
])('%s: the attempt failed, and the pool stops', (_, run, why) => {
  const root = rootWithItem(
    `  - {key: a, order: 1, run: ${run}}\n  - {key: b, order: 2, run: touch ran}`,
  );
  const { code, json } = root.run('work', '--work-item', 'wi', '--json', '--quiet');
  expect(code).toBe(4);
  expect(json).toEqual({
    schema: 'orchestrator.error/1',
    error: {
      code: 'step-failed',
      message: expect.stringMatching(/^a .*0 step\(s\) were completed/),
      hint: expect.stringContaining('orchestrator retry --work-item wi --step a'),
    },
  });
  expect(root.files()).not.toHaveProperty('ran');
  expect(at(root.ok('history', '--work-item', 'wi'), 'entries', 3)).toMatchObject({
    type: 'attempt-failed',
    detail: expect.stringContaining(why),
  });
  refused(root, ['claim', '--work-item', 'wi', '--step', 'a'], {
    exit: 4,
    code: 'step-not-launchable',
    says: 'requeue',
    hint: 'retry',
  });
});

test('an exit criterion that fails fails the attempt', () => {
  const root = rootWithItem(
    '  - {key: a, order: 1, run: "true", exitCriteria: [{type: file_exists, path: made.txt}]}',
  );
  expect(root.run('work', '--work-item', 'wi').code).toBe(4);
  expect(at(root.ok('history', '--work-item', 'wi'), 'entries', 3, 'detail')).toContain('made.txt');
});

test('the retry policy covers a failure', () => {
  const run = "'test -e once || { touch once; exit 1; }'";
  const root = rootWithItem(`  - {key: a, order: 1, run: ${run}, retry: {maxAttempts: 2}}`);
  expect(work(root)).toMatchObject({ completed: 1, failed: 1, done: true });
  expect(root.ok('schedule', '--work-item', 'wi')).toMatchObject({
    completedSteps: [{ key: 'a', attempt: 2 }],
  });
});

test('and no more failures than it says', () => {
  const root = rootWithItem(
    `  - {key: a, order: 1, run: 'echo x >> tries; exit 1', retry: {maxAttempts: 3}}`,
  );
  expect(root.run('work', '--work-item', 'wi').code).toBe(4);
  expect(root.read('tries')).toBe('x\nx\nx\n');
});

test('several at a time, never two that share a resource', () => {
  const parallel = (key: string): string =>
    `  - {key: ${key}, order: 1, parallelizable: true, run: 'echo +${key} >> log; sleep 0.4; echo -${key} >> log'RES}`;
  const free = rootWithItem(['a', 'b'].map(parallel).join('\n').replaceAll('RES', ''));
  work(free, '--executors', '2');
  expect(free.read('log')).toMatch(/^\+[ab]\n\+[ab]\n/);
  const bound = rootWithItem(
    ['a', 'b'].map(parallel).join('\n').replaceAll('RES', ', resources: [x]'),
  );
  work(bound, '--executors', '2');
  expect(bound.read('log')).toMatch(/^\+([ab])\n-\1\n/);
});

test('it stops at a gate and at a step for people, and says so', () => {
  const root = newRoot({
    [definition]: `${workflow('  - {key: a, order: 1, run: "true"}\n  - {key: b, order: 2}\n  - {key: c, order: 3}')}gates: [{key: go, after: a}]\n`,
  });
  root.ok('register', '--work-item', 'wi', '--workflow', 'wf@1.0.0');
  expect(work(root)).toMatchObject({
    completed: 1,
    done: false,
    pendingGates: ['go'],
    nextAction: 'Decide go (orchestrator next --work-item wi)',
  });
  root.ok('gate', '--work-item', 'wi', '--gate', 'go', '--decision', 'approve', '--actor', 'bob');
  expect(work(root)).toMatchObject({
    completed: 0,
    readySteps: ['b'],
    nextAction: expect.stringContaining('b'),
  });
});

test('output with control characters and without end does no harm', () => {
  const root = rootWithItem(
    `  - {key: a, order: 1, run: 'head -c 3000000 /dev/zero; printf "\\033[31mred\\n"; exit 1'}`,
  );
  expect(root.run('work', '--work-item', 'wi').code).toBe(4);
  expect(root.ok('verify')).toMatchObject({ ok: true });
});
