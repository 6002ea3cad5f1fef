/** Two runs for one item at once, as without a concurrency group: they share the work, and do nothing twice. */
import { afterEach, expect, test } from '@jest/globals';

import type { ConsumerRun } from '../kit/act/consumer.ts';
import { handoffs, outcomes } from '../kit/act/records.ts';
import { expectDone, expectSound } from './expectations.ts';
import { inputs, item, openHandbook, printedBy, type Handbook } from './handbook.ts';

let handbook: Handbook;
afterEach(() => handbook.close());

const steps = ['assemble', 'headings', 'links', 'report', 'wording'];

test('each step is executed once, and its outcome is of the run that executed it', async () => {
  handbook = await openHandbook();
  const pairs: ConsumerRun[] = [];
  for (let wave = 0; wave < steps.length; wave += 1)
    pairs.push(
      ...(await Promise.all([
        handbook.start({ inputs, actor: 'alice' }),
        handbook.start({ inputs, actor: 'bob' }),
      ])),
    );
  expect(pairs.map(({ exitCode }) => exitCode)).toEqual(pairs.map(() => 0));
  const executedIn = (step: string): readonly string[] =>
    pairs.filter((run) => printedBy(run, step) !== undefined).map(({ id }) => String(id));
  expect(steps.map((step) => executedIn(step).length)).toEqual(steps.map(() => 1));
  for (const { slot, executor } of handoffs(handbook.repository, item))
    expect([slot, executor.run]).toEqual([slot, executedIn(slot.replace(/\.1$/, ''))[0]]);
  expect(outcomes(handbook.repository, item)).toEqual(steps.map((step) => `${step}.1 completed`));
  expectDone(handbook);
  expectSound(handbook);
});
