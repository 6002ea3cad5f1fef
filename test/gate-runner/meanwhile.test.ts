/** What happens to a run meanwhile: contracts that change, two at once, files that somebody edits. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import * as path from 'node:path';

import type { Ran } from '../processes.ts';
import {
  aboutEssay,
  contractFile,
  expectExit,
  expectRefused,
  openDrafted,
  restore,
  runFile,
  runOf,
  runs,
  type Scene,
} from './scene.ts';

let scene: Scene;
beforeAll(() => {
  scene = openDrafted();
});
afterAll(() => scene.remove());
beforeEach(() => restore(scene));

describe('a contract that changes while the work is done', () => {
  const changed = (): void => scene.edit(contractFile('G2'), '"min": 3', '"min": 1');

  test('is not finished under either of the two; taken back, it is', () => {
    const run = scene.begin('G2');
    const before = scene.read(runFile(run));
    const original = scene.read(contractFile('G2'));
    changed();
    expectRefused(scene.gate('finish', run, 'G2'), 5, 'contract-changed', contractFile('G2'), run);
    expect(scene.read(runFile(run))).toBe(before);
    scene.write(contractFile('G2'), original);
    expectExit(scene.gate('finish', run, 'G2'), 0);
  });

  test('is not started under either of the two; another gate is', () => {
    const run = scene.startRun();
    changed();
    expectRefused(scene.gate('start', run, 'G2', '--agent', 'a'), 5, contractFile('G2'));
    expectExit(scene.gate('start', run, 'G1', '--agent', 'a'), 0);
  });

  test('a pipeline that goes on after it says so, and does not guess', () => {
    const run = runOf(scene.orchestrator('run', 'visual-essay', ...aboutEssay));
    scene.edit(contractFile('G1'), '"min": 40', '"min": 1');
    expectRefused(scene.orchestrator('run', 'visual-essay', '--run', run), 5, contractFile('G1'));
  });

  test('a run is bound to the new contract, and what was begun under the old one is begun anew', () => {
    const run = scene.begin('G2');
    changed();
    const { stderr } = scene.gate('finish', run, 'G2');
    const [migrate = ''] = /(?<=orchestrator )migrate .*?"…"/.exec(stderr) ?? [];
    expectExit(scene.shell(`node orchestration/runner/cli.js ${migrate.replace('…', 'Fewer')}`), 0);
    expectRefused(scene.gate('finish', run, 'G2'), 5, 'begun under the contract as it was before');
    expectExit(scene.gate('fail', run, 'G2', '--reason', 'The contract has changed'), 0);
    expectExit(scene.gate('start', run, 'G2', '--agent', 'a'), 0);
    expectExit(scene.gate('finish', run, 'G2'), 0);
    expectExit(scene.orchestrator('verify'), 0);
  });
});

describe('two at once', () => {
  test('that finish one gate leave one outcome', async () => {
    const run = scene.begin('G2');
    const finish = (): Promise<Ran> => scene.spawn('gate', 'finish', '--run', run, '--gate', 'G2');
    const both = await Promise.all([finish(), finish()]);
    expect(both.map(({ code, stdout }) => [code, stdout.includes('PASS')])).toEqual([
      [0, true],
      [0, true],
    ]);
    expect(scene.record(run).gates[1]?.attempts).toHaveLength(1);
    const handoffs = fs.readdirSync(path.join(scene.folder, runs, run, 'record/handoff'), {
      recursive: true,
      encoding: 'utf8',
    });
    expect(handoffs.filter((file) => file.endsWith('.json'))).toHaveLength(1);
    expectExit(scene.orchestrator('verify'), 0);
  });

  test('that start one gate: one has it', async () => {
    const run = scene.startRun();
    const ran = await Promise.all(
      ['ann', 'bob'].map((agent) =>
        scene.spawn('gate', 'start', '--run', run, '--gate', 'G2', '--agent', agent),
      ),
    );
    expect(ran.map(({ code }) => code).sort()).toEqual([0, 3]);
    expect(scene.record(run).gates[1]?.attempts).toHaveLength(1);
  });
});

describe('files of a run that somebody has edited', () => {
  const broken = (file: string): void => {
    const { code, stdout, stderr } = scene.orchestrator('verify');
    expect([code, stdout + stderr]).toEqual([5, expect.stringContaining(file)]);
  };

  test('verify names RUN.json', () => {
    const run = scene.begin('G2');
    scene.gate('finish', run, 'G2');
    expectExit(scene.orchestrator('verify'), 0);
    const text = scene.read(runFile(run));
    scene.edit(runFile(run), '"PASS"', '"FAIL"');
    broken(runFile(run));
    scene.write(runFile(run), text);
    expectExit(scene.orchestrator('verify'), 0);

    const attempt = `${runs}/${run}/record/gates/G2/attempt-1.json`;
    scene.edit(attempt, '"PASS"', '"FAIL"');
    broken(attempt);
    fs.rmSync(path.join(scene.folder, attempt));
    broken(attempt);

    const { stdout } = scene.orchestrator('verify');
    const [mend = ''] = /(?<=orchestrator )schedule --work-item \S+/.exec(stdout) ?? [];
    expectExit(scene.shell(`node orchestration/runner/cli.js ${mend}`), 0);
    expectExit(scene.orchestrator('verify'), 0);
    expect(scene.attempt(run, 'G2', 1).status).toBe('PASS');
  });
});
