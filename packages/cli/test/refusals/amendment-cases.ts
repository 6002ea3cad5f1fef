/** Blockers, owners, corrections and the duplicate review: what they name must be there, and must not be decided yet. */
import { expect } from '@jest/globals';
import {
  at,
  definition,
  gate,
  newRoot,
  on,
  registerWi,
  textAt,
  workflow,
  type Root,
} from '../cli.ts';
import { statusOf, type RefusalCase } from './case.ts';
import { as, because, done, itemWi, twoSteps } from './scenes.ts';

const block = (...more: readonly string[]): readonly string[] => [
  ...['block', ...itemWi, '--type', 'resource', ...because],
  ...more,
];
const unblock = (blocker: string, ...more: readonly string[]): readonly string[] => [
  ...['unblock', ...itemWi, '--blocker', blocker, ...because],
  ...more,
];
const transfer = ['transfer', ...itemWi, ...because, '--to'];
const correct = (record: string, ...set: readonly string[]): readonly string[] => [
  ...['correct', ...itemWi, '--record', record, ...because],
  ...set.flatMap((field) => ['--set', field]),
];
const registration = 'artifacts/work-items/wi.json';

/** `wi` and `other`, each in front of its duplicate review `intake`. */
function atIntake(): Root {
  const steps = workflow('  - {key: a, order: 1}\n  - {key: b, order: 2}');
  const root = newRoot({ [definition]: `${steps}gates:\n  - {key: intake, kind: handoff}\n` });
  root.write(definition.replace('1.0.0', '1.1.0'), steps.replace('1.0.0', '1.1.0'));
  root.ok(...registerWi);
  root.ok('register', '--work-item', 'other', '--workflow', 'wf@1.0.0');
  return root;
}

/** `wi` with an open blocker `database`. */
function blocked(): Root {
  const root = twoSteps();
  root.ok(...block('--blocker', 'database'));
  return root;
}

const blockerCases: readonly RefusalCase[] = [
  {
    code: 'unknown-blocker',
    when: 'the item has no blocker of that name',
    names: ['wi', 'databse'],
    scene: () => {
      const root = blocked();
      return {
        root,
        args: unblock('databse'),
        remedy: ({ says }) => {
          root.ok(...unblock(says(/Did you mean (\S+)\?/)));
          root.ok(...on('claim', 'a'));
        },
      };
    },
  },
  {
    code: 'unknown-blocker',
    when: 'no open blocker has a name like that',
    names: ['wi', 'licence'],
    scene: () => {
      const root = blocked();
      return {
        root,
        args: unblock('licence'),
        remedy: ({ says }) => {
          root.ok(...unblock(says(/open blockers are: (\w+)/)));
          root.ok(...on('claim', 'a'));
        },
      };
    },
  },
  {
    code: 'blocker-exists',
    when: 'another blocker of the item has that id',
    names: ['database'],
    scene: () => {
      const root = blocked();
      return {
        root,
        args: block('--blocker', 'database', '--step', 'b'),
        remedy: ({ says }) => {
          says(/leave --blocker out/);
          root.ok(...block('--step', 'b'));
          expect(statusOf(root, 'blockers')).toHaveLength(2);
        },
      };
    },
  },
  {
    code: 'blocker-resolved',
    when: 'somebody has resolved the blocker already',
    names: ['bob', 'database', 'Because'],
    scene: () => {
      const root = blocked();
      root.ok(...unblock('database', ...as('bob')));
      return {
        root,
        args: unblock('database', ...as('carol')),
        remedy: ({ follow }) => {
          expect(at(follow(), 'blockers')).toEqual([]);
          root.ok(...on('claim', 'a'));
        },
      };
    },
  },
];

const recordCases: readonly RefusalCase[] = [
  {
    code: 'already-owner',
    when: 'that person owns the item already',
    names: ['ada-lovelace', 'wi'],
    scene: () => {
      const root = twoSteps();
      return {
        root,
        args: [...transfer, 'ada-lovelace'],
        remedy: ({ says }) => {
          root.ok('transfer', ...itemWi, ...because, says(/(--to) PERSON/), 'bob');
          expect(statusOf(root, 'owner')).toBe('bob');
        },
      };
    },
  },
  {
    code: 'unknown-record',
    when: 'the item has no record of that id or path',
    names: ['wi', 'artifacts/claims/wi/a.1.json'],
    scene: () => {
      const root = twoSteps();
      return {
        root,
        args: correct('artifacts/claims/wi/a.1.json', 'title=The item'),
        remedy: ({ follow }) => {
          root.ok(...correct(textAt(follow(), 'entries', 0, 'record'), 'title=The item'));
        },
      };
    },
  },
  {
    code: 'not-correctable',
    when: 'the field decides something',
    names: ['workflow', registration],
    scene: () => {
      const root = twoSteps();
      return {
        root,
        args: correct(registration, 'workflow=wf@2.0.0'),
        remedy: ({ says }) => {
          expect(says(/These can: (.*?)\./).split(', ')).toContain('title');
          root.ok(...correct(registration, 'title=The item'));
        },
      };
    },
  },
];

const reviewCases: readonly RefusalCase[] = [
  {
    code: 'target-missing',
    when: 'an item is merged or linked, and the other one is not named',
    names: ['merge', 'other item'],
    scene: () => {
      const root = atIntake();
      const merge = gate('merge', 'intake', ...because);
      return {
        root,
        args: merge,
        also: [gate('link', 'intake', ...because)],
        remedy: ({ says }) => {
          root.ok(...merge, says(/(--target) ITEM/), 'other');
          expect(statusOf(root, 'state')).toBe('merged');
        },
      };
    },
  },
  {
    code: 'item-ended',
    when: 'the item was closed as a duplicate',
    names: ['closed', 'ada-lovelace'],
    scene: () => {
      const root = atIntake();
      root.ok(...gate('close', 'intake', ...because));
      return {
        root,
        args: on('claim', 'a'),
        also: [
          block(),
          on('retry', 'a', ...because),
          gate('approve', 'intake'),
          ['migrate', ...itemWi, '--to', '1.1.0', ...because],
        ],
        remedy: ({ follow }) => {
          follow();
          done(root, 'a');
        },
      };
    },
  },
  {
    code: 'item-ended',
    when: 'the item was merged into another one',
    names: ['merged into other', 'ada-lovelace'],
    scene: () => {
      const root = atIntake();
      root.ok(...gate('merge', 'intake', ...because, '--target', 'other'));
      return {
        root,
        args: on('claim', 'a'),
        remedy: ({ follow, says }) => {
          const other = ['--work-item', says(/Go on with (\w+)/)];
          root.ok('gate', ...other, '--gate', 'intake', '--decision', 'proceed');
          root.ok('claim', ...other, '--step', 'a');
          follow();
          done(root, 'a');
        },
      };
    },
  },
];

export const amendmentCases: readonly RefusalCase[] = [
  ...blockerCases,
  ...recordCases,
  ...reviewCases,
];
