/** Exit 2: options of the commands on a run and its gates that are missing or badly written. */
import { expect } from '@jest/globals';
import { textAt } from '../cli.ts';
import type { RefusalCase } from './case.ts';
import {
  aboutRobot,
  aboutRun,
  atRun,
  essayFile,
  finished,
  manualRun,
  pipeline,
  writeOutput,
} from './run-scenes.ts';

export const runOptionCases: readonly RefusalCase[] = [
  {
    code: 'invalid-input',
    when: 'a command does not say which run it is about',
    names: ['--run', 'missing'],
    scene: () => {
      const { root, run } = manualRun();
      const calls = aboutRun(run).map((words) =>
        words.filter((word) => word !== run && word !== '--run'),
      );
      const [args = [], ...also] = calls.filter(
        ([name, second]) => `${name} ${second}` !== 'run essay',
      );
      return {
        root,
        args,
        also,
        remedy: ({ follow }) => {
          root.ok(...args, '--run', textAt(follow(), 'runs', 0, 'run_id'));
        },
      };
    },
  },
  {
    code: 'invalid-input',
    when: 'a command does not say which gate of the run it is about',
    names: ['--gate', 'missing'],
    scene: () => {
      const { root, run } = manualRun();
      const args = ['gate', 'start', '--run', run, '--agent', 'ann'];
      return {
        root,
        args,
        also: [
          ['gate', 'finish', '--run', run],
          ['gate', 'fail', '--run', run, '--reason', 'No sources'],
          ['invocation', 'record', '--run', run, '--agent', 'ann'],
        ],
        remedy: ({ says }) => {
          root.ok(...args, '--gate', says(/--gate (\w+)/));
        },
      };
    },
  },
  {
    code: 'unknown-gate',
    when: 'what is to be a gate of a run can be none',
    names: ['--gate', 'G1/G2'],
    scene: () => {
      const { root, run } = manualRun();
      return {
        root,
        args: atRun('start', run, 'G1/G2'),
        also: [atRun('finish', run, '../G1'), atRun('fail', run, '', '--reason', 'No sources')],
        remedy: ({ says }) => {
          root.ok(...atRun('start', run, says(/such as (\w+)\./)));
        },
      };
    },
  },
  {
    code: 'invalid-input',
    when: 'a gate is started without saying who does the work',
    names: ['--agent', 'missing'],
    scene: () => {
      const { root, run } = manualRun();
      const args = ['gate', 'start', '--run', run, '--gate', 'G1'];
      return {
        root,
        args,
        also: [['invocation', 'record', '--run', run, '--gate', 'G1']],
        remedy: ({ says }) => {
          root.ok(...args, '--agent', says(/--agent ([\w-]+)/));
        },
      };
    },
  },
  {
    code: 'invalid-input',
    when: 'the name of an agent is none',
    names: ['--agent', 'Research Orchestrator'],
    scene: () => {
      const { root, run } = manualRun();
      const start = ['gate', 'start', '--run', run, '--gate', 'G1', '--agent'];
      return {
        root,
        args: [...start, 'Research Orchestrator'],
        also: [[...start, '']],
        remedy: ({ says }) => {
          says(/begins with a letter or a digit/);
          root.ok(...start, 'research-orchestrator');
        },
      };
    },
  },
  {
    code: 'invalid-input',
    when: 'a run is to end in a way that there is not',
    names: ['--status', 'CANCELLED'],
    scene: () => {
      const { root, run } = manualRun();
      const complete = ['run', 'complete', '--run', run, '--status'];
      return {
        root,
        args: [...complete, 'CANCELLED'],
        also: [[...complete, 'PASS']],
        remedy: ({ says }) => {
          root.ok(...complete, says(/Did you mean (\w+)\?/));
        },
      };
    },
  },
  {
    code: 'invalid-input',
    when: 'the call of an agent ended in a way that there is not',
    names: ['--status', 'FAILED'],
    scene: () => {
      const { root, run } = manualRun();
      const record = [
        ...['invocation', 'record', '--run', run, '--gate', 'G1'],
        ...['--agent', 'ann', '--status'],
      ];
      return {
        root,
        args: [...record, 'FAILED'],
        remedy: ({ says }) => {
          root.ok(...record, says(/Did you mean (\w+)\?/));
        },
      };
    },
  },
  {
    code: 'reason-missing',
    when: 'an attempt at a gate is called failed without a reason',
    names: ['--reason'],
    scene: () => {
      const { root, run } = manualRun();
      root.ok(...atRun('start', run, 'G1'));
      const fail = atRun('fail', run, 'G1');
      return {
        root,
        args: fail,
        also: [[...fail, '--reason', '  ']],
        remedy: ({ says }) => {
          root.ok(...fail, says(/Say why: (--reason) "…"/), 'No sources');
        },
      };
    },
  },
  {
    code: 'invalid-input',
    when: 'a run goes on, and is told anew what it is about',
    names: ['--slug', 'run_'],
    scene: () => {
      const { root, run } = pipeline();
      const resume = ['run', 'essay', '--run', run];
      return {
        root,
        args: [...resume, ...aboutRobot],
        also: [
          [...resume, '--depth', 'deep'],
          [...resume, '--prompt-file', essayFile],
        ],
        remedy: ({ says }) => {
          says(/Leave --slug out/);
          finished({ root, run }, 'G1');
          expect(textAt(root.ok(...resume), 'waiting')).toBe('G2');
        },
      };
    },
  },
  {
    code: 'invalid-input',
    when: 'a run goes on under the name of another workflow',
    names: ['run_', 'essay', 'story'],
    scene: () => {
      const { root, run } = pipeline();
      writeOutput(root, 'G1');
      return {
        root,
        args: ['run', 'story', '--run', run],
        remedy: ({ follow }) => {
          expect(textAt(follow(), 'waiting')).toBe('G2');
        },
      };
    },
  },
];
