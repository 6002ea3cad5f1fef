/** Legs that may write: each claims its step and stores its outcome by itself, however many runs compete. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';

import type { ConsumerRun } from '../kit/act/consumer.ts';
import { claims, handoffs, outcomes } from '../kit/act/records.ts';
import { expectDone, expectSound } from './expectations.ts';
import { inputs, item, openHandbook, printedBy, type Handbook } from './handbook.ts';

let handbook: Handbook;
afterEach(() => handbook.close());

const workflow = 'direct.yml';
const steps = ['assemble', 'headings', 'links', 'report', 'wording'];

test('two runs compete for every step; one of them has it, the other leaves it', async () => {
  const file = path.join(import.meta.dirname, 'workflows', workflow);
  handbook = await openHandbook({
    [`.github/workflows/${workflow}`]: fs.readFileSync(file, 'utf8'),
  });
  handbook.repository.hook('pre-receive', 'exit 0');

  const runs: ConsumerRun[] = [];
  for (let wave = 0; wave < 4; wave += 1)
    runs.push(
      ...(await Promise.all([
        handbook.start({ workflow, inputs, actor: 'alice' }),
        handbook.start({ workflow, inputs, actor: 'bob' }),
      ])),
    );

  expect(runs.map(({ exitCode }) => exitCode)).toEqual(runs.map(() => 0));
  const executedIn = (step: string): readonly string[] =>
    runs.filter((run) => printedBy(run, step) !== undefined).map(({ id }) => String(id));
  expect(steps.map((step) => executedIn(step).length)).toEqual(steps.map(() => 1));
  for (const { slot, executor } of handoffs(handbook.repository, item))
    expect([slot, executor.run]).toEqual([slot, executedIn(slot.replace(/\.1$/, ''))[0]]);
  expect(claims(handbook.repository, item).map(({ executor }) => executor.job)).toEqual(
    steps.map(() => 'work'),
  );
  expect(outcomes(handbook.repository, item)).toEqual(steps.map((step) => `${step}.1 completed`));
  expect(handbook.github.artifacts).toEqual([]);
  expectDone(handbook);
  expectSound(handbook);
});
