/** Exit 4: the rules of the workflow say no to a decision at a gate, or about what is in the base branch. */
import { expect } from '@jest/globals';
import { at, definition, gate, on, workflow } from '../cli.ts';
import type { RefusalCase } from './case.ts';
import { as, atGate, because, commitAll, done, inMain, integrate, twoSteps } from './scenes.ts';

const approve = (actor: string): readonly string[] => gate('approve', 'go', ...as(actor));
const reject = gate('reject', 'go', ...because, ...as('bob'));

export const gateCases: readonly RefusalCase[] = [
  {
    code: 'gate-not-pending',
    when: 'what the gate covers is not all done',
    names: ['gate go', 'waits for a'],
    scene: () => {
      const root = twoSteps('gates:\n  - {key: go, after: a}\n');
      return {
        root,
        args: approve('bob'),
        also: [reject],
        remedy: ({ follow }) => {
          expect(at(follow(), 'steps')).toMatchObject([{ key: 'a', state: 'ready' }]);
          done(root, 'a');
          root.ok(...approve('bob'));
        },
      };
    },
  },
  {
    code: 'gate-approved',
    when: 'enough others have approved',
    names: ['gate go', 'bob'],
    scene: () => {
      const root = atGate();
      root.ok(...approve('bob'));
      return {
        root,
        args: approve('carol'),
        remedy: ({ follow }) => {
          expect(JSON.stringify(follow())).toContain('"key":"b"');
          done(root, 'b');
        },
      };
    },
  },
  {
    code: 'not-an-approver',
    when: 'the gate is for others',
    names: ['carol', 'go', 'bob, dora'],
    scene: () => {
      const root = atGate('users: [bob, dora]');
      return {
        root,
        args: approve('carol'),
        also: [gate('reject', 'go', ...because, ...as('carol'))],
        remedy: ({ says }) => {
          says(/Ask one of them/);
          root.ok(...approve('bob'));
        },
      };
    },
  },
  {
    code: 'not-an-approver',
    when: 'nobody holds the role that the gate asks for',
    names: ['carol', 'go', 'role quality'],
    scene: () => {
      const root = atGate('roles: [quality]');
      return {
        root,
        args: approve('carol'),
        remedy: ({ says }) => {
          root.write('orchestrator.yml', `${says(/Add to orchestrator\.yml: (roles: \{.*\})$/)}\n`);
          root.ok(...approve('carol'));
        },
      };
    },
  },
  {
    code: 'self-approval',
    when: 'whoever did the work approves it',
    names: ['ada-lovelace', 'a', 'go'],
    scene: () => {
      const root = atGate();
      return {
        root,
        args: gate('approve', 'go'),
        remedy: ({ says }) => {
          says(/Ask somebody else/);
          const setting = says(/set (preventSelfApproval: false) in a new version/);
          const steps = '  - {key: a, order: 1}\n  - {key: b, order: 2}';
          const text = workflow(steps).replace('version: 1.0.0', 'version: 1.1.0');
          root.write(
            definition.replace('1.0.0', '1.1.0'),
            `${text}gates:\n  - {key: go, after: a, ${setting}}\n`,
          );
          const item = ['--work-item', 'other'];
          root.ok('register', ...item, '--workflow', 'wf@1.1.0');
          root.ok('claim', ...item, '--step', 'a');
          root.ok('complete', ...item, '--step', 'a');
          root.ok('gate', ...item, '--gate', 'go', '--decision', 'approve');
          root.ok(...approve('bob'));
        },
      };
    },
  },
  {
    code: 'already-integrated',
    when: 'a rejection would undo work that is in the base branch',
    names: ['a', 'integrated'],
    scene: () => {
      const root = inMain();
      root.ok(...integrate);
      return {
        root,
        args: reject,
        remedy: ({ follow }) => {
          follow();
          root.ok(...reject);
          root.ok(...on('claim', 'a'));
        },
      };
    },
  },
  {
    code: 'not-integrated',
    when: 'the step to revert is not in the base branch yet',
    names: ['step a'],
    scene: () => {
      const root = inMain();
      return {
        root,
        args: on('revert', 'a', ...because),
        remedy: ({ follow }) => {
          follow({ GATE: 'go' });
          root.ok(...on('claim', 'a'));
        },
      };
    },
  },
  {
    code: 'nothing-to-integrate',
    when: 'no step is done yet',
    names: ['No step is done'],
    scene: () => {
      const root = twoSteps('', { git: true });
      commitAll(root);
      return {
        root,
        args: integrate,
        remedy: ({ follow }) => {
          expect(JSON.stringify(follow())).toContain('"nextSteps":["a"]');
          done(root, 'a');
          root.ok(...integrate);
        },
      };
    },
  },
];
