/** Workflow files that users copy, and those that the scenarios run, pass the linters that users have. */
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';

const top = path.resolve(import.meta.dirname, '../..');
const example = path.join(top, 'examples/consumer');
const workflows = [
  path.join(example, '.github/workflows/plan.yml'),
  ...['direct.yml', 'handover.yml'].map((name) =>
    path.join(import.meta.dirname, 'workflows', name),
  ),
];

let tools: string;
beforeAll(() => {
  tools = execFileSync(path.join(top, '.ci/tools'), { encoding: 'utf8' }).trim();
});

/** @returns what it found; empty when it is content */
function complaints(tool: string, ...args: readonly string[]): string {
  const PATH = `${tools}:${process.env['PATH'] ?? ''}`;
  try {
    execFileSync(tool, args, { env: { ...process.env, PATH }, encoding: 'utf8', stdio: 'pipe' });
    return '';
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
    return `${tool}: ${stdout ?? ''}${stderr ?? String(error)}`;
  }
}

test.each(workflows)('%s passes actionlint', (file) => {
  expect(complaints('actionlint', file)).toBe('');
});

test.each(workflows)('%s passes zizmor with the policy of the example', (file) => {
  const policy = path.join(example, 'zizmor.yml');
  expect(complaints('zizmor', '--offline', '--no-progress', '-c', policy, file)).toBe('');
});

test('the definition, the work item and the policy of the example are valid', () => {
  const cli = path.join(top, 'dist/cli/index.js');
  expect(complaints(process.execPath, cli, 'validate', '--root', example)).toBe('');
});
