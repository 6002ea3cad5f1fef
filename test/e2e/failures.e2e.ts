/** Legs that fail: a step's own retry policy, and a person who re-runs the failed jobs. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { handoffs, outcomes, recordPaths } from '../kit/act/records.ts';
import { expectDone, expectSound, told } from './expectations.ts';
import { inputs, item, leg, openHandbook, type Handbook } from './handbook.ts';

let handbook: Handbook;
let scratch: string;

beforeEach(() => {
  scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'failures-'));
});
afterEach(async () => {
  await handbook.close();
  fs.rmSync(scratch, { recursive: true });
});

/** Fails the first time, on whichever machine that is. */
const failsOnce = (name: string): string =>
  `#!/bin/sh\nmkdir '${scratch}/${name}' 2>/dev/null || exit 0\necho 'not this time' >&2; exit 1\n`;

const failuresFirst = ['links', 'wording'];

test('a step is tried again as often as its policy allows, beside what did well', async () => {
  handbook = await openHandbook({ 'steps/wording.sh': failsOnce('wording') });
  const first = await handbook.start({ inputs });
  const runs = [first, ...(await handbook.dispatched())];
  expect(told(runs)).toEqual([
    '0: headings next plan',
    '1: links next plan wording',
    '0: next plan wording',
    '0: assemble next plan',
    '0: next plan report',
  ]);
  const wave = runs[1];
  expect(failuresFirst.map((step) => wave && leg(wave, step)?.result)).toEqual([
    'success',
    'failure',
  ]);
  expect(outcomes(handbook.repository, item)).toEqual([
    ...['assemble.1 completed', 'headings.1 completed', 'links.1 completed', 'report.1 completed'],
    ...['wording.1 failed', 'wording.2 completed'],
  ]);
  expect(recordPaths(handbook.repository, `artifacts/journal/${item}`)).toEqual([]);
  expectDone(handbook);
  expectSound(handbook);
});

test('a person re-runs the failed jobs: a new attempt in their name, and the work goes on', async () => {
  handbook = await openHandbook({ 'steps/links.sh': failsOnce('links') });
  await handbook.start({ inputs });
  const stopped = await handbook.dispatched();
  expect(told(stopped)).toEqual(['1: links next plan wording']);
  expect(outcomes(handbook.repository, item)).toEqual([
    ...['headings.1 completed', 'links.1 failed', 'wording.1 completed'],
  ]);
  const failed = stopped.at(-1);
  if (failed === undefined) return;

  const again = await handbook.rerunFailed(failed, 'bob');
  const rest = await handbook.dispatched();

  expect(told([again, ...rest])).toEqual([
    '0: links next',
    '0: assemble next plan',
    '0: next plan report',
  ]);
  expect(handoffs(handbook.repository, item)).toContainEqual(
    expect.objectContaining({
      slot: 'links.2',
      status: 'completed',
      executor: expect.objectContaining({ run: String(failed.id), runAttempt: 2 }),
    }),
  );
  const requeue = `artifacts/journal/${item}/retry.links.2.json`;
  expect(recordPaths(handbook.repository, `artifacts/journal/${item}`)).toEqual([requeue]);
  expect(JSON.parse(handbook.repository.read('orchestrator', requeue))).toMatchObject({
    actor: 'bob',
  });
  expectDone(handbook);
  expectSound(handbook);
});
