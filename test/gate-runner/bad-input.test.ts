/** What goes wrong at the gate runner, through the built command line: what it says, and that nothing is made up. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import * as path from 'node:path';

import type { Ran } from '../processes.ts';
import { failures, gateStates } from './run-files.ts';
import {
  aboutEssay,
  contractFile,
  essay,
  expectRefused,
  openDrafted,
  restore,
  type Scene,
} from './scene.ts';

let scene: Scene;
beforeAll(() => {
  scene = openDrafted();
});
afterAll(() => scene.remove());
beforeEach(() => restore(scene));

const start = (): Ran =>
  scene.orchestrator('run', 'start', '--workflow', 'visual-essay', ...aboutEssay);

describe('names that nobody knows', () => {
  const unknown = 'run_20260119T143012Z_the-word-robot_ab12cd';

  test.each([
    ['run show', ['run', 'show', '--run', unknown]],
    ['run complete', ['run', 'complete', '--run', unknown]],
    ['run WORKFLOW', ['run', 'visual-essay', '--run', unknown]],
    ['gate start', ['gate', 'start', '--run', unknown, '--gate', 'G1', '--agent', 'a']],
    ['gate finish', ['gate', 'finish', '--run', unknown, '--gate', 'G1']],
    ['gate fail', ['gate', 'fail', '--run', unknown, '--gate', 'G1', '--reason', 'x']],
    ['invocation', ['invocation', 'record', '--run', unknown, '--gate', 'G1', '--agent', 'a']],
    ['a path', ['run', 'show', '--run', '../../../etc']],
  ] as const)('an unknown run: %s', (_, args) => {
    expectRefused(scene.orchestrator(...args), 2, 'There is no run ');
  });

  test.each([
    ['start', ['--agent', 'a']],
    ['finish', []],
    ['fail', ['--reason', 'x']],
  ] as const)('an unknown gate: gate %s', (verb, more) => {
    expectRefused(scene.gate(verb, scene.startRun(), 'G7', ...more), 2, 'has no gate G7');
  });

  test('an unknown workflow, with a suggestion', () => {
    const ran = scene.orchestrator('run', 'start', '--workflow', 'visual-esay', ...aboutEssay);
    expectRefused(ran, 2, 'Did you mean visual-essay?');
    expectRefused(scene.orchestrator('run', 'visual-esay', ...aboutEssay), 2, 'visual-essay');
  });

  test('a gate that nobody has started', () => {
    expectRefused(scene.gate('finish', scene.startRun(), 'G1'), 4, 'gate start');
  });
});

describe('what a run is started with', () => {
  test.each([
    ['out of the repository', '../outside'],
    ['absolute', '/etc'],
    ['through the middle', 'src/../../outside'],
    ['of Windows', 'C:\\essays'],
    ['empty', ''],
  ])('an artifact path that is no place in the repository: %s', (_, place) => {
    const before = fs.readdirSync(scene.folder);
    const args = ['--slug', 'the-word-robot', '--artifact-path', place];
    for (const command of [['start', '--workflow', 'visual-essay'], ['visual-essay']]) {
      expectRefused(scene.orchestrator('run', ...command, ...args), 2);
    }
    expect(fs.readdirSync(scene.folder)).toEqual(before);
  });

  test.each(['The-Word', '../x', 'a b', 'a'.repeat(36), '-x', ''])(
    'a slug that is none: %j',
    (slug) => {
      const args = ['--slug', slug, '--artifact-path', essay];
      expectRefused(scene.orchestrator('run', 'start', '--workflow', 'visual-essay', ...args), 2);
    },
  );

  test('an unknown depth, and a prompt file that is not there', () => {
    const run = (...more: readonly string[]): Ran =>
      scene.orchestrator('run', 'visual-essay', ...aboutEssay, ...more);
    expectRefused(run('--depth', 'deeper'), 2, 'deeper');
    expectRefused(run('--prompt-file', 'prompts/none.txt'), 2, 'prompts/none.txt');
    expectRefused(run('--prompt-file', '../../../dist/cli/index.js'), 2, 'dist/cli/index.js');
  });
});

describe('contracts that can not be used', () => {
  test.each([
    ['an unknown type', '"min_sources"', '"min_source"', 'min_sources'],
    [
      'an unknown variable',
      '{artifact_path}/research/F',
      '{artefact_path}/research/F',
      '{artefact_path}',
    ],
    ['an unknown field', '"min": 3', '"minimum": 3', 'minimum'],
    [
      'an output that leaves the root',
      '{artifact_path}/research/FIGURES.md',
      '../x',
      'required_outputs[1]',
    ],
    ['no JSON', '"gate": "G2",', '"gate": ', '2'],
    ['the name of another gate', '"gate": "G2"', '"gate": "G3"', 'G3'],
  ])('%s', (_, from, to, named) => {
    scene.edit(contractFile('G2'), from, to);
    expectRefused(start(), 2, contractFile('G2'), named);
    const { code, stdout } = scene.orchestrator('validate');
    expect(code).toBe(2);
    expect(stdout).toContain(contractFile('G2'));
  });

  test('one that is not there', () => {
    fs.rmSync(path.join(scene.folder, contractFile('G3')));
    expectRefused(start(), 2, contractFile('G3'));
  });
});

describe('outputs that are not what they should be', () => {
  const figures = `${essay}/research/FIGURES.md`;
  const citations = `${essay}/research/CITATIONS.md`;
  const absolute = (file: string): string => path.join(scene.folder, file);

  test.each([
    [
      'a link out of the repository',
      figures,
      'leads out of the root',
      () => {
        fs.rmSync(absolute(figures));
        fs.writeFileSync(path.join(scene.folder, '..', 'secret.md'), scene.read(citations));
        fs.symlinkSync('../'.repeat(figures.split('/').length) + 'secret.md', absolute(figures));
      },
    ],
    [
      'a folder',
      figures,
      'is a folder',
      () => {
        fs.rmSync(absolute(figures));
        fs.mkdirSync(absolute(figures));
      },
    ],
    ['missing', figures, 'does not exist', () => fs.rmSync(absolute(figures))],
    [
      'binary',
      citations,
      '',
      () => scene.write(citations, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0xff])),
    ],
  ] as const)('%s', (_, file, detail, make) => {
    const run = scene.begin('G2');
    make();
    const ran = scene.gate('finish', run, 'G2');
    expect([ran.code, gateStates(scene.record(run))]).toEqual([
      4,
      ['G1 PENDING', 'G2 FAIL', 'G3 PENDING'],
    ]);
    expect(ran.stdout + ran.stderr).toContain(file);
    expect(ran.stdout + ran.stderr).toContain(detail);
    const attempt = scene.attempt(run, 'G2', 1);
    expect(failures(attempt).length).toBeGreaterThan(0);
    for (const { pass, detail: why } of attempt.validations) {
      expect(why).toContain(pass ? '.md' : path.basename(file));
    }
    const { exists, sha256 } =
      attempt.artifacts.find((it) => it.path.endsWith(path.basename(file))) ?? {};
    expect(exists === (sha256 !== null)).toBe(true);
    if (file === figures) expect(exists).toBe(false);
  });
});
