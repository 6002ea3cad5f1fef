/** examples/visual-essay in GitHub Actions: contracts decide what is done, in the leg and again in the collector. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

import type { ConsumerRun } from '../kit/act/consumer.ts';
import { handoffs, outcomes, type HandoffFacts } from '../kit/act/records.ts';
import { openExample, releaseWithStandIns, told, type Example } from '../workflows/open-example.ts';
import { orchestrator } from './handbook.ts';

const item = 'the-word-robot';
const essay = 'src/app/essays/etymology/the-word-robot';
const plan = '.github/workflows/plan.yml';
const folder = path.resolve(import.meta.dirname, '../../examples/visual-essay');
const shipped = (file: string): string => fs.readFileSync(path.join(folder, file), 'utf8');

let tree: string;
let artifacts: string;
let example: Example;
beforeAll(() => {
  tree = releaseWithStandIns();
});
afterAll(() => fs.rmSync(tree, { recursive: true }));

async function open(files: Readonly<Record<string, string>> = {}): Promise<void> {
  artifacts = fs.mkdtempSync(path.join(os.tmpdir(), 'artifacts-'));
  const standIns = (text: string): string =>
    text.replace(/actions\/((?:up|down)load-artifact)@[0-9a-f]{40}/g, 'org/orchestrator/$1@v1');
  const text = standIns(files[plan] ?? shipped(plan));
  example = await openExample('visual-essay', ['work'], { ...files, [plan]: text }, tree);
}

async function close(): Promise<void> {
  expect(example.refusedPushes()).toEqual([]);
  expect(example.github.violations).toEqual([]);
  await example.close();
  fs.rmSync(artifacts, { recursive: true });
}

async function press(): Promise<readonly ConsumerRun[]> {
  const env = { ARTIFACTS: artifacts };
  const run = await example.start({ inputs: { 'work-item': item }, env });
  return [run, ...(await example.dispatched(env))];
}

const wave = (step: string, result = 'success'): string =>
  `${result === 'success' ? '0' : '1'}: ${[
    `${step} ${result}`,
    ...['next', 'plan', 'push'].map((job) => `${job} success`),
  ]
    .sort()
    .join(', ')}`;

const branch = (attempt: string): string => `work/${item}/${attempt}`;
const handoffOf = (slot: string): HandoffFacts | undefined =>
  handoffs(example.repository, item).find((one) => one.slot === slot);

describe('an agent that forgets something', () => {
  let runs: readonly ConsumerRun[];
  beforeAll(async () => {
    await open();
    runs = await press();
  });
  afterAll(close);

  test('fails once, is told why, and is done at the second attempt', () => {
    expect(told(runs)).toEqual([wave('g1'), wave('g2', 'failure'), wave('g2'), wave('g3')]);
    expect(outcomes(example.repository, item)).toEqual([
      'g1.1 completed',
      'g2.1 failed',
      'g2.2 completed',
      'g3.1 completed',
    ]);
    expect(handoffOf('g2.1')?.outcome).toContain(`${essay}/research/FIGURES.md does not exist`);
  });

  test('every output is on record, by the digest of what was pushed', () => {
    const slots = [
      ['g1.1', 'g1-1', ['intake/BRIEF.md', 'intake/QUESTIONS.md']],
      ['g2.2', 'g2-2', ['research/CITATIONS.md', 'research/FIGURES.md']],
      ['g3.1', 'g3-1', ['spec/SPEC.md', 'spec/spec.json']],
    ] as const;
    for (const [slot, name, files] of slots) {
      const pushed = files.map((file) => ({
        path: `${essay}/${file}`,
        sha256: sha256(example.repository.read(branch(name), `${essay}/${file}`)),
      }));
      expect(handoffOf(slot)?.outputs).toEqual(pushed);
      expect(handoffOf(slot)?.commit).toBe(example.repository.tip(branch(name)));
    }
    expect(example.repository.files(branch('g3-1'), essay)).toHaveLength(6);
  });

  test('the contract was checked, point by point', () => {
    const checks = handoffOf('g2.2')?.['checks'] as readonly { id: string; ok: boolean }[];
    expect(checks.map(({ id, ok }) => `${id} ${String(ok)}`)).toEqual([
      ...[1, 2].map((n) => `g2-output-${n} true`),
      ...[1, 2, 3, 4, 5, 6].map((n) => `g2-validation-${n} true`),
    ]);
  });

  test('the item is done, and its history whole', () => {
    expect(orchestrator(example.repository, 'status', '--work-item', item)).toMatchObject({
      state: 'done',
    });
    expect(orchestrator(example.repository, 'verify')).toMatchObject({ ok: true });
  });
});

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const contract = 'orchestration/gates/contracts/G1.contract.json';
/** Asks for nothing any more, in the checkout of its own job. */
const lawmaker = `import { writeFileSync } from 'node:fs';
writeFileSync('${contract}', '{"gate": "G1", "name": "Intake Approval"}');
`;

describe('an agent that writes the contract anew', () => {
  beforeAll(() => open({ 'agent.mjs': lawmaker }));
  afterAll(close);

  test('does not pass by it', async () => {
    const runs = await press();
    expect(told(runs)).toEqual([wave('g1', 'failure')]);
    expect(outcomes(example.repository, item)).toEqual(['g1.1 failed']);
    expect(handoffOf('g1.1')?.outcome).toContain(contract);
  });
});

/** Its files are there when the leg checks them, and not in what it hands over. */
const hider = `import { appendFileSync, cpSync } from 'node:fs';
appendFileSync('.git/info/exclude', 'intake/\\n');
cpSync('drafts/intake', '${essay}/intake', { recursive: true });
`;

describe('an agent that keeps its work to itself', () => {
  beforeAll(() => open({ 'agent.mjs': hider }));
  afterAll(close);

  test('passes in its leg, and not in the collector, which looks at what was pushed', async () => {
    const [first] = await press();
    expect(first && told([first])).toEqual([
      '1: g1 success, next failure, plan success, push success',
    ]);
    expect(outcomes(example.repository, item)).toEqual([]);
  });

  test('does not pass when it is tried once more either', async () => {
    await press();
    expect(outcomes(example.repository, item)).toEqual(['g1.1 abandoned']);
  });
});
