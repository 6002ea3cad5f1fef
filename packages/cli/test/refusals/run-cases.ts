/** Runs of the gate runner: none of that name, or one that may not end yet, or has ended. And every other case of theirs. */
import { expect } from '@jest/globals';
import { at, textAt } from '../cli.ts';
import type { RefusalCase } from './case.ts';
import { changedContractCases } from './changed-contract-cases.ts';
import { contractCases } from './contract-cases.ts';
import { newRunCases } from './new-run-cases.ts';
import { runGateCases } from './run-gate-cases.ts';
import { runOptionCases } from './run-option-cases.ts';
import {
  aboutRun,
  atRun,
  essay,
  failedAt,
  finished,
  manualRun,
  passed,
  pipeline,
  writeOutput,
} from './run-scenes.ts';

const unknownRunCases: readonly RefusalCase[] = [
  {
    code: 'unknown-run',
    when: 'nobody has started a run',
    names: ['run_20260119T143012Z_the-word-robot_ab12cd'],
    scene: () => {
      const root = essay();
      const [args = [], ...also] = aboutRun('run_20260119T143012Z_the-word-robot_ab12cd');
      return {
        root,
        args,
        also,
        remedy: ({ follow }) => {
          follow();
          root.ok('run', 'show', '--run', manualRun(root).run);
        },
      };
    },
  },
  {
    code: 'unknown-run',
    when: 'the name of the run is misspelt',
    names: ['_the-word-robt_'],
    scene: () => {
      const { root, run } = manualRun();
      return {
        root,
        args: atRun('start', run.replace('robot', 'robt'), 'G1'),
        remedy: ({ says }) => {
          root.ok(...atRun('start', says(/Did you mean (\S+)\?/), 'G1'));
        },
      };
    },
  },
  {
    code: 'unknown-run',
    when: 'it is not the name of a run',
    names: ['the-word-robot'],
    scene: () => {
      const { root, run } = manualRun();
      return {
        root,
        args: ['run', 'show', '--run', 'the-word-robot'],
        remedy: ({ follow, says }) => {
          expect(textAt(follow(), 'runs', 0, 'run_id')).toBe(run);
          root.ok('run', 'show', '--run', says(/The last one is (\S+)\.$/));
        },
      };
    },
  },
];

/** `run complete`, asked to say what it may not say. */
const complete = (run: string, ...more: readonly string[]): readonly string[] => [
  ...['run', 'complete', '--run', run],
  ...more,
];

const endCases: readonly RefusalCase[] = [
  {
    code: 'gates-not-passed',
    when: 'a run is ended while somebody works at a gate',
    names: ['G1', 'run_', 'running'],
    scene: () => {
      const { root, run } = manualRun();
      root.ok(...atRun('start', run, 'G1'));
      return {
        root,
        args: complete(run, '--status', 'PASSED'),
        also: [complete(run)],
        remedy: ({ follow }) => {
          writeOutput(root, 'G1');
          expect(textAt(follow(), 'status')).toBe('PASS');
          expect(textAt(follow({ CANCELED: 'CANCELED' }), 'status')).toBe('CANCELED');
        },
      };
    },
  },
  {
    code: 'gates-not-passed',
    when: 'a run in which nothing was done is ended without saying how',
    names: ['run_', 'no gate was started'],
    scene: () => {
      const { root, run } = manualRun();
      return {
        root,
        args: complete(run),
        also: [complete(run, '--status', 'PASSED')],
        remedy: ({ follow }) => {
          expect(textAt(follow({ NAME: 'ann' }), 'gate')).toBe('G1');
          expect(textAt(follow({ FAILED: 'CANCELED' }), 'status')).toBe('CANCELED');
        },
      };
    },
  },
  {
    code: 'gates-not-passed',
    when: 'a run is ended as passed, and a gate of it has failed',
    names: ['run_', 'G2'],
    scene: () => {
      const scene = failedAt(passed(manualRun(), 'G1'), 'G2');
      const { root, run } = scene;
      return {
        root,
        args: complete(run, '--status', 'PASSED'),
        remedy: ({ follow }) => {
          expect(at(follow({ NAME: 'ann' }), 'attempt')).toBe(2);
          finished(scene, 'G2');
          expect(textAt(follow({ FAILED: 'FAILED' }), 'status')).toBe('FAILED');
        },
      };
    },
  },
  {
    code: 'gates-not-passed',
    when: 'a pipeline is ended as passed before its last gate',
    names: ['run_', 'G2'],
    scene: () => {
      const scene = pipeline();
      const { root, run } = scene;
      finished(scene, 'G1');
      return {
        root,
        args: complete(run, '--status', 'PASSED'),
        also: [complete(run)],
        remedy: ({ follow }) => {
          expect(textAt(follow({ NAME: 'ann' }), 'gate')).toBe('G2');
          expect(textAt(follow({ FAILED: 'CANCELED' }), 'status')).toBe('CANCELED');
        },
      };
    },
  },
  {
    code: 'item-ended',
    when: 'the run has ended',
    names: ['run_', 'CANCELED', 'ada-lovelace'],
    scene: () => {
      const { root, run } = manualRun();
      root.ok(...complete(run, '--status', 'CANCELED'));
      return {
        root,
        args: atRun('start', run, 'G1'),
        also: [
          complete(run, '--status', 'FAILED'),
          atRun('finish', run, 'G1'),
          atRun('fail', run, 'G1', '--reason', 'No sources'),
        ],
        remedy: ({ follow }) => {
          passed({ root, run: textAt(follow(), 'run_id') }, 'G1');
        },
      };
    },
  },
];

export const runCases: readonly RefusalCase[] = [
  ...unknownRunCases,
  ...endCases,
  ...runGateCases,
  ...contractCases,
  ...changedContractCases,
  ...newRunCases,
  ...runOptionCases,
];
