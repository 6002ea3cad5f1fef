/** Every workflow, action, example and snippet passes the linters that users have. */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { actionNames } from '../../scripts/release/action-file.ts';
import { exampleFolders, workflowFiles } from '../workflows/shipped.ts';
import { snippetWorkflow } from '../workflows/snippet-workflow.ts';

const top = path.resolve(import.meta.dirname, '../..');
/** Lets the actions of this repository follow their major version, and nothing else. */
const policy = path.join(top, '.github/zizmor.yml');
const scenarios = ['direct.yml', 'handover.yml'].map((name) => `test/e2e/workflows/${name}`);

let tools: string;
let scratch: string;
beforeAll(() => {
  tools = execFileSync(path.join(top, '.ci/tools'), { encoding: 'utf8' }).trim();
  scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'lint-'));
});
afterAll(() => fs.rmSync(scratch, { recursive: true }));

/** @returns what it found; empty when it is content */
function complaints(tool: string, ...args: readonly string[]): string {
  const PATH = `${tools}:${process.env['PATH'] ?? ''}`;
  try {
    const env = { ...process.env, PATH };
    execFileSync(tool, args, { cwd: top, env, encoding: 'utf8', stdio: 'pipe' });
    return '';
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    return `${tool}: ${stdout ?? ''}${stderr ?? String(error)}`;
  }
}
const zizmor = (...args: readonly string[]): string =>
  complaints('zizmor', '--offline', '--no-progress', '--strict-collection', ...args);

describe('the linters do complain', () => {
  const bad =
    'on: issue_comment\njobs: { a: { runs-on: x, steps: [{ run: "${{ github.event.comment.body }}" }] } }';

  test('about a bad workflow', () => {
    const file = path.join(scratch, 'bad.yml');
    fs.writeFileSync(file, bad);
    expect(complaints('actionlint', file)).toContain('potentially untrusted');
    expect(zizmor(file)).toContain('template-injection');
  });
});

test.each([...workflowFiles, ...scenarios])('%s passes actionlint', (file) => {
  expect(complaints('actionlint', file)).toBe('');
});

test('our own workflows and settings pass zizmor, also what it only asks of the pedantic', () => {
  expect(zizmor('--persona', 'pedantic', '.github')).toBe('');
});

test.each(actionNames)('the action %s passes zizmor', (name) => {
  expect(zizmor('--persona', 'pedantic', '-c', policy, `actions/${name}/action.yml`)).toBe('');
});

test.each(scenarios)('%s passes zizmor', (file) => {
  expect(zizmor('-c', policy, file)).toBe('');
});

describe.each(exampleFolders.map((folder) => [path.basename(folder), folder] as const))(
  'the example %s',
  (_, folder) => {
    test('passes zizmor, with its own policy where it has one', () => {
      const own = path.join(folder, 'zizmor.yml');
      expect(zizmor('-c', fs.existsSync(own) ? own : policy, folder)).toBe('');
    });

    test('its definitions, its work items and its policy are valid', () => {
      const cli = path.join(top, 'dist/cli/index.js');
      expect(complaints(process.execPath, cli, 'validate', '--root', folder)).toBe('');
    });
  },
);

test.each(actionNames)('what the catalog shows of %s passes both', (name) => {
  const file = path.join(scratch, `${name}.yml`);
  fs.writeFileSync(file, snippetWorkflow(name));
  expect(complaints('actionlint', file)).toBe('');
  expect(zizmor('-c', policy, file)).toBe('');
});
