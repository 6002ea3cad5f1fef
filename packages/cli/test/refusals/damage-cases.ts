/** Exit 5: the history is not what it was. */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { definition, gate, on, registerWi, type Root } from '../cli.ts';
import { clones, git, labWithItem, type Lab } from '../git-store-lab.ts';
import type { RefusalCase } from './case.ts';
import { writing } from './commands.ts';
import { as, commitAll, inMain, itemWi, withoutWaiting } from './scenes.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Does what the hint says with git: `git checkout HEAD -- FILE`. */
const restore = (root: Root, says: (pattern: RegExp) => string): string =>
  root.git(...says(/git (checkout HEAD -- \S+)/).split(' '));

export const damagedCases: readonly RefusalCase[] = [
  {
    code: 'item-damaged',
    when: 'a record of the item was changed',
    names: ['wi', 'artifacts/claims/wi/a.1.json'],
    scene: () => {
      const root = inMain();
      root.write('artifacts/claims/wi/a.1.json', root.read('artifacts/claims/wi/a.1.json').trim());
      return {
        root,
        args: on('claim', 'b'),
        also: writing,
        remedy: ({ says }) => {
          restore(root, says);
          root.ok(...gate('approve', 'go', ...as('bob')));
          root.ok(...on('claim', 'b'));
        },
      };
    },
  },
  {
    code: 'item-damaged',
    when: 'a record of the item is gone',
    names: ['wi', 'artifacts/claims/wi/a.1.json'],
    scene: () => {
      const root = inMain();
      root.remove('artifacts/claims/wi/a.1.json');
      return {
        root,
        args: gate('approve', 'go', ...as('bob')),
        remedy: ({ says }) => {
          restore(root, says);
          root.ok(...gate('approve', 'go', ...as('bob')));
        },
      };
    },
  },
  {
    code: 'definition-changed',
    when: 'the definition was edited after the item was registered with it',
    names: [definition, 'wi'],
    scene: () => {
      const root = inMain();
      root.write(definition, `${root.read(definition)}# a word\n`);
      return {
        root,
        args: gate('approve', 'go', ...as('bob')),
        also: [
          ...writing,
          registerWi,
          ...['status', 'explain', 'next'].map((name) => [name, ...itemWi]),
        ],
        remedy: ({ says }) => {
          restore(root, says);
          root.ok(...gate('approve', 'go', ...as('bob')));
        },
      };
    },
  },
  {
    code: 'definition-changed',
    when: 'the edit of the definition is committed',
    names: [definition, 'wi'],
    scene: () => {
      const root = inMain();
      root.write(definition, `${root.read(definition)}# a word\n`);
      commitAll(root);
      return {
        root,
        args: gate('approve', 'go', ...as('bob')),
        remedy: ({ says }) => {
          const digest = says(/the version with sha256 ([0-9a-f]{12})…/);
          const file = says(/that git log -- (\S+) shows/);
          const commits = root.git('log', '--format=%H', '--', file).trim().split('\n');
          const texts = commits.map((commit) => root.git('show', `${commit}:${file}`));
          const frozen = texts.find((text) => sha256(text).startsWith(digest));
          root.write(definition, frozen ?? '');
          root.ok(...gate('approve', 'go', ...as('bob')));
        },
      };
    },
  },
];

/** The branch of the store is deleted after this clone has seen it. */
function branchDeleted(): Lab {
  const lab = labWithItem();
  lab.inBare('update-ref', '-d', 'refs/heads/orchestrator');
  return lab;
}

export const rewrittenCases: readonly RefusalCase[] = [
  {
    code: 'history-rewritten',
    when: 'the branch of the records is gone, and this clone has seen it',
    names: ['orchestrator', 'rewritten', 'gone'],
    scene: () => {
      const root = branchDeleted();
      return {
        root,
        args: on('claim', 'a'),
        env: withoutWaiting,
        also: [
          registerWi,
          ['schedule', ...itemWi],
          ['list'],
          ['export'],
          ['verify'],
          ...['status', 'explain', 'next', 'history'].map((name) => [name, ...itemWi]),
        ],
        remedy: ({ says }) => {
          const push = says(/git (push \S+ \S+) from a clone that has it/).split(' ');
          const [clone = ''] = clones(root);
          const inside = path.join(
            clone,
            fs.readFileSync(path.join(clone, 'current'), 'utf8').trim(),
          );
          git(inside, [...push, '--quiet']);
          root.ok(...on('claim', 'a'));
        },
      };
    },
  },
  {
    code: 'history-rewritten',
    when: 'the branch was begun anew on purpose',
    names: ['orchestrator', 'rewritten'],
    scene: () => {
      const root = branchDeleted();
      return {
        root,
        args: registerWi,
        env: withoutWaiting,
        remedy: ({ says }) => {
          fs.rmSync(says(/If the rewriting was meant, remove (\S+) to accept it/), {
            recursive: true,
          });
          root.ok(...registerWi);
        },
      };
    },
  },
];
