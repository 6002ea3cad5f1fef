/** What consumers see of an action and what it does are the same thing, written twice: here they are compared. */
import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { actionNames, readActionFile } from '../../scripts/release/action-file.ts';
import { withTables } from '../../scripts/release/readme.ts';
import { contracts } from './contracts/index.ts';
import { root } from './release-tree.ts';

const hidden: Readonly<Record<string, string>> = {
  'check-run-id': '${{ job.check_run_id }}',
  'job-index': '${{ strategy.job-index }}',
  matrix: '${{ toJSON(matrix) }}',
  'job-status': '${{ job.status }}',
};

test('every folder of actions is one of them', () => {
  const folders = readdirSync(join(root, 'actions')).filter((name) => name !== 'node_modules');
  expect(folders.sort()).toEqual([...actionNames].sort());
});

describe.each(actionNames)('%s', (name) => {
  const file = readActionFile(root, name);
  const { schema, implemented, inputs, outputs, post } = contracts[name];
  const names = Object.keys(file.inputs);
  const isSetByRunner = (input: string): boolean => input in hidden;

  test('has the inputs and outputs of the contract, with its defaults', () => {
    const defaults = names
      .filter((it) => !isSetByRunner(it))
      .map((it) => [it, file.inputs[it]?.default]);
    expect(Object.fromEntries(defaults)).toEqual({
      ...inputs,
      token: '${{ github.token }}',
    });
    expect(Object.keys(file.outputs)).toEqual(outputs);
    expect(implemented).toEqual(outputs);
  });

  test('its schema has just these inputs, in this order', () => {
    expect(Object.keys(schema.shape)).toEqual(names);
  });

  test.each(names)('%s is needed, and has the default, that the schema says', (input) => {
    const { default: given, required } = file.inputs[input] ?? {};
    const field = schema.shape[input as never] as {
      safeParse: (value: unknown) => { success: boolean; data?: unknown };
    };
    const absent = field.safeParse(undefined);
    expect(absent.success).toBe(required === false);
    if (given === undefined || given.includes('${{')) return;
    expect(field.safeParse(given)).toEqual({ success: true, data: absent.data });
  });

  test('what the runner fills in comes last, and says so', () => {
    const places = names.map(isSetByRunner);
    expect(places.lastIndexOf(false)).toBeLessThan(
      places.includes(true) ? places.indexOf(true) : names.length,
    );
    for (const input of names.filter(isSetByRunner)) {
      expect(file.inputs[input]).toMatchObject({ default: hidden[input], required: false });
      expect(file.inputs[input]?.description).toMatch(/^Set by default; leave it\./);
    }
  });

  test('only contexts stand in its defaults that the runner has there', () => {
    for (const { default: text = '' } of Object.values(file.inputs)) {
      for (const [, context] of text.matchAll(/\$\{\{\s*(?:toJSON\()?(\w+)/g)) {
        expect(['github', 'strategy', 'matrix', 'job', 'runner']).toContain(context);
      }
    }
  });

  test('runs what the others run; what holds a claim does something after the job', () => {
    expect(file.runs).toEqual({
      ...{ using: 'node24', main: 'index.js' },
      ...(post && { post: 'index.js' }),
    });
  });

  test('its README has the tables of action.yml', () => {
    const readme = readFileSync(join(root, 'actions', name, 'README.md'), 'utf8');
    expect(withTables(readme, file)).toBe(readme);
    for (const input of names) expect(readme).toContain(`| \`${input}\` |`);
  });

  test('its entry is one call, and nothing else', () => {
    const main = readFileSync(join(root, 'actions', name, 'src/main.ts'), 'utf8');
    expect(main.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
    expect(main).toMatch(/^await run\w*Action\(\{ inputs, run[^()]*\}\);$/m);
  });
});
