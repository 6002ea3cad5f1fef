/** How a gate of a run stands, and what may not be done with it then. */
import { expect } from '@jest/globals';
import { textAt } from '../cli.ts';
import type { RefusalCase } from './case.ts';
import {
  aboutGate,
  atRun,
  essay,
  essayFile,
  essayOf,
  failedAt,
  finished,
  manualRun,
  passed,
  pipeline,
} from './run-scenes.ts';

export const runGateCases: readonly RefusalCase[] = [
  {
    code: 'unknown-gate',
    when: 'the run has no gate of that name',
    names: ['run_', 'research'],
    scene: () => {
      const { root, run } = manualRun();
      const [args = [], ...also] = aboutGate(run, 'research');
      return {
        root,
        args,
        also,
        remedy: ({ says }) => {
          root.ok(...atRun('start', run, says(/gates are: (\w+)/)));
        },
      };
    },
  },
  {
    code: 'gate-not-started',
    when: 'a gate is finished that nobody has started',
    names: ['G2', 'run_'],
    scene: () => {
      const scene = manualRun();
      const { root, run } = scene;
      return {
        root,
        args: atRun('finish', run, 'G2'),
        also: [atRun('fail', run, 'G2', '--reason', 'No sources')],
        remedy: ({ follow }) => {
          follow({ NAME: 'ann' });
          finished(scene, 'G2');
        },
      };
    },
  },
  {
    code: 'already-claimed',
    when: 'somebody else works at the gate of the run',
    names: ['G1', 'ann', 'ada-lovelace'],
    scene: () => {
      const scene = manualRun();
      const { root, run } = scene;
      root.ok(...atRun('start', run, 'G1'));
      const start = atRun('start', run, 'G1', '--agent', 'bee', '--actor', 'bob');
      return {
        root,
        args: start,
        remedy: ({ follow, says }) => {
          says(/Let whoever began it finish it/);
          follow();
          root.ok(...start);
          finished(scene, 'G1');
        },
      };
    },
  },
  {
    code: 'not-owner',
    when: 'the attempt at the gate was begun elsewhere',
    names: ['G1', 'elsewhere', 'ann', 'ada-lovelace'],
    scene: () => {
      const { root, run } = manualRun();
      root.ok(...atRun('start', run, 'G1'));
      // As in another clone: what proves the claim stays where it was made.
      const nonces = Object.keys(root.files()).filter((file) => file.includes('/nonces/'));
      expect(nonces).toHaveLength(1);
      nonces.forEach(root.remove);
      return {
        root,
        args: atRun('finish', run, 'G1'),
        also: [atRun('fail', run, 'G1', '--reason', 'No sources')],
        remedy: ({ follow, says }) => {
          says(/Let whoever began it finish it/);
          follow();
          passed({ root, run }, 'G1');
        },
      };
    },
  },
  {
    code: 'step-completed',
    when: 'a gate is started that has passed',
    names: ['G1 of run_', 'passed'],
    scene: () => {
      const scene = passed(manualRun(), 'G1');
      const { root, run } = scene;
      return {
        root,
        args: atRun('start', run, 'G1'),
        remedy: ({ follow }) => {
          const record = follow();
          expect(textAt(record, 'gates', 0, 'status')).toBe('PASS');
          passed(scene, textAt(record, 'gates', 1, 'gate'));
        },
      };
    },
  },
  {
    code: 'step-not-launchable',
    when: 'a gate of a pipeline is started before its turn',
    names: ['G2 of run_', 'G1'],
    scene: () => {
      const scene = pipeline();
      const { root, run } = scene;
      return {
        root,
        args: atRun('start', run, 'G2'),
        also: [atRun('finish', run, 'G2'), atRun('fail', run, 'G2', '--reason', 'No sources')],
        remedy: ({ follow }) => {
          expect(textAt(follow(), 'gates', 0, 'status')).toBe('RUNNING');
          finished(scene, 'G1');
          passed(scene, 'G2');
        },
      };
    },
  },
  {
    code: 'entry-criteria',
    when: 'a gate of a run may not begin without what its step wants',
    names: ['G1', 'topic.md'],
    scene: () => {
      const root = essay();
      root.write(
        essayFile,
        essayOf(
          'key: g1, order: 1, contract: G1, entryCriteria: [{type: file_exists, path: topic.md}]',
        ),
      );
      const { run } = manualRun(root);
      return {
        root,
        args: atRun('start', run, 'G1'),
        remedy: ({ says }) => {
          says(/Mend what the checks name and run the same command again/);
          root.write('topic.md', '# Robots\n');
          passed({ root, run }, 'G1');
        },
      };
    },
  },
  {
    code: 'attempt-closed',
    when: 'an attempt at a gate is called failed that has passed',
    names: ['G1', 'passed'],
    scene: () => {
      const { root, run } = passed(manualRun(), 'G1');
      return {
        root,
        args: atRun('fail', run, 'G1', '--reason', 'Too short'),
        remedy: ({ follow, says }) => {
          expect(says(/--run (\S+)/)).toBe(run);
          expect(textAt(follow(), 'gates', 0, 'status')).toBe('PASS');
        },
      };
    },
  },
  {
    code: 'attempt-closed',
    when: 'an attempt at a gate has failed for another reason',
    names: ['G1', 'failed'],
    scene: () => {
      const scene = failedAt(manualRun(), 'G1');
      const { root, run } = scene;
      return {
        root,
        args: atRun('fail', run, 'G1', '--reason', 'Too short'),
        remedy: ({ follow }) => {
          const reason = textAt(follow(), 'gates', 0, 'attempts', 0, 'failure_reason');
          expect(reason).toBe('No sources');
          passed(scene, 'G1');
        },
      };
    },
  },
];
