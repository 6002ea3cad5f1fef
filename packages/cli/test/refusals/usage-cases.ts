/** Exit 2: what was asked for is wrong or names something that is not there. */
import { expect } from '@jest/globals';
import { commands } from '../../src/commands/table.ts';
import { at, definition, gate, newRoot, on, registerWi, textAt, workflow } from '../cli.ts';
import { statusOf, type RefusalCase } from './case.ts';
import { withoutReason } from './commands.ts';
import { as, atGate, because, done, failed, itemWi, twoSteps } from './scenes.ts';

export const usageCases: readonly RefusalCase[] = [
  {
    code: 'invalid-input',
    when: 'an option is not known',
    names: ['--stepp'],
    scene: () => {
      const root = twoSteps();
      return {
        root,
        args: ['claim', '--work-item', 'wi', '--stepp', 'a'],
        also: commands.map(({ name }) => [name, '--no-such-option']),
        remedy: ({ says }) => {
          root.ok('claim', ...itemWi, says(/Did you mean (\S+)\?/), 'a');
        },
      };
    },
  },
  {
    code: 'invalid-input',
    when: 'an option is missing',
    names: ['--step', 'missing'],
    scene: () => {
      const root = twoSteps();
      return {
        root,
        args: ['claim', ...itemWi],
        remedy: ({ follow, says }) => {
          const step = textAt(follow(), 'steps', 0, 'key');
          root.ok('claim', ...itemWi, says(/Add (--[a-z-]+)/), step);
        },
      };
    },
  },
  {
    code: 'secret-found',
    when: 'a credential stands in what would be recorded',
    names: ['a token of GitHub', 'handoff/'],
    scene: () => {
      const root = twoSteps();
      root.ok('claim', ...itemWi, '--step', 'a');
      const complete = ['complete', ...itemWi, '--step', 'a', '--outcome'];
      return {
        root,
        args: [...complete, `Deployed with ghp_${'0123456789abcdefgh'.repeat(2)}`],
        remedy: () => {
          root.ok(...complete, 'Deployed');
        },
      };
    },
  },
  {
    code: 'invalid-definition',
    when: 'the workflow that an item shall have does not follow its schema',
    names: [`${definition}:4`, 'paralel'],
    scene: () => {
      const step = (key: string): string => workflow(`  - {key: a, order: 1, ${key}: true}`);
      const root = newRoot({ [definition]: step('paralelizable') });
      return {
        root,
        args: registerWi,
        also: [['publish', definition]],
        remedy: ({ says }) => {
          root.write(definition, step(says(/Did you mean (\w+)\?/)));
          root.ok(...registerWi);
        },
      };
    },
  },
  {
    code: 'invalid-policy',
    when: 'orchestrator.yml does not follow its schema',
    names: ['orchestrator.yml:1', 'rolls'],
    scene: () => {
      const root = twoSteps();
      root.write('orchestrator.yml', 'rolls: {quality: [bob]}\n');
      return {
        root,
        args: ['status', ...itemWi],
        also: commands
          .filter(({ name, load }) => name !== 'validate' && load !== undefined)
          .map(({ name }) => [name]),
        remedy: ({ says }) => {
          root.write('orchestrator.yml', `${says(/Did you mean (\w+)\?/)}: {quality: [bob]}\n`);
          root.ok('status', ...itemWi);
        },
      };
    },
  },
  {
    code: 'reason-missing',
    when: 'a decision that others must live with comes without a reason',
    names: ['reason', 'go'],
    scene: () => {
      const root = atGate();
      const args = gate('reject', 'go', ...as('bob'));
      return {
        root,
        args,
        also: withoutReason,
        remedy: ({ says }) => {
          root.ok(...args, says(/Say why: (--reason) "…"/), 'Too slow');
          expect(statusOf(root, 'rework')).toMatchObject({ times: 1 });
        },
      };
    },
  },
  {
    code: 'return-to-missing',
    when: 'a rejection does not say where the work goes back to, and neither does the gate',
    names: ['gate go'],
    scene: () => {
      const root = atGate('', 'before: b');
      const args = gate('reject', 'go', ...because, ...as('bob'));
      return {
        root,
        args,
        remedy: ({ says }) => {
          root.ok(...args, '--return-to', says(/--return-to STEP \(one of (\w+)\)/));
          root.ok(...on('claim', 'a'));
        },
      };
    },
  },
  {
    code: 'return-not-behind',
    when: 'the step to go back to was not done behind the gate',
    names: ['step b', 'gate go'],
    scene: () => {
      const root = atGate();
      const reject = gate('reject', 'go', ...because, ...as('bob'), '--return-to');
      return {
        root,
        args: [...reject, 'b'],
        remedy: ({ says }) => {
          root.ok(...reject, says(/Name one of: (\w+)\./));
          root.ok(...on('claim', 'a'));
        },
      };
    },
  },
  {
    code: 'file-missing',
    when: 'evidence that is named is not there',
    names: ['report.md'],
    scene: () => {
      const root = failed();
      root.ok(...on('retry', 'a', ...because));
      root.ok(...on('claim', 'a'));
      const args = on('complete', 'a', '--evidence', 'report.md');
      return {
        root,
        args,
        also: [
          ['collect', '--from', 'uploads'],
          ['publish', 'drafts/wf.yaml'],
          ['validate', 'drafts/wf.yaml'],
        ],
        remedy: ({ says }) => {
          says(/Name files below the root that exist/);
          root.write('report.md', 'All well.\n');
          expect(at(root.ok(...args), 'status')).toBe('completed');
          done(root, 'b');
        },
      };
    },
  },
];
