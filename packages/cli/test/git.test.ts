import { chmodSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  at,
  claim,
  complete,
  definition,
  gate,
  newRoot,
  on,
  refused,
  rootWithItem,
  textAt,
  workflow,
  type Root,
} from './cli.ts';

const steps = '  - {key: a, order: 1}\n  - {key: b, order: 2}';
const integrate = [
  ...on('complete', 'a'),
  '--event-type',
  'baseline-integration',
  '--baseline',
  'post',
];

function committed(text = workflow(steps)): Root {
  const root = newRoot({ [definition]: text }, { git: true });
  root.ok('register', '--work-item', 'wi', '--workflow', 'wf@1.0.0');
  commitAll(root);
  return root;
}

function commitAll(root: Root): string {
  root.git('add', '.');
  root.git('commit', '--quiet', '-m', 'all');
  return root.git('rev-parse', 'HEAD').trim();
}

describe('baseline integration', () => {
  test('outside git', () => {
    const root = rootWithItem(steps);
    claim(root, 'a');
    complete(root, 'a');
    refused(root, integrate, {
      exit: 4,
      code: 'no-repository',
      says: 'needs a git repository',
      hint: '--commit SHA',
    });
  });

  test('a commit that is not in the base branch', () => {
    const root = committed();
    root.git('checkout', '--quiet', '-b', 'feature');
    claim(root, 'a');
    complete(root, 'a');
    const commit = commitAll(root);
    refused(root, integrate, {
      exit: 4,
      code: 'not-in-base',
      says: `${commit.slice(0, 12)} is not in the base branch main`,
      hint: 'Merge it first',
    });
    root.git('branch', '--force', 'main', 'feature');
    expect(root.ok(...integrate)).toMatchObject({ path: 'artifacts/journal/wi/baseline.1.json' });
  });

  test('a commit that there is not, and a base branch that there is not', () => {
    const root = committed();
    claim(root, 'a');
    complete(root, 'a');
    refused(root, [...integrate, '--commit', 'abcdef0'], {
      exit: 4,
      code: 'no-repository',
      says: 'no commit abcdef0',
      hint: '--commit SHA',
    });
    root.write('orchestrator.yml', 'base: trunk\n');
    refused(root, integrate, {
      exit: 4,
      code: 'not-in-base',
      says: 'The base branch trunk does not exist here',
      hint: 'orchestrator.yml',
    });
  });

  test('nothing is done yet', () => {
    refused(committed(), integrate, {
      exit: 4,
      code: 'nothing-to-integrate',
      says: 'No step is done yet',
      hint: 'orchestrator status --work-item wi',
    });
  });

  test('the line: what is beyond it is not rejected without a revert', () => {
    const root = committed(`${workflow(steps)}gates:\n  - {key: go, before: b, returnTo: a}\n`);
    claim(root, 'a');
    complete(root, 'a');
    const commit = commitAll(root);
    const revert = on('revert', 'a', '--reason', 'Broke production');
    refused(root, revert, {
      exit: 4,
      code: 'not-integrated',
      says: 'nothing to revert',
      hint: 'reject it at the gate go: orchestrator gate --work-item wi --gate go --decision reject --return-to a',
    });
    const first = root.ok(...integrate);
    expect(JSON.parse(root.read(textAt(first, 'path')))).toMatchObject({
      eventType: 'baseline-integration',
      baselineIntegration: 'post',
      commit,
      n: 1,
      covers: [['a', 1]],
    });
    expect(root.ok(...integrate)).toMatchObject({ repeated: true, record: at(first, 'record') });
    expect(root.ok('status', '--work-item', 'wi')).toMatchObject({ baseline: { steps: ['a'] } });
    const reject = gate('reject', 'go', '--actor', 'bob', '--reason', 'Bad');
    refused(root, reject, {
      exit: 4,
      code: 'already-integrated',
      says: 'This would send back a, which has been integrated',
      hint: 'orchestrator revert --work-item wi --step a',
    });
    root.ok(...revert);
    expect(root.ok(...revert)).toMatchObject({ repeated: true });
    expect(root.ok(...reject)).toMatchObject({ voids: [['a', 1]] });
    expect(root.ok('verify')).toMatchObject({ ok: true });
  });
});

describe('--commit', () => {
  const head = (root: Root): readonly string[] =>
    root.git('show', '--format=', '--name-only', 'HEAD').trim().split('\n').sort();

  test('commits exactly the files just written', () => {
    const root = committed();
    root.write('mine.txt', 'mine');
    root.write('staged.txt', 'staged');
    root.git('add', 'staged.txt');
    root.write(definition, workflow(steps));
    claim(root, 'a', '--commit');
    expect(head(root)).toEqual(['artifacts/claims/wi/a.1.json', 'artifacts/decisions/wi/a.1.json']);
    expect(root.git('status', '--porcelain').trim().split('\n').sort()).toEqual([
      '?? mine.txt',
      'A  staged.txt',
    ]);
    const done = complete(root, 'a', '--commit');
    expect(head(root)).toEqual([textAt(done, 'handoff')]);
    root.ok('schedule', '--work-item', 'wi', '--commit');
    expect(head(root)).toEqual(['artifacts/decisions/wi/b.1.json', 'artifacts/schedule/wi.json']);
    root.ok('export', '--commit');
    expect(head(root)).toEqual([expect.stringMatching(/^artifacts\/exports\/portfolio-/)]);
    expect(root.git('status', '--porcelain')).toContain('A  staged.txt');
  });

  test('nothing written, nothing committed', () => {
    const root = committed();
    claim(root, 'a', '--commit');
    const before = root.git('rev-parse', 'HEAD');
    claim(root, 'a', '--commit');
    root.ok('status', '--work-item', 'wi', '--commit');
    expect(root.git('rev-parse', 'HEAD')).toBe(before);
  });

  test('the message is one line, whatever the words were', () => {
    const root = committed();
    claim(root, 'a', '--commit', '--attempt', 'x');
    complete(root, 'a', '--commit', '--outcome', '-m evil\n\nSigned-off-by: eve');
    expect(root.git('log', '-1', '--format=%B').trim()).toMatch(/^wi: handoff \S+-wi-a-x$/);
  });

  test('commit: true in orchestrator.yml', () => {
    const root = committed();
    root.write('orchestrator.yml', 'store: {kind: worktree, commit: true}\n');
    claim(root, 'a');
    expect(head(root)).toHaveLength(2);
  });

  test('complete --commit SHA names the commit of the work, and commits nothing', () => {
    const root = committed();
    claim(root, 'a');
    const before = root.git('rev-parse', 'HEAD').trim();
    const done = complete(root, 'a', '--commit', 'HEAD');
    expect(JSON.parse(root.read(textAt(done, 'handoff')))).toMatchObject({ commit: before });
    expect(root.git('rev-parse', 'HEAD').trim()).toBe(before);
  });

  test('--commit before complete is the global one', () => {
    const root = committed();
    claim(root, 'a');
    expect(root.run('--commit', ...on('complete', 'a')).code).toBe(0);
    expect(head(root)).toEqual([expect.stringMatching(/^artifacts\/handoff\//)]);
  });

  test('work with it commits every record', () => {
    const root = committed(workflow('  - {key: a, order: 1, run: "true"}'));
    root.ok('work', '--work-item', 'wi', '--commit');
    expect(root.git('status', '--porcelain')).toBe('');
  });

  test('outside git: refused before anything is written', () => {
    const root = rootWithItem(steps);
    const before = root.files();
    const { code, json } = root.run(...on('claim', 'a', '--commit'), '--json');
    expect(code).not.toBe(0);
    expect(at(json, 'error', 'hint')).toContain('git init');
    expect(root.files()).toEqual(before);
  });

  test('runs no hooks of the repository', () => {
    const root = committed();
    root.write('.git/hooks/pre-commit', '#!/bin/sh\ntouch hooked\n');
    chmodSync(`${root.dir}/.git/hooks/pre-commit`, 0o755);
    claim(root, 'a', '--commit');
    expect(root.files()).not.toHaveProperty('hooked');
  });

  test('a root below the top of the repository', () => {
    const root = newRoot({}, { git: true });
    root.write(`sub/${definition}`, workflow(steps));
    root.ok('--root', 'sub', 'register', '--work-item', 'wi', '--workflow', 'wf@1.0.0', '--commit');
    expect(head(root)).toEqual(['sub/artifacts/work-items/wi.json']);
    commitAll(root);
    expect(root.ok('verify', '--root', 'sub')).toMatchObject({ ok: true, uncommitted: 0 });
    root.ok('claim', '--root', 'sub', '--work-item', 'wi', '--step', 'a');
    expect(root.ok('verify', '--root', 'sub')).toMatchObject({ ok: true, uncommitted: 2 });
  });
});
