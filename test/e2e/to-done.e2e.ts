/** The example from the button to done: one press, and every run dispatches the next one. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';

import type { ConsumerRun } from '../kit/act/consumer.ts';
import { handoffs, outcomes, recordPaths } from '../kit/act/records.ts';
import { expectDone, expectSound, told } from './expectations.ts';
import {
  inputs,
  item,
  leg,
  openHandbook,
  orchestrator,
  printedBy,
  type Handbook,
} from './handbook.ts';

let handbook: Handbook;
let runs: readonly ConsumerRun[];

beforeAll(async () => {
  handbook = await openHandbook();
  const first = await handbook.start({ inputs });
  runs = [first, ...(await handbook.dispatched())];
});
afterAll(() => handbook.close());

test('takes four waves, each dispatched by the one before', () => {
  expect(told(runs)).toEqual([
    '0: headings next plan',
    '0: links next plan wording',
    '0: assemble next plan',
    '0: next plan report',
  ]);
  expect(handbook.github.dispatches).toMatchObject(
    runs.slice(1).map(({ id }) => ({ workflow: '.github/workflows/plan.yml', inputs, runId: id })),
  );
});

test('leaves one completed attempt for each step, and what it produced', () => {
  expect(outcomes(handbook.repository, item)).toEqual(
    ['assemble', 'headings', 'links', 'report', 'wording'].map((step) => `${step}.1 completed`),
  );
  const assembled = handoffs(handbook.repository, item).find(({ slot }) => slot === 'assemble.1');
  expect(assembled).toMatchObject({
    actor: 'github-actions[bot]',
    executor: { kind: 'job', run: String(runs[2]?.id), runAttempt: 1 },
    commit: handbook.repository.tip('main'),
    outputs: [{ path: 'dist/handbook.md' }],
  });
  expectDone(handbook);
  expectSound(handbook);
});

test('runs the commands of the steps, in the order of the workflow', () => {
  const report = runs[3] && leg(runs[3], 'report');
  expect(report?.steps.find(({ summary }) => summary.includes('| page | words |'))).toBeDefined();
  expect(runs[0] && printedBy(runs[0], 'headings')).toBe('');
});

test('changes nothing when it is run again: nothing may start, and no leg runs', async () => {
  const { repository, github } = handbook;
  const facts = (): readonly string[] =>
    recordPaths(repository).filter((file) => !file.startsWith('artifacts/schedule/'));
  const before = facts();
  const dispatches = github.dispatches.length;

  const again = await handbook.start({ inputs });
  // The view may have been behind; from now on there is nothing to bring up to date.
  const tip = repository.tip('orchestrator');
  const andAgain = await handbook.start({ inputs });

  expect(told([again, andAgain])).toEqual(['0: next plan', '0: next plan']);
  expect(facts()).toEqual(before);
  expect(repository.tip('orchestrator')).toBe(tip);
  expect(github.dispatches).toHaveLength(dispatches);
});

test('asks GitHub for nothing but the next run: the legs make no REST call at all', () => {
  const { journal } = handbook.github;
  const rest = journal.filter(({ path }) => path.startsWith('/repos/'));
  expect(rest.map(({ operation }) => operation)).toEqual(
    runs.slice(1).map(() => 'actions/create-workflow-dispatch'),
  );
  expect(journal.filter(({ status = 500 }) => status >= 400)).toEqual([]);
});

test('says the same to people as the records do', () => {
  const plan = runs[0]?.jobs.find(({ id }) => id === 'plan');
  const outputs = plan?.steps.find(({ id }) => id === 'plan')?.outputs;
  expect(outputs).toMatchObject({ ready: '0', running: '1', done: 'false' });
  const { entries } = orchestrator(handbook.repository, 'history', '--work-item', item) as {
    readonly entries: readonly unknown[];
  };
  expect(entries.length).toBeGreaterThanOrEqual(16);
});
