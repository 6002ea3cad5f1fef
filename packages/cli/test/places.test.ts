import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  at,
  claim,
  definition,
  gate,
  newRoot,
  on,
  refused,
  registerWi,
  rootWithItem,
  workflow,
  type Root,
} from './cli.ts';

const steps = '  - {key: a, order: 1}';

const folder = (root: Root, name: string): string | undefined =>
  fs.mkdirSync(path.join(root.dir, name), { recursive: true });
const link = (root: Root, name: string, target: string): void => {
  fs.mkdirSync(path.dirname(path.join(root.dir, name)), { recursive: true });
  fs.symlinkSync(target, path.join(root.dir, name));
};

describe('something else where a file should be', () => {
  test('a folder called orchestrator.yml', () => {
    const root = newRoot();
    folder(root, 'orchestrator.yml');
    refused(root, ['list'], {
      exit: 2,
      code: 'invalid-policy',
      says: 'orchestrator.yml',
      hint: /./,
    });
  });

  test('a folder called like a definition', () => {
    const root = newRoot();
    folder(root, definition);
    refused(root, registerWi, {
      exit: 2,
      code: 'invalid-definition',
      says: definition,
      hint: 'plain',
    });
  });

  test('a file called artifacts', () => {
    const root = newRoot({ artifacts: 'hello' });
    refused(root, ['status', '--work-item', 'wi'], {
      exit: 2,
      code: 'invalid-input',
      says: 'A file lies where the folder artifacts/ should be',
      hint: 'Move the file away',
    });
  });

  test.each(['claims', 'handoff', 'decisions'])(
    'a link out of the root at artifacts/%s',
    (name) => {
      const root = rootWithItem(steps);
      const outside = newRoot();
      link(root, `artifacts/${name}`, outside.dir);
      if (name === 'handoff') claim(root, 'a');
      const command = name === 'handoff' ? 'complete' : 'claim';
      const { code, json } = root.run(...on(command, 'a'), '--json');
      expect(code).toBe(6);
      expect(at(json, 'error')).toMatchObject({
        code: 'storage-failed',
        hint: 'Replace the link by a folder.',
      });
      expect(outside.files()).toEqual({});
    },
  );

  test('a link where a record should be', () => {
    const root = rootWithItem(steps);
    claim(root, 'a');
    const file = 'artifacts/claims/wi/a.1.json';
    fs.renameSync(path.join(root.dir, file), path.join(root.dir, 'moved.json'));
    link(root, file, path.join(root.dir, 'moved.json'));
    refused(root, on('complete', 'a'), {
      exit: 5,
      code: 'item-damaged',
      says: /link/,
      hint: file,
    });
  });

  test('a folder where a record should be', () => {
    const root = rootWithItem(steps);
    folder(root, 'artifacts/claims/wi/a.1.json');
    refused(root, on('claim', 'a'), {
      exit: 5,
      code: 'item-damaged',
      says: /folder/i,
      hint: 'a.1.json',
    });
  });

  test('a checked file that is a link out of the root', () => {
    const root = rootWithItem(
      `${steps.slice(0, -1)}, exitCriteria: [{type: file_exists, path: x}]}`,
    );
    link(root, 'x', '/etc/passwd');
    claim(root, 'a');
    refused(root, on('complete', 'a'), { exit: 4, code: 'exit-criteria', says: 'x', hint: 'Mend' });
    refused(root, on('complete', 'a', '--status', 'failed', '--evidence', 'x'), {
      exit: 2,
      code: 'file-missing',
      says: 'x',
      hint: 'below the root',
    });
  });

  test('export --out into a folder that is not there', () => {
    const root = rootWithItem(steps);
    const { code, json } = root.run(
      'export',
      '--format',
      'csv',
      '--out',
      'no/such/x.csv',
      '--json',
    );
    expect([code, at(json, 'error', 'code')]).not.toEqual([1, 'bug']);
    expect(at(json, 'error', 'message')).toContain('no/such');
  });

  test('a registration and a record nested a hundred thousand deep', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const root = rootWithItem(steps);
    root.write(
      'my.json',
      `{"workItemId": "other", "links": ${deep}, "workflow": {"id": "wf", "version": "1.0.0"}}`,
    );
    refused(root, ['register', '--from', 'my.json'], {
      exit: 2,
      code: 'invalid-input',
      says: 'links',
      hint: /./,
    });
    root.write('artifacts/claims/wi/a.1.json', `{"a":${deep}}\n`);
    refused(root, on('claim', 'a'), {
      exit: 5,
      code: 'item-damaged',
      says: 'a.1.json',
      hint: 'a.1.json',
    });
  });
});

test('a definition that was edited: list and export go on, and say so', () => {
  const root = rootWithItem(steps);
  root.write(definition, `${workflow(steps)}# a word\n`);
  const damaged = { workItemId: 'wi', state: 'damaged', error: { code: 'definition-changed' } };
  expect(root.ok('list')).toMatchObject({ items: [damaged] });
  expect(root.ok('export')).toMatchObject({
    items: [damaged],
    damaged: [{ workItemId: 'wi', path: definition }],
  });
  expect(root.run('list').stdout).toContain('git checkout HEAD');
});

describe('who acts', () => {
  const executorOf = (root: Root): unknown => JSON.parse(root.read('artifacts/claims/wi/a.1.json'));

  test("git's user, as an id", () => {
    const root = rootWithItem(steps);
    claim(root, 'a');
    expect(executorOf(root)).toMatchObject({
      actor: 'ada-lovelace',
      executor: { kind: 'local', id: 'local' },
    });
  });

  test.each([
    ['Zoë O\u2019Brien <x>', 'zoe-o-brien-x'],
    ['../../etc', 'etc'],
    ['\u5f20\u4f1f', 'local'],
    ['x'.repeat(200), 'x'.repeat(63)],
  ])("git's user %j", (name, actor) => {
    const root = newRoot({ [definition]: workflow(steps) }, { git: true });
    root.git('config', 'user.name', name);
    root.ok(...registerWi);
    expect(JSON.parse(root.read('artifacts/work-items/wi.json'))).toMatchObject({ actor });
  });

  test('nobody, without git', () => {
    const root = newRoot({ [definition]: workflow(steps) });
    expect(root.runWith({ PATH: '' }, ...registerWi).code).toBe(0);
    expect(JSON.parse(root.read('artifacts/work-items/wi.json'))).toMatchObject({ actor: 'local' });
  });

  test("in Actions: the event's actor and the job", () => {
    const root = rootWithItem(steps);
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTOR: 'first',
      GITHUB_TRIGGERING_ACTOR: 'dependabot[bot]',
      GITHUB_RUN_ID: '77',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_JOB: 'Build All',
    };
    const ran = root.runWith(env, ...on('claim', 'a'), '--json');
    expect(ran.json).toMatchObject({ attemptId: 'a-77-2-build-all' });
    expect(executorOf(root)).toMatchObject({
      actor: 'dependabot[bot]',
      executor: { kind: 'job', id: '77-2-build-all', run: '77', runAttempt: 2, job: 'Build All' },
    });
  });

  test('two people whose names are one in a slot', () => {
    const root = newRoot({
      [definition]: `${workflow(steps)}gates: [{key: go, after: a, approvals: 2}]\n`,
    });
    root.ok(...registerWi);
    claim(root, 'a');
    root.ok(...on('complete', 'a'));
    root.ok(...gate('approve', 'go', '--actor', 'b.c'));
    refused(root, gate('approve', 'go', '--actor', 'b_c'), {
      exit: 2,
      code: 'invalid-input',
      says: 'b_c is written like another person',
      hint: 'another spelling',
    });
  });

  test('a time for tests that is none', () => {
    const { code, json } = newRoot().runWith(
      { ORCHESTRATOR_TEST: '1', ORCHESTRATOR_NOW: 'soon' },
      'list',
      '--json',
    );
    expect(code).toBe(2);
    expect(at(json, 'error')).toMatchObject({
      message: expect.stringContaining('soon'),
      hint: expect.stringContaining('RFC 3339'),
    });
  });
});
