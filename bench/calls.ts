/**
 * Calls of GitHub's API, against a written budget: all jobs of a repository together have 1,000 an hour, and 500 of them
 * may write. Numbers, not times: they are the same on every machine.
 */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

import type { Row } from './table.ts';

/** The most that one run of an action may ask for, and write. */
const budget: Readonly<Record<string, { readonly calls: number; readonly writes: number }>> = {
  schedule: { calls: 3, writes: 1 },
  claim: { calls: 0, writes: 0 },
  complete: { calls: 0, writes: 0 },
  gate: { calls: 7, writes: 2 },
  collect: { calls: 4, writes: 1 },
};
const anHour = 1000;

interface Counted {
  readonly what: string;
  readonly calls: number;
  readonly writes: number;
}

export function benchCalls(): readonly Row[] {
  // Not part of this bundle: the harness finds the repository from where it lies.
  const tsx = resolve('node_modules/tsx/dist/cli.mjs');
  const printed = execFileSync(process.execPath, [tsx, resolve('bench/calls/count.ts')], {
    encoding: 'utf8',
  });
  const counted = JSON.parse(printed.trim().split('\n').at(-1) ?? '[]') as readonly Counted[];
  console.log('\ncalls of the API (writes of them), and the budget of the action');
  for (const { what, calls, writes } of counted) {
    const most = budget[what.replace(/,.*/, '')];
    const met = most !== undefined && calls <= most.calls && writes <= most.writes;
    const verdict = `budget ${most?.calls ?? 0} (${most?.writes ?? 0}): ${met ? 'met' : 'MISSED'}`;
    console.log(`  ${what.padEnd(36)}  ${calls} (${writes})  ${verdict}`);
  }
  const wave = (budget['schedule']?.calls ?? 0) + (budget['collect']?.calls ?? 0);
  const waves = Math.floor(anHour / wave);
  console.log(
    `  ${anHour} calls an hour are enough for ${waves} waves, each with all that its budget allows`,
  );
  return [];
}
