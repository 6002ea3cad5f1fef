/**
 * The long races, as a command: `tsx test/git-race.ts [--workers 64] [--attempts 10000] [--contenders 2] [--http]
 * [--killed 0.2] [--seed 1] [--variant NAME] [--keep]`. Prints one table; exits 1 when anything does not fit together.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleDrivers, programOf } from './git-race-lab.ts';
import { badWeather, race, type Race, type RaceOptions } from './git-race-run.ts';
import { copyOfCli, freshFolder, removeFolder } from './processes.ts';

const { values } = parseArgs({
  options: {
    workers: { type: 'string', default: '64' },
    attempts: { type: 'string', default: '10000' },
    contenders: { type: 'string', default: '2' },
    killed: { type: 'string', default: '0.2' },
    seed: { type: 'string', default: '1' },
    http: { type: 'boolean', default: false },
    variant: { type: 'string', default: 'shipped' },
    keep: { type: 'boolean', default: false },
  },
});

/** The value below which this part of the values lies. */
function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
}

function rows(options: RaceOptions, result: Race): readonly (readonly [string, string | number])[] {
  const { calls, findings, journal, seconds, kills, verified } = result;
  const claims = calls.flatMap((call) => (call.kind === 'claim' ? [call] : []));
  const count = (wanted: string): number => claims.filter((one) => one.result === wanted).length;
  const took = claims
    .flatMap(({ start, end }) => (Number.isFinite(end) ? [(end - start) / 1e6] : []))
    .sort((one, other) => one - other);
  const found = (code: string): number => findings.filter((one) => one.code === code).length;
  const faults = journal.filter(({ fault }) => fault !== undefined).length;
  const others = findings.filter(({ code }) => code !== 'double' && code !== 'orphan').length;
  return [
    ['way', options.rates ? 'HTTP, 30 % of the replies lost, 10 % 503' : 'file://'],
    ['workers', `${options.workers}, ${kills} killed and replaced`],
    ['attempts', `${options.attempts}, each wanted by ${options.contenders}`],
    ['calls', `${claims.length} claims, ${calls.length - claims.length} looks`],
    [
      'told',
      `${count('ok')} ok, ${count('lost')} lost, ${count('refused')} refused, ${count('unknown')} unknown`,
    ],
    ...(options.rates ? [['requests', `${journal.length}, ${faults} with a fault`] as const] : []),
    ['time', `${seconds.toFixed(1)} s, ${(claims.length / seconds).toFixed(0)} claims a second`],
    [
      'a claim took',
      `${quantile(took, 0.5).toFixed(0)} ms (half), ${quantile(took, 0.99).toFixed(0)} ms (99 %), ${quantile(took, 1).toFixed(0)} ms (all)`,
    ],
    ['verify', verified === 0 ? 'exit 0' : `exit ${verified ?? 'killed'}`],
    ['double', found('double')],
    ['orphaned', found('orphan')],
    ['other findings', others],
  ];
}

const folder = freshFolder('git-race');
const programs = path.join(folder, 'programs');
bundleDrivers(programs, ...(values.variant === 'shipped' ? [] : [values.variant]));
const options: RaceOptions = {
  folder,
  program: programOf(programs, values.variant),
  cli: copyOfCli(path.join(folder, 'cli')),
  workers: Number(values.workers),
  attempts: Number(values.attempts),
  contenders: Number(values.contenders),
  killed: Number(values.killed),
  seed: Number(values.seed),
  ...(values.http && { rates: badWeather }),
};
const result = await race(options);
for (const [name, value] of rows(options, result)) console.log(`${name.padEnd(16)}${value}`);
for (const { code, register, detail } of result.findings.slice(0, 20))
  console.log(`  ${code}: ${register}: ${detail}`);
if (values.keep) fs.writeFileSync(path.join(folder, 'calls.json'), JSON.stringify(result.calls));
if (values.keep) console.log(`Kept: ${folder}`);
else removeFolder(folder);
process.exitCode = result.findings.length === 0 && result.verified === 0 ? 0 : 1;
