/** What a step has produced arrives with the next one: claim says which commit to check out. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';

import { handoffs } from '../kit/act/records.ts';
import { expectDone, expectSound, told } from './expectations.ts';
import { inputs, item, leg, openHandbook, printedBy, type Handbook } from './handbook.ts';

let handbook: Handbook;
afterEach(() => handbook.close());

const workflow = 'handover.yml';
const handover = path.join(import.meta.dirname, 'workflows', workflow);

test("the successor works on the predecessor's commit", async () => {
  handbook = await openHandbook({
    [`.github/workflows/${workflow}`]: fs.readFileSync(handover, 'utf8'),
    'steps/report.sh': '#!/bin/sh\nset -eu\ngit rev-parse HEAD\nhead -n 1 dist/handbook.md\n',
  });
  // Here the legs may push: their work, and with it their own outcomes.
  handbook.repository.hook('pre-receive', 'exit 0');

  const first = await handbook.start({ workflow, inputs });
  const runs = [first, ...(await handbook.dispatched())];

  expect(told(runs).at(-1)).toBe('0: next plan report');
  const [last] = runs.slice(-1);
  const assembled = handbook.repository.tip(`work/${item}/assemble`);
  const commits = handoffs(handbook.repository, item).map(({ slot, commit }) => [slot, commit]);
  expect(Object.fromEntries(commits)).toMatchObject({ 'assemble.1': assembled });
  expect(last && printedBy(last, 'report')).toBe(`${String(assembled)}\n# Handbook\n`);
  const claimed = last && leg(last, 'report')?.steps.find(({ id }) => id === 'claim');
  expect(claimed?.outputs).toMatchObject({ claimed: 'true', ref: assembled });
  expect(leg(first, 'headings')?.steps.find(({ id }) => id === 'claim')?.outputs['ref'] ?? '').toBe(
    '',
  );
  expectDone(handbook);
  expectSound(handbook);
});
