/** Exit 4: the item, the version or the work is not where the command looks for it. */
import { expect } from '@jest/globals';
import { definition, newRoot, on, registerWi, workflow } from '../cli.ts';
import { newLab, steps } from '../git-store-lab.ts';
import { statusOf, type RefusalCase } from './case.ts';
import { writing } from './commands.ts';
import { atGate, because, commitAll, inMain, integrate, itemWi } from './scenes.ts';

export const placeCases: readonly RefusalCase[] = [
  {
    code: 'not-in-base',
    when: 'the commit is not merged yet',
    names: ['base branch main'],
    scene: () => {
      const root = inMain();
      root.git('checkout', '--quiet', '-b', 'feature');
      commitAll(root);
      return {
        root,
        args: integrate,
        remedy: ({ says }) => {
          says(/Merge it first/);
          root.git('branch', '--force', 'main', 'feature');
          root.ok(...integrate);
        },
      };
    },
  },
  {
    code: 'not-in-base',
    when: 'the base branch that orchestrator.yml names does not exist here',
    names: ['base branch trunk'],
    scene: () => {
      const root = inMain();
      root.write('orchestrator.yml', 'base: trunk\n');
      return {
        root,
        args: integrate,
        remedy: ({ says }) => {
          root.write('orchestrator.yml', `${says(/orchestrator\.yml \((base:)\)/)} main\n`);
          root.ok(...integrate);
        },
      };
    },
  },
  {
    code: 'no-repository',
    when: 'work is integrated where there is no git',
    names: ['HEAD', 'git repository'],
    scene: () => {
      const root = atGate();
      return {
        root,
        args: integrate,
        also: [['verify', '--since', 'HEAD'], ['impact']],
        remedy: ({ says }) => {
          says(/Commit and merge the work/);
          root.git('init', '--quiet');
          commitAll(root);
          root.ok(...integrate);
        },
      };
    },
  },
  {
    code: 'no-repository',
    when: '--commit is given where there is no git',
    names: ['--commit', 'Nothing was written'],
    scene: () => {
      const root = newRoot({ [definition]: workflow('  - {key: a, order: 1}') });
      return {
        root,
        args: [...registerWi, '--commit'],
        remedy: ({ says }) => {
          root.git(...says(/git (init)/).split(' '));
          root.ok(...registerWi, '--commit');
          expect(root.git('log', '--oneline')).not.toBe('');
        },
      };
    },
  },
  {
    code: 'wrong-store',
    when: 'the item has its records in the checkout, and orchestrator.yml names a branch',
    names: ['wi', 'checkout', 'orchestrator.yml'],
    scene: () => {
      const root = newLab(steps, { 'orchestrator.yml': '' });
      root.ok(...registerWi);
      root.ok(...on('claim', 'a'));
      root.write('orchestrator.yml', 'store: {kind: git}\n');
      return {
        root,
        args: on('complete', 'a'),
        also: [registerWi, ...writing],
        remedy: ({ says }) => {
          says(/name that store in orchestrator\.yml/);
          root.write('orchestrator.yml', `${says(/the checkout is (store: \{.*?\})/)}\n`);
          root.ok(...on('complete', 'a'));
        },
      };
    },
  },
  {
    code: 'wrong-store',
    when: 'the item has its records on a branch, and orchestrator.yml names the checkout',
    names: ['wi', 'branch orchestrator'],
    scene: () => {
      const root = newLab();
      root.ok(...registerWi);
      root.git('fetch', '--quiet', 'origin', 'orchestrator:orchestrator');
      root.remove('orchestrator.yml');
      return {
        root,
        args: on('claim', 'a'),
        remedy: ({ message, says }) => {
          says(/name that store in orchestrator\.yml/);
          const store = /\((store: \{.*?\})\)/.exec(message)?.[1] ?? '';
          root.write('orchestrator.yml', `${store}\n`);
          root.ok(...on('claim', 'a'));
        },
      };
    },
  },
  {
    code: 'not-effective',
    when: 'the version is not in effect any more',
    names: ['wf@1.0.0', '2009-01-01T00:00:00Z'],
    scene: () => {
      const text = workflow('  - {key: a, order: 1}');
      const before = definition.replace('1.0.0', '0.9.0');
      const root = newRoot({
        [definition]: `${text}effectiveUntil: 2009-01-01T00:00:00Z\n`,
        [before]: text.replace('1.0.0', '0.9.0'),
      });
      root.ok('register', '--work-item', 'older', '--workflow', 'wf@0.9.0');
      return {
        root,
        args: registerWi,
        also: [['migrate', '--work-item', 'older', '--to', '1.0.0', ...because]],
        remedy: ({ says }) => {
          root.ok('register', ...itemWi, '--workflow', says(/In effect are: (\S+)\./));
          expect(statusOf(root, 'nextSteps')).toEqual(['a']);
        },
      };
    },
  },
  {
    code: 'not-effective',
    when: 'the version is not in effect yet',
    names: ['wf@1.0.0', '2999-01-01T00:00:00Z'],
    scene: () => {
      const text = workflow('  - {key: a, order: 1}');
      const root = newRoot({ [definition]: `${text}effectiveFrom: 2999-01-01T00:00:00Z\n` });
      return {
        root,
        args: registerWi,
        remedy: ({ says }) => {
          says(/or wait/);
          const later = { ORCHESTRATOR_TEST: '1', ORCHESTRATOR_NOW: '2999-01-01T00:00:00Z' };
          expect(root.runWith(later, ...registerWi).code).toBe(0);
        },
      };
    },
  },
];
