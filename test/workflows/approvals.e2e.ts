/** examples/approvals from the button to done: two gates, a rejection that goes back, and runs that start by themselves. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';

import type { ConsumerRun } from '../kit/act/consumer.ts';
import { outcomes } from '../kit/act/records.ts';
import { openExample, printed, told, type Example } from './open-example.ts';

const item = 'week-4';

let example: Example;
beforeAll(async () => {
  example = await openExample('approvals', ['work']);
});
afterAll(() => example.close());

/** Presses a button, and waits for what follows from it. */
async function press(
  workflow: string,
  inputs: Readonly<Record<string, string>>,
  actor = 'alice',
): Promise<readonly ConsumerRun[]> {
  const run = await example.start({ workflow, inputs: { 'work-item': item, ...inputs }, actor });
  return [run, ...(await example.dispatched())];
}
const decide = (
  actor: string,
  gate: string,
  decision: string,
  reason = '',
): Promise<readonly ConsumerRun[]> => press('gate.yml', { gate, decision, reason }, actor);

const wave = (step: string): string => `0: ${step} success, next success, plan success`;
const sorted = (wave: string): string =>
  `${wave.slice(0, 3)}${wave.slice(3).split(', ').sort().join(', ')}`;

test('runs by itself up to the review', async () => {
  expect(told(await press('plan.yml', {}))).toEqual(
    ['check', 'layout'].map((step) => sorted(wave(step))),
  );
});

test('goes back and comes again by itself when one of the kitchen rejects', async () => {
  expect(told(await decide('alice', 'review', 'approve'))).toEqual(['0: gate success']);
  expect(told(await decide('bob', 'review', 'reject', 'Trout again?'))).toEqual([
    '0: gate success',
    ...['check', 'layout'].map((step) => sorted(wave(step))),
  ]);
});

test('needs two of the kitchen, and counts no approval of what was rejected', async () => {
  expect(told(await decide('alice', 'review', 'approve'))).toEqual(['0: gate success']);
  expect(told(await decide('carol', 'review', 'approve'))).toEqual([
    '0: gate success',
    sorted(wave('shopping')),
  ]);
});

test('is released by a manager, and by nobody else', async () => {
  const refused = await decide('alice', 'release', 'approve');
  expect(told(refused)).toEqual(['1: gate failure']);
  expect(printed(refused)).toContain('alice may not decide at release');
  expect(told(await decide('dana', 'release', 'approve'))).toEqual([
    '0: gate success',
    sorted(wave('publish')),
  ]);
});

test('has done everything once, and again what the rejection made void', () => {
  expect(outcomes(example.repository, item)).toEqual(
    ['check.1', 'check.2', 'layout.1', 'layout.2', 'publish.1', 'shopping.1'].map(
      (slot) => `${slot} completed`,
    ),
  );
  expect(example.refusedPushes()).toEqual([]);
  expect(example.github.violations).toEqual([]);
});
