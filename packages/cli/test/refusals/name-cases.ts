/** Exit 2: what a command names is not there. */
import { gate, newRoot, on, workflow } from '../cli.ts';
import type { RefusalCase } from './case.ts';
import { aboutItem, aboutStep } from './commands.ts';
import { as, atGate, because, itemWi, twoSteps } from './scenes.ts';

export const nameCases: readonly RefusalCase[] = [
  {
    code: 'unknown-item',
    when: 'nobody has registered the item',
    names: ['release-7'],
    scene: () => {
      const root = twoSteps();
      return {
        root,
        args: ['status', '--work-item', 'release-7'],
        also: aboutItem('release-7'),
        remedy: ({ follow }) => {
          follow({ 'ID@VERSION': 'wf@1.0.0' });
          root.ok('status', '--work-item', 'release-7');
        },
      };
    },
  },
  {
    code: 'unknown-item',
    when: 'the name of the item is misspelt',
    names: ['wj'],
    scene: () => {
      const root = twoSteps();
      return {
        root,
        args: on('claim', 'a').map((word) => (word === 'wi' ? 'wj' : word)),
        remedy: ({ says }) => {
          root.ok('claim', '--work-item', says(/Did you mean (\S+)\?/), '--step', 'a');
        },
      };
    },
  },
  {
    code: 'unknown-workflow',
    when: 'there is no definition of that version',
    names: ['wf@2.0.0'],
    scene: () => {
      const root = twoSteps();
      const register = ['register', '--work-item', 'other', '--workflow'];
      return {
        root,
        args: [...register, 'wf@2.0.0'],
        also: [
          ['migrate', ...itemWi, '--to', '2.0.0', ...because],
          ['changelog', '--workflow', 'wx'],
        ],
        remedy: ({ says }) => {
          root.ok(...register, says(/There are: (\S+)\.$/));
        },
      };
    },
  },
  {
    code: 'unknown-workflow',
    when: 'there is no definition at all',
    names: ['release-train@1.0.0'],
    scene: () => {
      const root = newRoot();
      const register = ['register', '--work-item', 'wi', '--workflow', 'release-train@1.0.0'];
      return {
        root,
        args: register,
        remedy: ({ follow, says }) => {
          const file = says(/Write it to (\S+),/);
          root.write(
            file,
            workflow('  - {key: a, order: 1}').replace('id: wf', 'id: release-train'),
          );
          root.ok(...register);
          follow();
        },
      };
    },
  },
  {
    code: 'unknown-step',
    when: 'the workflow has no step of that name',
    names: ['step aa'],
    scene: () => {
      const root = twoSteps();
      return {
        root,
        args: on('claim', 'aa'),
        also: aboutStep('aa'),
        remedy: ({ says }) => {
          root.ok(...on('claim', says(/Did you mean (\S+)\?/)));
        },
      };
    },
  },
  {
    code: 'unknown-gate',
    when: 'the workflow has no gate of that name',
    names: ['gate og'],
    scene: () => {
      const root = atGate();
      return {
        root,
        args: gate('approve', 'og', ...as('bob')),
        remedy: ({ says }) => {
          root.ok(...gate('approve', says(/(?:Did you mean|The gates are:) (\w+)/), ...as('bob')));
        },
      };
    },
  },
  {
    code: 'unknown-attempt',
    when: 'no attempt of the step has that label, slot or number',
    names: ['step a', '2'],
    scene: () => {
      const root = twoSteps();
      root.ok(...on('claim', 'a'));
      const args = (command: string): readonly string[] => [
        ...on(command, 'a', '--attempt', '2'),
        ...(command === 'complete' ? [] : because),
      ];
      return {
        root,
        args: args('complete'),
        also: [args('release'), args('abandon')],
        remedy: ({ says }) => {
          root.ok(...on('complete', 'a', '--attempt', says(/attempts are: (\S+)\.$/)));
        },
      };
    },
  },
];
