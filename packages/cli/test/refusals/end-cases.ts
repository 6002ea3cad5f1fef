/** Exit 4: the rules of the workflow say no to how an attempt ends, and to another one after it. */
import { expect } from '@jest/globals';
import { at, on } from '../cli.ts';
import type { RefusalCase } from './case.ts';
import { atGate, because, done, failed, itemWi, twoSteps, withSteps } from './scenes.ts';

export const endCases: readonly RefusalCase[] = [
  {
    code: 'attempt-not-claimed',
    when: 'nobody has claimed the step',
    names: ['step a'],
    scene: () => {
      const root = twoSteps();
      return {
        root,
        args: on('complete', 'a'),
        also: [on('release', 'a', ...because), on('abandon', 'a', ...because)],
        remedy: ({ follow }) => {
          follow();
          root.ok(...on('complete', 'a'));
        },
      };
    },
  },
  {
    code: 'attempt-closed',
    when: 'the attempt has ended with another outcome',
    names: ['a-local', 'completed', 'ada-lovelace'],
    scene: () => {
      const root = atGate();
      return {
        root,
        args: on('complete', 'a', '--outcome', 'Done otherwise'),
        also: [on('release', 'a', ...because), on('abandon', 'a', ...because)],
        remedy: ({ says, follow }) => {
          expect(root.read(says(/Look at (\S+\.json)/))).toContain('attempt-completed');
          follow({ GATE: 'go' });
          root.ok(...on('claim', 'a'));
          root.ok(...on('complete', 'a', '--outcome', 'Done otherwise'));
        },
      };
    },
  },
  {
    code: 'attempt-closed',
    when: 'the attempt has failed, and is completed now',
    names: ['a-local', 'failed', 'ada-lovelace'],
    scene: () => {
      const root = failed();
      return {
        root,
        args: on('complete', 'a'),
        remedy: ({ says, follow }) => {
          expect(root.read(says(/Look at (\S+\.json)/))).toContain('attempt-failed');
          follow();
          done(root, 'a');
        },
      };
    },
  },
  {
    code: 'exit-criteria',
    when: 'a check on the way out fails',
    names: ['a', 'exit-1', 'report.md'],
    scene: () => {
      const root = withSteps(
        '  - {key: a, order: 1, exitCriteria: [{type: file_exists, path: report.md}]}',
      );
      root.ok(...on('claim', 'a'));
      return {
        root,
        args: on('complete', 'a'),
        remedy: ({ says }) => {
          says(/Mend what the checks name and run the same command again/);
          root.write('report.md', '# What\n');
          root.ok(...on('complete', 'a'));
        },
      };
    },
  },
  {
    code: 'requeue-not-needed',
    when: 'the last attempt of the step did not fail',
    names: ['a', 'did not fail'],
    scene: () => {
      const root = twoSteps();
      return {
        root,
        args: on('retry', 'a', ...because),
        remedy: ({ follow }) => {
          expect(JSON.stringify(follow())).toContain('"ready"');
          root.ok(...on('claim', 'a'));
        },
      };
    },
  },
  {
    code: 'requeue-not-needed',
    when: "the step's own retry policy covers the next attempt",
    names: ['a', 'maxAttempts 2'],
    scene: () => {
      const root = withSteps('  - {key: a, order: 1, retry: {maxAttempts: 2}}');
      root.ok(...on('claim', 'a'));
      root.ok(...on('complete', 'a', '--status', 'failed'));
      return {
        root,
        args: on('retry', 'a', ...because),
        remedy: ({ follow }) => {
          follow();
          root.ok(...on('complete', 'a'));
        },
      };
    },
  },
  {
    code: 'step-failed',
    when: "a step's own command fails in the pool",
    names: ['a', 'did not succeed'],
    scene: () => {
      const root = withSteps('  - {key: a, order: 1, run: test -e ready}');
      return {
        root,
        args: ['work', ...itemWi, '--quiet'],
        once: true,
        remedy: ({ follow }) => {
          expect(JSON.stringify(follow())).toContain('artifacts/handoff/wi/');
          root.write('ready', '');
          follow();
          root.ok('work', ...itemWi);
          expect(at(root.ok('status', ...itemWi), 'state')).toBe('done');
        },
      };
    },
  },
];
