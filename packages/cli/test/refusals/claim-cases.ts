/** Exit 4: the rules of the workflow say no to an item or a step that is begun. */
import { expect } from '@jest/globals';
import { at, on, registerWi, textAt } from '../cli.ts';
import type { RefusalCase } from './case.ts';
import { done, failed, itemWi, twoSteps, withSteps } from './scenes.ts';

export const claimCases: readonly RefusalCase[] = [
  {
    code: 'step-not-launchable',
    when: 'the steps before it are not done',
    names: ['step b', 'a'],
    scene: () => {
      const root = twoSteps();
      return {
        root,
        args: on('claim', 'b'),
        remedy: ({ follow }) => {
          expect(JSON.stringify(follow())).toContain('predecessor');
          done(root, 'a');
          root.ok(...on('claim', 'b'));
        },
      };
    },
  },
  {
    code: 'step-not-launchable',
    when: 'its last attempt failed, and nobody has requeued it',
    names: ['step a'],
    scene: () => {
      const root = failed();
      return {
        root,
        args: on('claim', 'a'),
        remedy: ({ follow }) => {
          follow();
          root.ok(...on('claim', 'a'));
        },
      };
    },
  },
  {
    code: 'step-completed',
    when: 'the step is done already',
    names: ['step a', 'ada-lovelace'],
    scene: () => {
      const root = twoSteps();
      done(root, 'a');
      return {
        root,
        args: on('claim', 'a'),
        remedy: ({ follow }) => {
          expect(textAt(follow(), 'steps', 0, 'key')).toBe('b');
          root.ok(...on('claim', 'b'));
        },
      };
    },
  },
  {
    code: 'executor-busy',
    when: 'the executor has an open attempt of this item',
    names: ['executor local', 'a'],
    scene: () => {
      const root = withSteps(
        '  - {key: a, order: 1, parallelizable: true}\n  - {key: b, order: 1, parallelizable: true}',
      );
      root.ok(...on('claim', 'a'));
      return {
        root,
        args: on('claim', 'b'),
        remedy: ({ follow }) => {
          const executor = textAt(follow({ STEP: 'b' }), 'executor');
          root.ok(...on('complete', 'b', '--executor', executor));
        },
      };
    },
  },
  {
    code: 'executor-busy',
    when: 'every executor of the pool has an attempt of this item',
    names: ['b', 'local-'],
    scene: () => {
      const root = withSteps(
        '  - {key: a, order: 1, parallelizable: true}\n  - {key: b, order: 1, parallelizable: true, run: "true"}',
      );
      root.ok(...on('claim', 'a', '--executor', 'local-1'));
      return {
        root,
        args: ['work', ...itemWi],
        remedy: ({ follow, says }) => {
          expect(at(follow(), 'currentSteps', 0)).toBeDefined();
          root.ok('work', ...itemWi, says(/choose another name: (--executor) NAME/), 'pool');
        },
      };
    },
  },
  {
    code: 'attempt-id-taken',
    when: 'another attempt of the item has the label',
    names: ['mine'],
    scene: () => {
      const root = twoSteps();
      root.ok(...on('claim', 'a', '--attempt', 'mine'));
      root.ok(...on('complete', 'a'));
      return {
        root,
        args: on('claim', 'b', '--attempt', 'mine'),
        remedy: ({ says }) => {
          says(/leave --attempt out/);
          root.ok(...on('claim', 'b'));
        },
      };
    },
  },
  {
    code: 'entry-criteria',
    when: 'a check on the way in fails',
    names: ['a', 'entry-1', 'spec.md'],
    scene: () => {
      const root = withSteps(
        '  - {key: a, order: 1, entryCriteria: [{type: file_exists, path: spec.md}]}',
      );
      return {
        root,
        args: on('claim', 'a'),
        remedy: ({ says }) => {
          says(/Mend what the checks name and run the same command again/);
          root.write('spec.md', '# What\n');
          root.ok(...on('claim', 'a'));
        },
      };
    },
  },
  {
    code: 'item-exists',
    when: 'the item is registered with other facts',
    names: ['wi', 'wf@1.0.0', 'ada-lovelace'],
    scene: () => {
      const root = twoSteps();
      return {
        root,
        args: [...registerWi, '--title', 'Another'],
        remedy: ({ follow, says }) => {
          says(/Choose another id/);
          expect(at(follow(), 'workItemId')).toBe('wi');
          root.ok(
            'register',
            '--work-item',
            'wi-2',
            '--workflow',
            'wf@1.0.0',
            '--title',
            'Another',
          );
        },
      };
    },
  },
];
