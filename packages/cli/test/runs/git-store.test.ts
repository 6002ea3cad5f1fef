/** Runs where items live on a branch: their files are in the checkout all the same, beside everything else. */
import { describe, expect, test } from '@jest/globals';
import { at, definition, keysOf } from '../cli.ts';
import { refusedHere, tip, tree } from '../git-store-lab.ts';
import { onGate, runLab, startRun, writeOutput } from './run-lab.ts';

describe('a run in a repository with a store on a branch', () => {
  test('lives in the checkout; the branch does not move, and other items still go there', () => {
    const lab = runLab();
    const { label, folder } = startRun(lab);
    lab.ok(...onGate('start', label, 'G1'), '--agent', 'bob');
    writeOutput(lab, 'G1');
    lab.ok(...onGate('finish', label, 'G1'));
    lab.ok('invocation', 'record', '--run', label, '--gate', 'G1', '--agent', 'bob');
    expect(tip(lab)).toBe('none');
    expect(JSON.parse(lab.read(`${folder}/RUN.json`))).toMatchObject({
      gates: [{ status: 'PASS' }, { status: 'PENDING' }, { status: 'PENDING' }],
      invocations: [{ gate: 'G1', attempt: 1 }],
    });
    expect(lab.read('orchestration/runs/.gitignore')).toContain('*/logs/');
    lab.write(
      'artifacts/workflows/plain@1.0.0.yaml',
      'id: plain\nversion: 1.0.0\nsteps: [{key: a, order: 1}]\n',
    );
    lab.ok('register', '--work-item', 'wi', '--workflow', 'plain@1.0.0');
    lab.ok('claim', '--work-item', 'wi', '--step', 'a');
    const paths = tree(lab).map((line) => line.split('\t')[1] ?? '');
    expect(paths).toContain('artifacts/work-items/wi.json');
    expect(paths.filter((path) => path.startsWith('orchestration/'))).toEqual([]);
  });

  test('is told beside the items of the branch', () => {
    const lab = runLab();
    const { label, item } = startRun(lab);
    lab.write(
      'artifacts/workflows/plain@1.0.0.yaml',
      'id: plain\nversion: 1.0.0\nsteps: [{key: a, order: 1}]\n',
    );
    lab.ok('register', '--work-item', 'wi', '--workflow', 'plain@1.0.0');
    const ids = (document: unknown): unknown =>
      (at(document, 'items') as readonly unknown[]).map((it) => at(it, 'workItemId'));
    expect(ids(lab.ok('list'))).toEqual([item, 'wi']);
    expect(ids(lab.ok('export', '--stdout'))).toEqual([item, 'wi']);
    expect(lab.ok('verify')).toMatchObject({ ok: true, items: 2, violations: [] });
    for (const id of [item, 'wi'])
      expect(lab.ok('status', '--work-item', id)).toMatchObject({ workItemId: id });
    expect(at(lab.ok('run', 'list'), 'runs')).toMatchObject([{ run_id: label, status: 'RUNNING' }]);
    expect(keysOf(lab.ok('run', 'show', '--run', label))).toContain('gates');
  });

  test('what was committed of it and edited since, verify tells', () => {
    const lab = runLab();
    const { label, folder, item } = startRun(lab);
    lab.ok(...onGate('start', label, 'G1'), '--agent', 'bob');
    lab.git('add', '--all');
    lab.git('commit', '--quiet', '--message', 'A run');
    expect(lab.ok('verify')).toMatchObject({ ok: true, uncommitted: 0 });
    const claim = `${folder}/claims/${item}/intake.1.json`;
    lab.remove(claim);
    lab.run('schedule', '--work-item', item);
    const { code, json } = lab.run('verify', '--json');
    expect(code).toBe(5);
    expect(at(json, 'violations')).toContainEqual(
      expect.objectContaining({ code: 'deleted', path: claim }),
    );
  });

  test('one that is not there is looked for in the checkout', () => {
    const lab = runLab();
    const unknown = 'run_20260119T143012Z_the-word-robot_ab12cd';
    refusedHere(lab, ['run', 'show', '--run', unknown], {
      ...{ exit: 2, code: 'unknown-run' },
      ...{ says: `There is no run ${unknown}`, hint: 'run start' },
    });
  });
});

describe('a definition that somebody edits after a run was started', () => {
  test('keeps the run from going on, and says so', () => {
    const lab = runLab();
    const { label } = startRun(lab);
    lab.write(definition, lab.read(definition).replace('order: 3', 'order: 4'));
    refusedHere(lab, [...onGate('start', label, 'G1'), '--agent', 'bob'], {
      ...{ exit: 5, code: 'definition-changed' },
      ...{ says: definition, hint: definition },
    });
  });
});
