/** Versions of a workflow: publishing one, and taking an item to another. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expect } from '@jest/globals';
import { at, copyOf, definition, newRoot, on, textAt, workflow, type Root } from '../cli.ts';
import { statusOf, type RefusalCase } from './case.ts';
import { as, because, itemWi, rivalEnvironment, twoSteps } from './scenes.ts';

const migrate = ['migrate', ...itemWi, ...because];

/** The definition `wf@version` with these steps. */
const versioned = (version: string, ...keys: readonly string[]): string =>
  workflow(keys.map((key, n) => `  - {key: ${key}, order: ${n + 1}}`).join('\n')).replace(
    '1.0.0',
    version,
  );

/** `wi` under `wf@1.0.0` with steps `a` and `b`; `wf@1.1.0` has these. */
function withNext(...keys: readonly string[]): Root {
  const root = twoSteps();
  root.write(definition.replace('1.0.0', '1.1.0'), versioned('1.1.0', ...keys));
  return root;
}

const said = ['--reason', 'Faster', '--impact', 'No more waiting'];
const publish = ['publish', 'drafts/wf.yaml'];

const migrationCases: readonly RefusalCase[] = [
  {
    code: 'mapping-missing',
    when: 'a step that is open does not exist in the new version',
    names: ['a', 'wf@1.1.0'],
    scene: () => {
      const root = withNext('prepare', 'b');
      root.ok(...on('claim', 'a'));
      return {
        root,
        args: [...migrate, '--to', '1.1.0'],
        remedy: ({ says }) => {
          const map = says(/goes on: (--map a=NEW),/).replace('NEW', 'prepare');
          root.ok(...migrate, '--to', '1.1.0', ...map.split(' '));
          root.ok(...on('complete', 'prepare'));
        },
      };
    },
  },
  {
    code: 'mapping-missing',
    when: 'a step that is open does not go on in the new version',
    names: ['a', 'wf@1.1.0'],
    scene: () => {
      const root = withNext('b');
      root.ok(...on('claim', 'a'));
      return {
        root,
        args: [...migrate, '--to', '1.1.0'],
        remedy: ({ says }) => {
          root.ok(...migrate, '--to', '1.1.0', ...says(/(--map a=) to drop it/).split(' '));
          expect(statusOf(root, 'workflow')).toMatchObject({ version: '1.1.0' });
        },
      };
    },
  },
  {
    code: 'mapping-invalid',
    when: 'a mapping names a step that there is not',
    names: ['wf@1.1.0', 'prepaer'],
    scene: () => {
      const root = withNext('prepare', 'b');
      return {
        root,
        args: [...migrate, '--to', '1.1.0', '--map', 'a=prepaer'],
        remedy: ({ says }) => {
          root.ok(...migrate, '--to', '1.1.0', '--map', `a=${says(/Did you mean (\w+)\?/)}`);
        },
      };
    },
  },
  {
    code: 'mapping-invalid',
    when: 'two steps would go on as one',
    names: ['a and b', 'one to one'],
    scene: () => {
      const root = withNext('b', 'c');
      return {
        root,
        args: [...migrate, '--to', '1.1.0', '--map', 'a=b'],
        remedy: ({ says }) => {
          const drop = says(/Drop one of them \((--map b=)\)/).split(' ');
          root.ok(...migrate, '--to', '1.1.0', '--map', 'a=b', ...drop);
        },
      };
    },
  },
  {
    code: 'already-migrated',
    when: 'the item is under that version',
    names: ['wi', 'wf@1.0.0'],
    scene: () => {
      const root = withNext('a', 'b');
      return {
        root,
        args: [...migrate, '--to', '1.0.0'],
        remedy: ({ follow }) => {
          expect(JSON.stringify(follow())).toContain('1.1.0');
          root.ok(...migrate, '--to', '1.1.0');
        },
      };
    },
  },
  {
    code: 'nothing-to-undo',
    when: 'the item was never migrated',
    names: ['wi'],
    scene: () => {
      const root = withNext('a', 'b');
      return {
        root,
        args: [...migrate, '--rollback'],
        remedy: ({ follow }) => {
          follow({ VERSION: '1.1.0' });
          expect(statusOf(root, 'workflow')).toMatchObject({ version: '1.1.0' });
        },
      };
    },
  },
  {
    code: 'version-moved',
    when: 'somebody else migrates the item at the same time',
    names: ['wi', 'wf@1.1.0', 'bob'],
    scene: () => {
      const root = withNext('a', 'b');
      root.write(definition.replace('1.0.0', '1.2.0'), versioned('1.2.0', 'a', 'b'));
      const rival = copyOf(root);
      const file = textAt(rival.ok(...migrate, '--to', '1.1.0', ...as('bob')), 'path');
      const records = path.join(newRoot().dir, 'records');
      fs.mkdirSync(records);
      fs.copyFileSync(path.join(rival.dir, file), path.join(records, path.basename(file)));
      const journal = path.join(root.dir, path.dirname(file));
      fs.mkdirSync(journal, { recursive: true });
      return {
        root,
        args: [...migrate, '--to', '1.2.0'],
        env: rivalEnvironment(records, journal),
        once: true,
        remedy: ({ follow }) => {
          expect(at(follow(), 'workflow', 'version')).toBe('1.1.0');
          root.ok(...migrate, '--to', '1.2.0');
        },
      };
    },
  },
];

const publicationCases: readonly RefusalCase[] = [
  {
    code: 'change-missing',
    when: 'a new version comes without a reason or an impact',
    names: ['reason', 'impact'],
    scene: () => {
      const root = twoSteps();
      root.write('drafts/wf.yaml', versioned('1.1.0', 'a', 'b'));
      return {
        root,
        args: publish,
        remedy: ({ says }) => {
          expect(says(/Add (.*?), or write it/)).toBe('--reason "…" --impact "…"');
          root.ok(...publish, ...said);
          root.ok(...migrate, '--to', '1.1.0');
        },
      };
    },
  },
  {
    code: 'version-exists',
    when: 'that version was published with another content',
    names: ['wf@1.1.0'],
    scene: () => {
      const root = withNext('a', 'b');
      root.write('drafts/wf.yaml', versioned('1.1.0', 'a', 'b', 'c'));
      return {
        root,
        args: [...publish, ...said],
        remedy: ({ says }) => {
          root.write('drafts/wf.yaml', versioned(says(/such as (\d+\.\d+\.\d+)\./), 'a', 'b', 'c'));
          root.ok(...publish, ...said);
        },
      };
    },
  },
];

export const versionCases: readonly RefusalCase[] = [...migrationCases, ...publicationCases];
