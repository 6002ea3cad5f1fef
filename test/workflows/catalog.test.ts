/** The catalog says what the actions' own files say, and what people copy from it keeps the rules. */
import { expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { actionNames } from '../../scripts/release/action-file.ts';
import { catalogEntries } from '../../scripts/release/catalog-entries.ts';
import { catalogOf } from '../../scripts/release/catalog-page.ts';
import { root } from '../actions/release-tree.ts';
import { rules } from './all-rules.ts';
import { snippetWorkflow } from './snippet-workflow.ts';
import { actionsOf, readWorkflow } from './workflow.ts';

test('action-catalog.md is fresh: npm run catalog', () => {
  expect(readFileSync(join(root, 'action-catalog.md'), 'utf8')).toBe(catalogOf(root));
});

test('it leads nowhere that a release does not have', () => {
  const links = [...catalogOf(root).matchAll(/\]\((?!#|https:)([^)]+)\)/g)].map(([, to]) => to);
  expect(links).toEqual([]);
});

test.each(actionNames)('the snippet of %s uses it, and keeps the rules', (name) => {
  const workflow = readWorkflow(name, snippetWorkflow(name));
  expect(workflow.jobs.flatMap(actionsOf)).toContain(name);
  expect(rules.flatMap(({ check }) => check(workflow))).toEqual([]);
});

test.each(actionNames)('the snippet of %s permits what the table says', (name) => {
  const { jobs } = readWorkflow(name, snippetWorkflow(name));
  const [job] = jobs.filter((one) => actionsOf(one).includes(name));
  const usual = catalogEntries[name].permissions.map(({ scope, access, usually }) => [
    scope,
    usually ?? access,
  ]);
  expect(job?.permissions).toEqual(Object.fromEntries(usual));
});
