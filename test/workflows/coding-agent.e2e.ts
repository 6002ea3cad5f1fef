/** examples/coding-agent: what the agent makes arrives with the next step, and a person reads it before it is used. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

import type { ConsumerRun } from '../kit/act/consumer.ts';
import { handoffs, outcomes } from '../kit/act/records.ts';
import { openExample, releaseWithStandIns, told, type Example } from './open-example.ts';

const item = 'greet-by-name';
const plan = '.github/workflows/plan.yml';
const written = fs.readFileSync(
  path.resolve(import.meta.dirname, '../../examples/coding-agent', plan),
  'utf8',
);

let example: Example;
let tree: string;
let artifacts: string;
beforeAll(() => {
  tree = releaseWithStandIns();
});
afterAll(() => fs.rmSync(tree, { recursive: true }));

async function open(files: Readonly<Record<string, string>> = {}): Promise<void> {
  artifacts = fs.mkdtempSync(path.join(os.tmpdir(), 'artifacts-'));
  const text = written.replace(
    /actions\/((?:up|down)load-artifact)@[0-9a-f]{40}/g,
    'org/orchestrator/$1@v1',
  );
  example = await openExample('coding-agent', ['work'], { ...files, [plan]: text }, tree);
}

async function close(): Promise<void> {
  expect(example.refusedPushes()).toEqual([]);
  expect(example.github.violations).toEqual([]);
  await example.close();
  fs.rmSync(artifacts, { recursive: true });
}

async function press(
  workflow: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<readonly ConsumerRun[]> {
  const env = { ARTIFACTS: artifacts };
  const run = await example.start({ workflow, inputs: { 'work-item': item, ...inputs }, env });
  return [run, ...(await example.dispatched(env))];
}

const wave = (step: string): string =>
  `0: ${[step, 'next', 'plan', 'push']
    .sort()
    .map((job) => `${job} success`)
    .join(', ')}`;
const commitOf = (slot: string): string | undefined =>
  handoffs(example.repository, item).find((one) => one.slot === slot)?.commit;
const branch = (name: string): string => `work/${item}/${name}`;

describe('an agent that does what it is asked for', () => {
  beforeAll(() => open());
  afterAll(close);

  test('the agent designs and makes the change, each on the work of the step before', async () => {
    const runs = await press('plan.yml');
    expect(told(runs)).toEqual([wave('design'), wave('implement')]);
    for (const name of ['design', 'implement'])
      expect(commitOf(`${name}.1`)).toBe(example.repository.tip(branch(`${name}-1`)));
    expect(example.repository.read(branch('implement-1'), 'report/design.md')).toContain(
      '# Design',
    );
    expect(example.repository.read(branch('implement-1'), 'report/summary.md')).toContain(
      'src/greet.sh',
    );
  });

  test('a rejection goes back to the agent, with its reason in the prompt', async () => {
    const reason = 'Say it louder';
    const runs = await press('gate.yml', { gate: 'review', decision: 'reject', reason });
    expect(told(runs)).toEqual(['0: gate success', wave('implement')]);
    expect(example.repository.read(branch('implement-2'), 'report/summary.md')).toContain(reason);
  });

  test('what was approved is verified without the agent, on the commit that was approved', async () => {
    const runs = await press('gate.yml', { gate: 'review', decision: 'approve' });
    expect(told(runs)).toEqual(['0: gate success', wave('verify')]);
    expect(example.repository.read(branch('verify-1'), 'src/greet.sh')).toContain('Hello${1:+');
    expect(outcomes(example.repository, item)).toEqual(
      ['design.1', 'implement.1', 'implement.2', 'verify.1'].map((slot) => `${slot} completed`),
    );
    expect(example.repository.read('main', 'src/greet.sh')).not.toContain('$1');
  });
});

/** Says what it found wherever it can look, and makes nothing but the design. */
const thief = `#!/bin/sh
mkdir -p report
{
  env
  cat .git/config "$HOME"/.gitconfig
  grep -rs . .git/config* "$RUNNER_TEMP" "$HOME"
} > report/found.txt
echo '# Design' | tee report/design.md > report/summary.md
`;

describe('an agent that looks for a token, and says that it is done when it is not', () => {
  beforeAll(() => open({ 'agent.sh': thief }));
  afterAll(close);

  test('fails by its exit criterion, twice as its step allows, and nothing goes on', async () => {
    const runs = await press('plan.yml');
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 1, 1]);
    expect(outcomes(example.repository, item)).toEqual([
      'design.1 completed',
      'implement.1 failed',
      'implement.2 failed',
    ]);
  });

  test('has found no token (row 66)', () => {
    const found = example.repository.read(branch('design-1'), 'report/found.txt');
    expect(found).toContain('GITHUB_REPOSITORY=acme/consumer');
    expect(found).not.toContain('ghs_of_a_local_run');
    expect(found).not.toContain(
      Buffer.from('x-access-token:ghs_of_a_local_run').toString('base64'),
    );
  });
});
