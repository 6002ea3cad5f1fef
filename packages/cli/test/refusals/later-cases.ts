/** Exit 6: the disk, the network or too many others stand in the way; the same command goes through later. */
import * as fs from 'node:fs';
import * as path from 'node:path';
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
import { fakeGit, labWithItem, newLab } from '../git-store-lab.ts';
import type { RefusalCase } from './case.ts';
import { as, done, itemWi, rivalEnvironment, twoSteps, withoutWaiting } from './scenes.ts';

const reading = [
  ...['status', 'explain', 'next', 'history', 'schedule', 'work'].map((name) => [name, ...itemWi]),
  ...['list', 'export', 'verify'].map((name) => [name]),
];

/** More than anybody tries. */
const rivals = 70;

/** `wi`, where `b` may start while `a` is decided on; and a folder of as many votes of other people as are wanted. */
function besideAGate(): { readonly root: Root; readonly votes: string } {
  const steps = '  - {key: a, order: 1}\n  - {key: b, order: 2, dependsOn: []}';
  const root = newRoot({
    [definition]: `${workflow(steps)}gates:\n  - {key: go, after: a, approvals: 99}\n`,
  });
  root.ok(...registerWi);
  done(root, 'a');
  const file = textAt(root.ok(...gate('approve', 'go', ...as('bob'))), 'path');
  const votes = path.join(newRoot().dir, 'votes');
  fs.mkdirSync(votes);
  for (let n = 1; n <= rivals; n += 1) {
    const text = root.read(file).replace('"actor":"bob"', `"actor":"bob${n}"`);
    fs.writeFileSync(path.join(votes, path.basename(file).replace('bob', `bob${n}`)), text);
  }
  return { root, votes };
}

export const laterCases: readonly RefusalCase[] = [
  {
    code: 'contended',
    when: 'others write to the item all the time, and are always faster',
    names: ['wi', 'nothing was stored'],
    scene: () => {
      const { root, votes } = besideAGate();
      const args = on('claim', 'b');
      return {
        root,
        args,
        once: true,
        env: rivalEnvironment(votes, path.join(root.dir, 'artifacts/journal/wi')),
        remedy: ({ says }) => {
          expect(fs.existsSync(path.join(root.dir, 'artifacts/claims/wi/b.1.json'))).toBe(false);
          says(/Run the same command again/);
          root.ok(...args);
          expect(at(root.ok('verify'), 'ok')).toBe(true);
        },
      };
    },
  },
  {
    code: 'outcome-unknown',
    when: 'the answer to a push is lost, and the server can not be asked what became of it',
    names: ['wi', 'not known'],
    scene: () => {
      const root = labWithItem();
      // The push arrives; from then on nothing comes back from the server any more.
      const cut = path.join(path.dirname(root.bare), 'cut');
      const silence = `echo "fatal: unable to access '${root.bare}': Could not resolve host" >&2; exit 128`;
      const PATH = fakeGit(
        `case " $* " in *' push '*) "$REAL" "$@" >&2; : > ${cut};; esac\ncase " $* " in *' push '*|*' fetch '*) test -e ${cut} && { ${silence}; };; esac\nexec "$REAL" "$@"`,
      );
      const args = on('claim', 'a');
      return {
        root,
        args,
        env: { PATH, ...withoutWaiting },
        once: true,
        remedy: ({ says }) => {
          says(/Run the same command again/);
          expect(root.ok(...args)).toMatchObject({ claimed: true, attempt: 1 });
          expect(root.inBare('rev-list', '--count', 'orchestrator')).toBe('2');
        },
      };
    },
  },
  {
    code: 'storage-failed',
    when: 'there is no repository where the store should be',
    names: ['no repository', 'remote.git'],
    scene: () => {
      const root = labWithItem();
      const moved = path.join(path.dirname(root.bare), 'moved.git');
      fs.renameSync(root.bare, moved);
      return {
        root,
        args: on('claim', 'a'),
        also: [...reading, registerWi, on('complete', 'a'), gate('approve', 'go')],
        remedy: ({ says }) => {
          says(/Correct store\.remote in orchestrator\.yml/);
          root.write('orchestrator.yml', `store: {kind: git, remote: ${moved}}\n`);
          root.ok(...on('claim', 'a'));
        },
      };
    },
  },
  {
    code: 'storage-failed',
    when: 'the remote that orchestrator.yml names is not known',
    names: ['remote upstream'],
    scene: () => {
      const root = newLab();
      root.write('orchestrator.yml', 'store: {kind: git, remote: upstream}\n');
      return {
        root,
        args: registerWi,
        remedy: ({ says }) => {
          const words = says(/\(git (remote add upstream URL)\)/).replace('URL', root.bare);
          root.git(...words.split(' '));
          root.ok(...registerWi);
        },
      };
    },
  },
  {
    code: 'storage-failed',
    when: 'a killed git has left its lock on the branch',
    names: ['locked by', 'orchestrator.lock'],
    scene: () => {
      const root = labWithItem();
      fs.writeFileSync(path.join(root.bare, 'refs/heads/orchestrator.lock'), '');
      return {
        root,
        args: on('claim', 'a'),
        env: withoutWaiting,
        remedy: ({ message, says }) => {
          says(/remove that file and run the same command again/);
          fs.rmSync(/locked by (\S+\.lock)/.exec(message)?.[1] ?? '');
          root.ok(...on('claim', 'a'));
        },
      };
    },
  },
  {
    code: 'storage-failed',
    when: 'a folder of records is a link that leads elsewhere',
    names: ['artifacts/claims', 'link'],
    scene: () => {
      const root = twoSteps();
      fs.symlinkSync(newRoot().dir, path.join(root.dir, 'artifacts/claims'));
      return {
        root,
        args: on('claim', 'a'),
        once: true,
        remedy: ({ says }) => {
          says(/Replace the link by a folder/);
          root.remove('artifacts/claims');
          fs.mkdirSync(path.join(root.dir, 'artifacts/claims'));
          root.ok(...on('claim', 'a'));
        },
      };
    },
  },
];
