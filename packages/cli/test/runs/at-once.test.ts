/** Several processes at one gate: one of them decides, the others are told; and nothing of a run is ever half written. */
import { describe, expect, test } from '@jest/globals';
import { at, type Root } from '../cli.ts';
import { atOnce, onGate, runRoot, startRun, writeOutput, type Ended } from './run-lab.ts';

const codes = (all: readonly Ended[]): readonly (number | null)[] =>
  all.map(({ code }) => code).sort();
/** Every process says one document, and nothing else. */
const documents = (all: readonly Ended[]): readonly unknown[] =>
  all.map(({ stdout }) => JSON.parse(stdout) as unknown);

const recordsIn = (root: Root, part: string): readonly string[] =>
  Object.keys(root.files()).filter((file) => file.includes(part));

function expectWhole(root: Root): void {
  expect(root.ok('verify')).toMatchObject({ ok: true, violations: [] });
  const left = Object.keys(root.files()).filter((file) => /\/record\/.*\/\.|\.tmp/.test(file));
  expect(left).toEqual([]);
}

const runRecord = (root: Root, folder: string): unknown =>
  JSON.parse(root.read(`${folder}/RUN.json`));

describe('one gate', () => {
  test('two agents start it: one has it, the other one is refused', async () => {
    const root = runRoot();
    const { label, folder } = startRun(root);
    const agents = ['alice', 'bob', 'carol'];
    const all = await atOnce(
      root,
      ...agents.map((agent) => [...onGate('start', label, 'G1'), '--agent', agent]),
    );
    expect(codes(all)).toEqual([0, 3, 3]);
    const holder = agents[all.findIndex(({ code }) => code === 0)];
    for (const document of documents(all).filter((it) => at(it, 'error') !== undefined))
      expect(at(document, 'error', 'code')).toBe('already-claimed');
    expect(at(runRecord(root, folder), 'gates', 0, 'attempts')).toMatchObject([
      { attempt: 1, status: 'RUNNING', agent: holder },
    ]);
    expectWhole(root);
  });

  test('it is finished three times: one outcome, which all of them tell', async () => {
    const root = runRoot();
    const { label } = startRun(root);
    root.ok(...onGate('start', label, 'G1'), '--agent', 'bob');
    writeOutput(root, 'G1');
    const all = await atOnce(root, ...[1, 2, 3].map(() => onGate('finish', label, 'G1')));
    expect(codes(all)).toEqual([0, 0, 0]);
    const said = documents(all);
    expect(said.filter((it) => at(it, 'repeated') !== true)).toHaveLength(1);
    for (const document of said)
      expect(document).toMatchObject({ status: 'PASS', attempt: 1, gate: 'G1' });
    expect(recordsIn(root, '/record/handoff/')).toHaveLength(1);
    expect(recordsIn(root, '/record/gates/G1/')).toHaveLength(1);
    expectWhole(root);
  });

  test('it is finished and called failed: one of the two holds', async () => {
    const root = runRoot();
    const { label, folder } = startRun(root);
    root.ok(...onGate('start', label, 'G1'), '--agent', 'bob');
    writeOutput(root, 'G1');
    const [finished, failed] = await atOnce(root, onGate('finish', label, 'G1'), [
      ...onGate('fail', label, 'G1'),
      ...['--reason', 'no good'],
    ]);
    const attempts = at(runRecord(root, folder), 'gates', 0, 'attempts');
    const passed = at(attempts, 0, 'status') === 'PASS';
    expect([finished?.code, failed?.code]).toEqual(passed ? [0, 4] : [4, 0]);
    expect(attempts).toHaveLength(1);
    expectWhole(root);
  });
});

describe('one run', () => {
  test('its gates are started at once, by one agent', async () => {
    const root = runRoot();
    const { label, folder } = startRun(root);
    const gates = ['G1', 'G2', 'G3'];
    const all = await atOnce(
      root,
      ...gates.map((gate) => [...onGate('start', label, gate), '--agent', 'bob']),
    );
    expect(codes(all)).toEqual([0, 0, 0]);
    for (const gate of gates) writeOutput(root, gate);
    const finished = await atOnce(root, ...gates.map((gate) => onGate('finish', label, gate)));
    expect(codes(finished)).toEqual([0, 0, 0]);
    expect(at(runRecord(root, folder), 'gates')).toMatchObject(
      gates.map((gate) => ({ gate, status: 'PASS' })),
    );
    expectWhole(root);
  });

  test('it is ended in two ways at once: one of them holds, the other one is refused', async () => {
    const root = runRoot();
    const { label, folder } = startRun(root);
    const end = (status: string): readonly string[] => [
      ...['run', 'complete', '--run', label, '--status', status],
    ];
    const all = await atOnce(root, end('CANCELED'), end('FAILED'), end('CANCELED'));
    const status = at(runRecord(root, folder), 'status');
    expect(codes(all)).toEqual(status === 'CANCELED' ? [0, 0, 4] : [0, 4, 4]);
    expect(recordsIn(root, 'finish.1.json')).toHaveLength(1);
    expectWhole(root);
  });

  test('it is ended while a gate is started: either the gate is given up, or it never began', async () => {
    const root = runRoot();
    const { label, folder } = startRun(root);
    const [started, ended] = await atOnce(
      root,
      [...onGate('start', label, 'G1'), '--agent', 'bob'],
      ['run', 'complete', '--run', label, '--status', 'CANCELED'],
    );
    expect(ended?.code).toBe(0);
    const attempts = at(runRecord(root, folder), 'gates', 0, 'attempts');
    if (started?.code === 0) expect(attempts).toMatchObject([{ status: 'FAIL' }]);
    else expect([started?.code, attempts]).toEqual([4, []]);
    expect(at(runRecord(root, folder), 'status')).toBe('CANCELED');
    expectWhole(root);
  });

  test('many runs are started at once: each is one of its own', async () => {
    const root = runRoot();
    const args = ['--workflow', 'wf', '--slug', 'robot', '--artifact-path', 'essays/robot'];
    const all = await atOnce(root, ...[1, 2, 3, 4].map(() => ['run', 'start', ...args]));
    expect(codes(all)).toEqual([0, 0, 0, 0]);
    expect(new Set(documents(all).map((it) => at(it, 'run_id'))).size).toBe(4);
    expect(at(root.ok('run', 'list'), 'runs')).toHaveLength(4);
    expectWhole(root);
  });
});
