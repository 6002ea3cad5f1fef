/** Exit 3: somebody else was first, or what was shown has moved meanwhile. */
import { expect } from '@jest/globals';
import { at, gate, on, textAt, type Root } from '../cli.ts';
import { statusOf, type RefusalCase } from './case.ts';
import { as, atGate, because, done, failed, twoSteps, withSteps } from './scenes.ts';

const bob = [...as('bob'), '--executor', 'bobs'];

/** `a` is rejected by Bob, and what he was shown is returned. */
function rejected(): { readonly root: Root; readonly shown: string } {
  const root = atGate();
  const shown = textAt(root.ok('status', '--work-item', 'wi'), 'gates', 0, 'digest').slice(0, 8);
  root.ok(...gate('reject', 'go', ...as('bob'), '--reason', 'Too slow'));
  return { root, shown };
}

export const lostCases: readonly RefusalCase[] = [
  {
    code: 'already-claimed',
    when: 'somebody else has taken the step',
    names: ['of a', 'bobs', 'bob'],
    scene: () => {
      const root = withSteps(
        ['a', 'b'].map((key) => `  - {key: ${key}, order: 1, parallelizable: true}`).join('\n'),
      );
      root.ok(...on('claim', 'a', ...bob));
      return {
        root,
        args: on('claim', 'a'),
        remedy: ({ follow, says }) => {
          expect(at(follow(), 'steps')).toContainEqual(
            expect.objectContaining({ key: 'b', state: 'ready' }),
          );
          done(root, 'b');
          says(/If bob will not end it/);
          follow();
          says(/then requeue it \(retry\)/);
          root.ok(...on('retry', 'a', ...because));
          done(root, 'a');
        },
      };
    },
  },
  {
    code: 'not-owner',
    when: 'the attempt was claimed by somebody else',
    names: ['bobs', 'of a'],
    scene: () => {
      const root = twoSteps();
      root.ok(...on('claim', 'a', ...bob));
      return {
        root,
        args: on('complete', 'a'),
        also: [on('release', 'a', ...because)],
        remedy: ({ follow, says }) => {
          says(/Let bobs end it where it was claimed/);
          follow();
          root.ok(...on('retry', 'a', ...because));
          done(root, 'a');
        },
      };
    },
  },
  {
    code: 'not-owner',
    when: "somebody else's attempt has ended",
    names: ['bobs', 'completed'],
    scene: () => {
      const root = twoSteps();
      done(root, 'a', ...bob);
      return {
        root,
        args: on('complete', 'a'),
        remedy: ({ follow }) => {
          expect(textAt(follow(), 'steps', 0, 'key')).toBe('b');
          done(root, 'b');
        },
      };
    },
  },
  {
    code: 'gate-moved',
    when: 'the work was done again since the gate was looked at',
    names: ['gate go', 'now'],
    scene: () => {
      const { root, shown } = rejected();
      done(root, 'a');
      const approve = gate('approve', 'go', ...as('carol'), '--state');
      return {
        root,
        args: [...approve, shown],
        remedy: ({ says }) => {
          root.ok(...approve, says(/decide with --state ([0-9a-f]{8})\./));
          done(root, 'b');
        },
      };
    },
  },
  {
    code: 'gate-moved',
    when: 'the work is being done again since the gate was looked at',
    names: ['gate go', 'done again'],
    scene: () => {
      const { root, shown } = rejected();
      const approve = gate('approve', 'go', ...as('carol'));
      return {
        root,
        args: [...approve, '--state', shown],
        remedy: ({ follow }) => {
          expect(textAt(follow(), 'nextSteps', 0)).toBe('a');
          done(root, 'a');
          root.ok(...approve);
        },
      };
    },
  },
  {
    code: 'already-requeued',
    when: 'somebody else has requeued the step',
    names: ['bob', 'a', 'attempt 2'],
    scene: () => {
      const root = failed();
      root.ok(...on('retry', 'a', ...because, ...as('bob')));
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
    code: 'already-rejected',
    when: 'somebody else has rejected the state that was shown',
    names: ['bob', 'go', 'Too slow'],
    scene: () => {
      const { root, shown } = rejected();
      const more = ['--reason', 'Too big', '--state', shown];
      return {
        root,
        args: gate('reject', 'go', ...as('carol'), ...more),
        remedy: ({ follow }) => {
          expect(textAt(follow(), 'nextSteps', 0)).toBe('a');
          done(root, 'a');
          expect(statusOf(root, 'gates', 0, 'state')).toBe('pending');
        },
      };
    },
  },
];
