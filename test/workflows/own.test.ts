/** Our own repository: what is checked here is checked there, and nothing is released that was not. */
import { expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';

import { root } from '../actions/release-tree.ts';
import { shipped } from './shipped.ts';
import type { Job, Workflow } from './workflow.ts';

const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');

function own(name: string): Workflow {
  const found = shipped.find(({ file }) => file === `.github/workflows/${name}.yml`);
  if (found === undefined) throw new Error(`There is no ${name}.yml`);
  return found;
}

function job(workflow: Workflow, id: string): Job {
  const found = workflow.jobs.find((one) => one.id === id);
  if (found === undefined) throw new Error(`${workflow.file} has no job ${id}`);
  return found;
}

test('every stage of .ci/run is a job of ci.yml', () => {
  const stages = [...read('.ci/run').matchAll(/^stage .*npm run --silent (\S+)/gm)].map(
    ([, name]) => name,
  );
  const { matrix } = job(own('ci'), 'check').strategy ?? {};
  const { include } = matrix as { readonly include: readonly { readonly script: string }[] };
  expect(stages.length).toBeGreaterThan(5);
  expect(include.map(({ script }) => script)).toEqual(expect.arrayContaining(stages));
});

test('the tests run on every version of Node that package.json supports, and so does the build of a release', () => {
  expect(job(own('ci'), 'test').strategy?.matrix).toEqual({ node: [20, 24] });
  const { include } = job(own('release'), 'build').strategy?.matrix as {
    readonly include: readonly { readonly node: number }[];
  };
  expect(include.map(({ node }) => node).sort()).toEqual([20, 24]);
});

test('a release is checked, built, signed and published in this order', () => {
  const needs = own('release').jobs.map(({ id, needs: [before = ''] }) => [id, before]);
  expect(needs).toEqual([
    ['ci', ''],
    ['build', 'ci'],
    ['attest', 'build'],
    ['publish', 'attest'],
  ]);
  expect(
    own('release').jobs.filter(({ if: condition }) => /always|cancelled|failure/.test(condition)),
  ).toEqual([]);
});

test('of a release, who builds writes nothing, who signs runs nothing of ours, who publishes runs one script', () => {
  const permissions = own('release').jobs.map(({ id, permissions: granted }) => [id, granted]);
  expect(Object.fromEntries(permissions)).toEqual({
    ci: { contents: 'read' },
    build: { contents: 'read' },
    attest: { 'id-token': 'write', attestations: 'write' },
    publish: { contents: 'write' },
  });
  const scripts = (id: string): readonly string[] =>
    job(own('release'), id).steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
  expect(scripts('publish')).toEqual(['.github/release/publish release "$GITHUB_SHA"']);
  expect(
    job(own('release'), 'attest').steps.some(({ uses = '' }) =>
      uses.startsWith('actions/checkout'),
    ),
  ).toBe(false);
});

test('no cache is read or written: a pull request could have filled it', () => {
  for (const { file, jobs } of shipped)
    for (const { uses = '', with: given } of jobs.flatMap(({ steps }) => steps)) {
      expect([file, uses]).not.toEqual([file, expect.stringMatching(/^actions\/cache/)]);
      if (uses.startsWith('actions/setup-')) expect(given['package-manager-cache']).toBe('false');
    }
});

test('dependencies and actions are kept up to date, some days after a release', () => {
  const { updates } = parse(read('.github/dependabot.yml')) as {
    readonly updates: readonly {
      'package-ecosystem': string;
      cooldown?: { 'default-days'?: number };
    }[];
  };
  expect(updates.map((one) => one['package-ecosystem'])).toEqual(['npm', 'github-actions']);
  for (const { cooldown } of updates) expect(cooldown?.['default-days']).toBeGreaterThanOrEqual(7);
});
