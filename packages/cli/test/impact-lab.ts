/** An item in flight, its definitions in a repository, and changes of them; for the tests of `impact`. */
import { expect } from '@jest/globals';
import {
  at,
  claim,
  complete,
  copyOf,
  definition,
  gate,
  newRoot,
  workflow,
  type Root,
} from './cli.ts';

export const steps = ['  - {key: a, order: 1}', '  - {key: b, order: 2}', '  - {key: c, order: 3}'];
export const gates = 'gates:\n  - {key: go, before: c, returnTo: a, roles: [quality]}\n';
export const text = (version: string, lines = steps, more = gates): string =>
  workflow(lines.join('\n')).replace('1.0.0', version) + more;
export const second = 'artifacts/workflows/wf@1.1.0.yaml';
export const policy = (people: string): string => `roles: {quality: [${people}]}\n`;

export function commit(root: Root, message = 'x'): void {
  root.git('add', '-A');
  root.git('commit', '--quiet', '-m', message);
}

/** `wi` has a and b done, its gate approved by bob, and c claimed; `fresh` has nothing done. All is committed. */
function repository(): Root {
  const root = newRoot(
    { [definition]: text('1.0.0'), 'orchestrator.yml': policy('bob, carol') },
    { git: true },
  );
  for (const item of ['wi', 'fresh'])
    root.ok('register', '--work-item', item, '--workflow', 'wf@1.0.0');
  for (const step of ['a', 'b']) {
    claim(root, step);
    complete(root, step, '--outcome', 'done');
  }
  root.ok(...gate('approve', 'go', '--actor', 'bob'));
  claim(root, 'c');
  commit(root);
  return root;
}

let base: Root | undefined;
/** That repository, or another one, with these files written and not committed. */
export function change(files: Readonly<Record<string, string>>, from?: Root): Root {
  base ??= repository();
  const root = copyOf(from ?? base);
  for (const [file, content] of Object.entries(files)) root.write(file, content);
  return root;
}

/** What happens to an item; nothing is written for it. */
export function impactOn(root: Root, item = 'wi', ...more: readonly string[]): unknown {
  const before = root.files();
  const document = root.ok('impact', ...more);
  expect(root.files()).toEqual(before);
  const items = at(document, 'items') as readonly unknown[];
  return items.find((it) => at(it, 'workItemId') === item);
}
