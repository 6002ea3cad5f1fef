/** A machine dies in the middle of a step: evidence, not a time-out, ends the attempt. */
import { afterEach, expect, test } from '@jest/globals';

import { handoffs, outcomes, recordPaths } from '../kit/act/records.ts';
import { expectDone, expectSound, told } from './expectations.ts';
import { inputs, item, openHandbook, redefined, type Handbook } from './handbook.ts';

let handbook: Handbook;
afterEach(() => handbook.close());

const hangs = `#!/bin/sh
if [ -n "\${HANG:-}" ]; then echo hanging; sleep 600; fi
`;
const retried = (definition: string): string =>
  definition.replace('title: Check the headings', '$&\n    retry: { maxAttempts: 2 }');

test('the attempt is abandoned once GitHub knows that the run has ended, and the work goes on', async () => {
  handbook = await openHandbook({ 'steps/headings.sh': hangs, ...redefined(retried) });
  const death = new AbortController();
  const dead = await handbook.start({
    inputs,
    env: { HANG: 'yes' },
    kill: death.signal,
    onLine: ({ msg }) => {
      if (msg.startsWith('hanging')) death.abort();
    },
  });
  expect(dead).toMatchObject({ killed: true, exitCode: null });
  const tip = handbook.repository.tip('orchestrator');

  const early = await handbook.start({ inputs });
  expect(told([early])).toEqual(['0: next plan']);
  expect(handbook.repository.tip('orchestrator')).toBe(tip);
  expect(recordPaths(handbook.repository, `artifacts/handoff/${item}`)).toEqual([]);
  expect(handbook.github.dispatches).toEqual([]);

  handbook.notice(dead);
  const later = await handbook.start({ inputs });
  const rest = await handbook.dispatched();
  expect(told([later, ...rest])).toEqual([
    '0: headings next plan',
    '0: links next plan wording',
    '0: assemble next plan',
    '0: next plan report',
  ]);
  expect(outcomes(handbook.repository, item)).toEqual([
    ...['assemble.1 completed', 'headings.1 abandoned', 'headings.2 completed'],
    ...['links.1 completed', 'report.1 completed', 'wording.1 completed'],
  ]);
  const abandoned = handoffs(handbook.repository, item).find(
    ({ status }) => status === 'abandoned',
  );
  expect(abandoned?.outcome).toContain(`run ${dead.id}`);
  expectDone(handbook);
  expectSound(handbook);
});
