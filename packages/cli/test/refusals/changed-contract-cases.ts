/** Contracts that are not any more what a run or an item is bound to. */
import { expect } from '@jest/globals';
import { at, on, textAt, type Root } from '../cli.ts';
import type { Advice } from './advice.ts';
import type { RefusalCase } from './case.ts';
import {
  atRun,
  contractFile,
  contractOf,
  essay,
  essayOf,
  finished,
  manualRun,
  passed,
  pipeline,
  startRun,
  writeOutput,
} from './run-scenes.ts';
import { because, commitAll, itemWi } from './scenes.ts';

/** Takes the contract of G1 back to what is committed, as the hint says. */
function restored(root: Root, { says }: Advice): void {
  root.git('checkout', 'HEAD', '--', says(/git checkout HEAD -- (\S+)/));
}

/** The contract of G1 is another one from now on. */
const change = (root: Root): void => {
  root.write(contractFile('G1'), contractOf('G1', { name: 'More than before' }));
};

/** `essay` in a git repository, with everything committed. */
function committed(): Root {
  const root = essay({ git: true });
  commitAll(root);
  return root;
}

/** `wi`, whose step `g1` has the contract G1. */
function withItem(): Root {
  const root = committed();
  const inputs = ['slug=the-word-robot', 'artifact_path=essays/the-word-robot'];
  const given = inputs.flatMap((input) => ['--input', input]);
  root.ok('register', ...itemWi, '--workflow', 'essay@1.0.0', ...given);
  return root;
}

export const changedContractCases: readonly RefusalCase[] = [
  {
    code: 'contract-changed',
    when: 'a gate is started whose contract was changed since the run began',
    names: [contractFile('G1'), 'run_'],
    scene: () => {
      const scene = manualRun(committed());
      const { root, run } = scene;
      change(root);
      return {
        root,
        args: atRun('start', run, 'G1'),
        remedy: ({ follow }) => {
          follow();
          passed(scene, 'G1');
          expect(textAt(root.ok('run', 'show', '--run', run), 'gates', 0, 'name')).toBe(
            'More than before',
          );
        },
      };
    },
  },
  {
    code: 'contract-changed',
    when: 'the contract was changed while somebody worked at the gate',
    names: [contractFile('G1'), 'run_'],
    scene: () => {
      const scene = manualRun(committed());
      const { root, run } = scene;
      root.ok(...atRun('start', run, 'G1'));
      change(root);
      return {
        root,
        args: atRun('finish', run, 'G1'),
        remedy: (advice) => {
          restored(root, advice);
          finished(scene, 'G1');
          change(root);
          advice.follow();
        },
      };
    },
  },
  {
    code: 'contract-changed',
    when: 'the run goes on under the changed contract, and an attempt was begun under the earlier one',
    names: ['G1'],
    scene: () => {
      const scene = manualRun(committed());
      const { root, run } = scene;
      root.ok(...atRun('start', run, 'G1'));
      change(root);
      root.ok('migrate', '--work-item', run, '--to', 'essay@1.0.0', ...because);
      return {
        root,
        args: atRun('finish', run, 'G1'),
        remedy: ({ follow }) => {
          follow();
          follow({ NAME: 'ann' });
          finished(scene, 'G1');
        },
      };
    },
  },
  {
    code: 'contract-changed',
    when: 'a pipeline goes on after a contract of it was changed',
    names: [contractFile('G1'), 'run_'],
    scene: () => {
      const { root, run } = pipeline(committed());
      change(root);
      const resume = ['run', 'essay', '--run', run];
      return {
        root,
        args: resume,
        remedy: (advice) => {
          restored(root, advice);
          writeOutput(root, 'G1');
          expect(textAt(root.ok(...resume), 'waiting')).toBe('G2');
          change(root);
          advice.follow();
        },
      };
    },
  },
  {
    code: 'contract-changed',
    when: 'the file of the contract is gone',
    names: [contractFile('G1'), 'gone'],
    scene: () => {
      const scene = manualRun(committed());
      const { root, run } = scene;
      root.remove(contractFile('G1'));
      return {
        root,
        args: atRun('start', run, 'G1'),
        remedy: (advice) => {
          restored(root, advice);
          passed(scene, 'G1');
        },
      };
    },
  },
  {
    code: 'contract-changed',
    when: 'the file of the contract is no contract any more',
    names: [contractFile('G1'), 'not valid any more'],
    scene: () => {
      const scene = manualRun(committed());
      const { root, run } = scene;
      root.write(contractFile('G1'), '{}');
      return {
        root,
        args: atRun('start', run, 'G1'),
        remedy: (advice) => {
          restored(root, advice);
          passed(scene, 'G1');
        },
      };
    },
  },
  {
    code: 'contract-changed',
    when: 'a step of an item is claimed after its contract was changed',
    names: [contractFile('G1'), 'wi'],
    scene: () => {
      const root = withItem();
      change(root);
      return {
        root,
        args: on('claim', 'g1'),
        remedy: (advice) => {
          restored(root, advice);
          root.ok(...on('claim', 'g1'));
          change(root);
          advice.follow();
        },
      };
    },
  },
  {
    code: 'contract-changed',
    when: 'a step of an item is completed after its contract was changed',
    names: [contractFile('G1'), 'wi'],
    scene: () => {
      const root = withItem();
      root.ok(...on('claim', 'g1'));
      writeOutput(root, 'G1');
      change(root);
      return {
        root,
        args: on('complete', 'g1'),
        remedy: (advice) => {
          restored(root, advice);
          root.ok(...on('complete', 'g1'));
          change(root);
          advice.follow();
        },
      };
    },
  },
  {
    code: 'contract-changed',
    when: 'an item goes on under the changed contract, and an attempt was begun under the earlier one',
    names: ['G1'],
    scene: () => {
      const root = withItem();
      root.ok(...on('claim', 'g1'));
      writeOutput(root, 'G1');
      change(root);
      root.ok('migrate', ...itemWi, '--to', 'essay@1.0.0', ...because);
      return {
        root,
        args: on('complete', 'g1'),
        remedy: ({ follow, says }) => {
          follow();
          says(/then retry and claim it/);
          root.ok(...on('retry', 'g1', ...because));
          root.ok(...on('claim', 'g1'));
          root.ok(...on('complete', 'g1'));
        },
      };
    },
  },
  {
    code: 'mapping-invalid',
    when: 'a run is to go to a version without a gate of it that was begun',
    names: ['G1', 'run_', 'essay@1.1.0'],
    scene: () => {
      const { root, run } = manualRun();
      root.ok(...atRun('start', run, 'G1'));
      const steps = essayOf('key: g1, order: 1, contract: G2').replace('1.0.0', '1.1.0');
      root.write(
        'artifacts/workflows/essay@1.1.0.yaml',
        `${steps}change: {author: ada, reason: One gate is enough, impact: No intake}\n`,
      );
      return {
        root,
        args: ['migrate', '--work-item', run, '--to', '1.1.0', ...because],
        remedy: ({ says }) => {
          says(/start another run under that version/);
          expect(at(root.ok(...startRun), 'gates')).toEqual([{ gate: 'G2', name: 'All of G2' }]);
        },
      };
    },
  },
];
