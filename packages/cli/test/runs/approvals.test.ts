/** A pipeline with approvals: it waits for them, in front of a gate and after the last one, and says so. */
import { describe, expect, test } from '@jest/globals';
import { at, definition, newRoot, textAt, workflow, type Root } from '../cli.ts';
import { gatedSteps, gateFiles, writeOutput } from './run-lab.ts';

const essay = ['--slug', 'robot', '--artifact-path', 'essays/robot'];

/** A folder in which the outputs of all gates are there already. */
function approvedRoot(gates: string): Root {
  const text = `${workflow(gatedSteps)}gates:\n${gates}\n`;
  const root = newRoot({ [definition]: text, ...gateFiles });
  for (const gate of ['G1', 'G2', 'G3']) writeOutput(root, gate);
  return root;
}

const decide = (root: Root, item: string, decision: string): unknown =>
  root.ok(
    ...['gate', '--work-item', item, '--gate', 'seen', '--actor', 'rita'],
    ...['--decision', decision, '--reason', 'looked at it'],
  );
const walk = (root: Root, ...more: readonly string[]): unknown =>
  root.ok('run', 'wf', ...more, '--auto', 'true');

describe('an approval', () => {
  test.each([
    ['in front of a gate', '  - {key: seen, before: research}', ['PASS', 'PENDING', 'PENDING']],
    ['after the first gate', '  - {key: seen, after: intake}', ['PASS', 'PENDING', 'PENDING']],
    ['after the last gate', '  - {key: seen, after: spec}', ['PASS', 'PASS', 'PASS']],
  ])('%s is waited for; then the run goes on to its end', (_, gate, states) => {
    const root = approvedRoot(gate);
    const waits = walk(root, ...essay);
    expect(waits).toMatchObject({ status: 'RUNNING', waiting: 'seen' });
    expect(at(waits, 'gates')).toMatchObject(states.map((status) => ({ status })));
    const [label, item] = [textAt(waits, 'run_id'), textAt(waits, 'workItemId')];
    expect(walk(root, '--run', label)).toMatchObject({ waiting: 'seen' });
    decide(root, item, 'approve');
    expect(walk(root, '--run', label)).toMatchObject({ status: 'PASSED', waiting: null });
    expect(root.ok('verify')).toMatchObject({ ok: true });
  });

  test('that is refused sends the run back; what was taken back is done again', () => {
    const root = approvedRoot('  - {key: seen, after: research, returnTo: intake}');
    const waits = walk(root, ...essay);
    const [label, item] = [textAt(waits, 'run_id'), textAt(waits, 'workItemId')];
    decide(root, item, 'reject');
    const again = walk(root, '--run', label);
    expect(again).toMatchObject({
      waiting: 'seen',
      gates: [{ attempts: 2 }, { attempts: 2 }, { attempts: 0 }],
    });
    const shown = root.ok('run', 'show', '--run', label);
    expect(at(shown, 'gates', 0, 'attempts')).toMatchObject([
      { attempt: 1, void: true },
      { attempt: 2 },
    ]);
    decide(root, item, 'approve');
    expect(walk(root, '--run', label)).toMatchObject({ status: 'PASSED' });
    expect(root.ok('verify')).toMatchObject({ ok: true });
  });
});
