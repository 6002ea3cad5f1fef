/** What holds after every scenario. */
import { expect } from '@jest/globals';

import type { ConsumerRun } from '../kit/act/consumer.ts';
import { claims } from '../kit/act/records.ts';
import { item, jobsRun, orchestrator, type Handbook } from './handbook.ts';

/** The history verifies, nobody claimed twice, read-only jobs did not push, and every request was one that GitHub knows. */
export function expectSound(handbook: Handbook): void {
  const { repository, github } = handbook;
  expect(orchestrator(repository, 'verify')).toMatchObject({ ok: true, violations: [] });
  const slots = claims(repository, item).map(({ slot }) => slot);
  expect(slots).toEqual([...new Set(slots)]);
  expect(handbook.refusedPushes()).toEqual([]);
  expect(github.violations).toEqual([]);
}

/** The item is done, says the command line. */
export function expectDone({ repository }: Handbook): void {
  const status = orchestrator(repository, 'status', '--work-item', item);
  expect(status).toMatchObject({ state: 'done' });
}

/** Each run in a line: how it ended and which jobs it had. */
export const told = (runs: readonly ConsumerRun[]): readonly string[] =>
  runs.map((run) => `${String(run.exitCode)}: ${jobsRun(run).join(' ')}`);
