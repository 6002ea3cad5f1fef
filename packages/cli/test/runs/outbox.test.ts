/** `complete --out` of a gate: the outcome reaches the collector, as that of any other step does. */
import { expect, test } from '@jest/globals';
import { at, textAt } from '../cli.ts';
import { runRoot, startRun, writeOutput } from './run-lab.ts';

test('an outcome of a run that was written for a collector is recorded by it', () => {
  const root = runRoot();
  const { label, item, folder } = startRun(root);
  root.ok('claim', '--work-item', item, '--step', 'intake');
  writeOutput(root, 'G1');
  const step = ['--work-item', item, '--step', 'intake'];
  const written = textAt(root.ok('complete', ...step, '--out', 'out'), 'file');
  expect(root.read(written)).toContain('"attempt-completed"');
  expect(at(root.ok('run', 'show', '--run', label), 'gates', 0, 'status')).toBe('RUNNING');
  root.ok('collect', '--from', 'out');
  expect(JSON.parse(root.read(`${folder}/RUN.json`))).toMatchObject({
    gates: [{ status: 'PASS' }, {}, {}],
  });
  expect(root.read(`${folder}/gates/G1/attempt-1.json`)).toContain('"PASS"');
  expect(root.ok('verify')).toMatchObject({ ok: true });
});
