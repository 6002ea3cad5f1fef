/** The pipeline of examples/visual-essay from its first gate to its last: with an agent, and with a pause at each gate. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { failures, gateStates } from './run-files.ts';
import {
  aboutEssay,
  attemptFile,
  essay,
  expectExit,
  openScene,
  runOf,
  runs,
  type Scene,
} from './scene.ts';

const agent = ['--auto', 'node agent.mjs'] as const;

let scene: Scene;
let run: string;
const pipeline = (...args: readonly string[]) => scene.orchestrator('run', 'visual-essay', ...args);
const packetOf = (gate: string): string =>
  scene.read(`${runs}/${run}/logs/gates/${gate}/prompt.txt`);
const stateOf = (): readonly string[] => gateStates(scene.record(run));

describe('an agent that forgets something', () => {
  beforeAll(() => {
    scene = openScene();
  });
  afterAll(() => scene.remove());

  test('stops the pipeline at the gate that fails, which says what is missing', () => {
    const ran = pipeline(...aboutEssay, ...agent);
    run = runOf(ran);
    expectExit(ran, 4);
    expect(ran.stdout + ran.stderr).toContain(`${essay}/research/FIGURES.md does not exist`);
    expect(stateOf()).toEqual(['G1 PASS', 'G2 FAIL', 'G3 PENDING']);
    expect(scene.record(run).status).toBe('FAILED');
    const failed = scene.attempt(run, 'G2', 1);
    const figures = '{artifact_path}/research/FIGURES.md';
    expect(failures(failed)).toEqual([
      `file_exists ${figures}`,
      `min_words ${figures}`,
      `links_resolve ${figures}`,
      `not_contains ${figures}`,
    ]);
    expect(failed.failure_reason).toContain('FIGURES.md does not exist');
    expect(failed.artifacts).toEqual([
      expect.objectContaining({ exists: true, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }),
      expect.objectContaining({ exists: false, sha256: null }),
    ]);
  });

  test('does it right the second time, told why it failed; what has passed is not done again', () => {
    const before = scene.read(attemptFile(run, 'G1', 1));
    const ran = pipeline('--run', run, ...agent);
    expectExit(ran, 0);
    expect(packetOf('G2')).toContain(`${essay}/research/FIGURES.md does not exist`);
    expect(stateOf()).toEqual(['G1 PASS', 'G2 PASS', 'G3 PASS']);
    expect(scene.record(run)).toMatchObject({ status: 'PASSED', finished_at: expect.any(String) });
    expect(scene.record(run).gates.map(({ attempts }) => attempts.length)).toEqual([1, 2, 1]);
    expect(scene.read(attemptFile(run, 'G1', 1))).toBe(before);
    expect(scene.attempt(run, 'G2', 1).status).toBe('FAIL');
  });

  test('is on record each time that it was called, with what it printed', () => {
    const { invocations, gates } = scene.record(run);
    expect(invocations.map(({ gate, attempt, status }) => [gate, attempt, status])).toEqual([
      ['G1', 1, 'SUCCESS'],
      ['G2', 1, 'SUCCESS'],
      ['G2', 2, 'SUCCESS'],
      ['G3', 1, 'SUCCESS'],
    ]);
    expect(gates.flatMap(({ attempts }) => attempts.flatMap((it) => it.invocation_ids))).toEqual(
      invocations.map(({ invocation_id }) => invocation_id),
    );
    for (const { invocation_id } of invocations) {
      expect(invocation_id).toMatch(/^inv_\d+_[0-9a-f]{4}$/);
      expect(scene.read(`${runs}/${run}/logs/invocations/${invocation_id}.log`)).toContain(
        `Wrote ${essay}/`,
      );
    }
  });

  test('has nothing more to do when it is called once more', () => {
    const before = scene.read(`${runs}/${run}/record/RUN.json`);
    expectExit(pipeline('--run', run, ...agent), 0);
    expect(scene.read(`${runs}/${run}/record/RUN.json`)).toBe(before);
  });

  test('what it made is found to be changed, by name', () => {
    expectExit(scene.orchestrator('verify', '--outputs'), 0);
    const file = `${essay}/research/CITATIONS.md`;
    scene.write(file, `${scene.read(file)}\nOne more thing.\n`);
    const { code, stdout, stderr } = scene.orchestrator('verify', '--outputs');
    expect(code).toBe(5);
    expect(stdout + stderr).toContain(file);
    expect(stdout + stderr).not.toContain('FIGURES.md');
  });
});

describe('an agent that can not do it', () => {
  beforeAll(() => {
    scene = openScene();
  });
  afterAll(() => scene.remove());

  test('that fails is on record as such, and its gate fails', () => {
    scene.write('broken.mjs', "console.error('I give up'); process.exitCode = 3;\n");
    const ran = pipeline(...aboutEssay, '--auto', 'node broken.mjs');
    run = runOf(ran);
    expectExit(ran, 4);
    expect(stateOf()).toEqual(['G1 FAIL', 'G2 PENDING', 'G3 PENDING']);
    const [called, ...more] = scene.record(run).invocations;
    expect([called, more]).toEqual([
      expect.objectContaining({ gate: 'G1', status: 'FAIL', exit_code: 3 }),
      [],
    ]);
    const log = `${runs}/${run}/logs/invocations/${String(called?.invocation_id)}.log`;
    expect(scene.read(log)).toContain('I give up');
  });

  test('that is not there, is named', () => {
    const { code, stdout, stderr } = pipeline(...aboutEssay, '--auto', 'no-such-agent --now');
    expect([2, 4]).toContain(code);
    expect(stdout + stderr).toContain('no-such-agent');
  });

  test('no shell reads the command, and none the packet', () => {
    scene.write('words.mjs', 'console.log(JSON.stringify(process.argv.slice(2, -1)));\n');
    const ran = pipeline(...aboutEssay, '--auto', 'node words.mjs $HOME ; touch made-by-a-shell');
    run = runOf(ran);
    const { invocations } = scene.record(run);
    const log = `${runs}/${run}/logs/invocations/${String(invocations[0]?.invocation_id)}.log`;
    expect(scene.read(log)).toContain('["$HOME",";","touch","made-by-a-shell"]');
    expect(scene.git('status', '--porcelain')).not.toContain('made-by-a-shell');
  });

  test('the packet is also on standard input', () => {
    scene.write(
      'reader.mjs',
      "import { readFileSync } from 'node:fs';\n" +
        'const file = readFileSync(process.argv.at(-1));\n' +
        'console.log(file.length > 0 && file.equals(readFileSync(0)));\n',
    );
    run = runOf(pipeline(...aboutEssay, '--auto', 'node reader.mjs'));
    const { invocations } = scene.record(run);
    const log = `${runs}/${run}/logs/invocations/${String(invocations[0]?.invocation_id)}.log`;
    expect(scene.read(log)).toContain('true');
  });
});

describe('without an agent and without a terminal', () => {
  beforeAll(() => {
    scene = openScene();
  });
  afterAll(() => scene.remove());

  test('each gate waits for the work, and the next command goes on where it stopped', () => {
    const begun = pipeline(...aboutEssay, '--prompt-file', 'prompts/robot-topic.txt');
    run = runOf(begun);
    const seen = [begun];
    for (const part of ['intake', 'research', 'spec'] as const) {
      scene.draft(part);
      seen.push(pipeline('--run', run));
    }
    for (const ran of seen) expectExit(ran, 0);
    expect(seen.map(({ stdout }) => /waiting: (G\d)/.exec(stdout)?.[1])).toEqual([
      'G1',
      'G2',
      'G3',
      undefined,
    ]);
    expect(stateOf()).toEqual(['G1 PASS', 'G2 PASS', 'G3 PASS']);
    for (const gate of ['G1', 'G2', 'G3']) {
      expect(packetOf(gate)).toContain('It began on a stage in Prague.');
    }
  });

  test('what waits for a person can be handed to an agent', () => {
    scene.git('clean', '--quiet', '--force', '-d', 'src');
    const waiting = runOf(pipeline(...aboutEssay));
    expectExit(pipeline('--run', waiting, ...agent), 4);
    expect(gateStates(scene.record(waiting))).toEqual(['G1 PASS', 'G2 FAIL', 'G3 PENDING']);
    expect(scene.record(waiting).gates[0]?.attempts[0]?.invocation_ids).toHaveLength(1);
  });

  test('the packet says what is asked for, and what must hold', () => {
    const packet = packetOf('G2');
    for (const text of [
      `${essay}/research/CITATIONS.md`,
      `${essay}/research/FIGURES.md`,
      'at least 3 sources',
      'FIGURES.md claims nothing as a matter of course',
      'Answer the questions of the intake.',
      'Research Complete',
      run,
    ]) {
      expect(packet).toContain(text);
    }
  });

  test('a gate that is not done fails; it is tried again, and goes on from there', () => {
    scene.git('clean', '--quiet', '--force', '-d', 'src');
    run = runOf(pipeline(...aboutEssay));
    const failed = pipeline('--run', run);
    expect([failed.code, stateOf()[0]]).toEqual([4, 'G1 FAIL']);
    const again = pipeline('--run', run);
    expect([again.code, stateOf()[0]]).toEqual([0, 'G1 RUNNING']);
    expect(again.stdout).toContain('waiting: G1');
    expect(packetOf('G1')).toContain('BRIEF.md does not exist');
    scene.draft('intake');
    expect(pipeline('--run', run).stdout).toContain('waiting: G2');
    expect(scene.record(run).gates[0]?.attempts.map(({ status }) => status)).toEqual([
      'FAIL',
      'PASS',
    ]);
  });

  test('a gate that only warns passes, and shows the warning', () => {
    scene.draft('research');
    const file = `${essay}/research/FIGURES.md`;
    scene.write(file, `${scene.read(file)}\nObviously.\n`);
    const ran = pipeline('--run', run);
    expect(ran.stdout).toContain('waiting: G3');
    expect(ran.stdout + ran.stderr).toContain('warning: ');
    const warned = scene
      .attempt(run, 'G2', 1)
      .validations.filter(({ severity }) => severity === 'warn');
    expect(warned).toEqual([expect.objectContaining({ pass: true, type: 'not_contains' })]);
    expect(warned[0]?.detail).toContain('warning: ');
  });
});
