/**
 * The whole sweep of kills, as a command: `tsx test/git-crash.ts [--cold] [--http] [--calls openat,write] [--part around|
 * command|git|server]`. It takes about two seconds a kill; prints one table, and every kill that something did not survive.
 */
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { calls, type Point } from './git-crash-points.ts';
import {
  aroundRuns,
  crash,
  makeGround,
  sweep,
  type Crash,
  type Ground,
} from './git-crash-sweep.ts';
import { copyOfCli, freshFolder, removeFolder } from './processes.ts';

const { values } = parseArgs({
  options: {
    cold: { type: 'boolean', default: false },
    http: { type: 'boolean', default: false },
    calls: { type: 'string', default: calls.join(',') },
    part: { type: 'string', multiple: true, default: ['around', 'command', 'git', 'server'] },
  },
});

/** Every series of points, as a function of k. */
function seriesOf({ runs }: Ground): readonly ((k: number) => Point)[] {
  const wanted = values.calls.split(',');
  const has = (part: string): boolean => values.part.includes(part);
  const numbers = Array.from({ length: runs }, (_, index) => index + 1);
  return wanted.flatMap((call) => [
    ...(has('command') ? [(k: number): Point => ({ dies: 'command at', call, k })] : []),
    ...(has('git')
      ? numbers.map((run) => (k: number): Point => ({ dies: 'git', run, call, k }))
      : []),
    ...(has('server') && values.http ? [(k: number): Point => ({ dies: 'server', call, k })] : []),
  ]);
}

const nameOf = (point: Point): string =>
  point.dies === 'command'
    ? `command ${point.moment} a git`
    : `${point.dies}${point.dies === 'git' ? ` ${point.run}` : ''}: ${point.call}`;

interface Row {
  kills: number;
  landed: number;
  locks: number;
  bad: number;
}
const rows = new Map<string, Row>();

function note({ point, landed, locks, problems }: Crash): void {
  const row = rows.get(nameOf(point)) ?? { kills: 0, landed: 0, locks: 0, bad: 0 };
  row.kills += 1;
  row.landed += landed ? 1 : 0;
  row.locks += locks > 0 ? 1 : 0;
  row.bad += problems.length > 0 ? 1 : 0;
  rows.set(nameOf(point), row);
  if (problems.length > 0) console.log(JSON.stringify({ point, problems }));
}

const folder = freshFolder('git-crash');
const cli = copyOfCli(path.join(folder, 'cli'));
// Two at a time: they wait for each other's disks less than for themselves.
const grounds = await Promise.all(
  ['a', 'b'].map((name) => makeGround(path.join(folder, name), cli, !values.cold, values.http)),
);
const [first] = grounds;
const around = values.part.includes('around') && first ? [...aroundRuns(first.runs)] : [];
const series = first ? [...seriesOf(first)] : [];
await Promise.all(
  grounds.map(async (ground) => {
    for (let point = around.shift(); point; point = around.shift())
      note(await crash(ground, point, point.dies === 'command' && point.run % 2 === 0));
    for (let at = series.shift(); at; at = series.shift()) await sweep(ground, at, note);
  }),
);
for (const { server } of grounds) await server?.close();
removeFolder(folder);

console.log('who and where                  kills  landed before  locks left  bad');
const all: Row = { kills: 0, landed: 0, locks: 0, bad: 0 };
const print = (name: string, { kills, landed, locks, bad }: Row): void =>
  console.log(
    `${name.padEnd(28)}${[kills, landed, locks, bad].map((n, i) => String(n).padStart([8, 15, 12, 5][i] ?? 0)).join('')}`,
  );
for (const [name, row] of rows) {
  print(name, row);
  for (const key of ['kills', 'landed', 'locks', 'bad'] as const) all[key] += row[key];
}
print('all', all);
process.exitCode = all.bad === 0 && all.kills > 0 ? 0 : 1;
