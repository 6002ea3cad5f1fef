/** `npm run bench`: speed as ratios against a floor measured in the same run. Slow machines give the same ratios. */
import { benchActions } from './actions.ts';
import { benchCalls } from './calls.ts';
import { benchGateFinish } from './gate-finish.ts';
import { benchGit } from './git.ts';
import { benchProcesses } from './processes.ts';
import { benchSchedule } from './schedule.ts';
import { benchStartUp } from './start-up.ts';
import { printTable, type Row } from './table.ts';

const parts: Readonly<Record<string, () => readonly Row[] | Promise<readonly Row[]>>> = {
  'start-up': benchStartUp,
  schedule: benchSchedule,
  processes: benchProcesses,
  'gate-finish': benchGateFinish,
  git: benchGit,
  actions: benchActions,
  calls: benchCalls,
};

const wanted = process.argv.slice(2);
for (const [name, run] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const rows = await run();
  if (rows.length > 0) printTable(name, rows);
}
