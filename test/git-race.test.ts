/** Real processes race for claims over the git store: exactly one gets each attempt, and everybody knows who. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startGitServer } from './kit/git-server/server.ts';
import type { Claim } from './kit/history/history.ts';
import { judge } from './git-race-judge.ts';
import {
  bundleDrivers,
  commandFor,
  makeLab,
  programOf,
  readCalls,
  startWorker,
  urlOf,
} from './git-race-lab.ts';
import { badWeather, race } from './git-race-run.ts';
import { play, scenarios, type ScenarioName } from './git-race-scenarios.ts';
import { copyOfCli, freshFolder, removeFolder } from './processes.ts';

let folder: string;
let cli: string;
beforeAll(() => {
  folder = freshFolder('git-race');
  cli = copyOfCli(path.join(folder, 'cli'));
  bundleDrivers(path.join(folder, 'programs'));
});
afterAll(() => removeFolder(folder));

const program = (): string => programOf(path.join(folder, 'programs'));

describe('small races with one outcome', () => {
  test.each(Object.keys(scenarios) as ScenarioName[])('%s', async (name) => {
    expect(await play(name, path.join(folder, name), program())).toEqual([]);
  });
});

describe('eight clones want one attempt', () => {
  test.each([
    ['file://', 'executors of their own', false, (index: number) => `e${index}`],
    ['over HTTP', 'executors of their own', true, (index: number) => `e${index}`],
    ['file://', 'one executor id', false, () => 'pool'],
    ['over HTTP', 'one executor id', true, () => 'pool'],
  ])('%s, %s', async (way, who, overHttp, executorOf) => {
    const here = path.join(folder, `${way} ${who}`.replaceAll('/', ''));
    fs.mkdirSync(here);
    const lab = await makeLab(here, program(), ['one'], ['a']);
    const server = overHttp ? await startGitServer({ root: lab.repositories }) : undefined;
    const remote = server ? `${server.url}/store.git` : urlOf(lab.repository);
    const workers = Array.from({ length: 8 }, (_, index) => {
      const task = {
        item: 'one',
        step: 'a',
        executor: executorOf(index),
        nonce: `nonce-of-${index}`,
      };
      const tasks = [{ kind: 'claim', ...task }] as const;
      return startWorker(`w${index}`, commandFor(lab, remote, `w${index}`, tasks, { waits: true }));
    });
    await Promise.all(workers.map(({ ready }) => ready));
    for (const { go } of workers) go();
    const ended = await Promise.all(workers.map((worker) => worker.ended));
    await server?.close();
    expect(ended.filter(({ code }) => code !== 0)).toEqual([]);
    expect(await judge(lab)).toEqual([]);
    const claims = readCalls(lab) as readonly Claim[];
    // Each asked once, and was answered at once: nobody had to ask again.
    expect(claims.map(({ result }) => result).sort()).toEqual([
      'lost',
      'lost',
      'lost',
      'lost',
      'lost',
      'lost',
      'lost',
      'ok',
    ]);
    const [winner] = claims.filter(({ result }) => result === 'ok');
    const holders = claims.flatMap(({ result, holder }) => (result === 'lost' ? [holder] : []));
    expect(new Set(holders)).toEqual(new Set([winner?.who.split('/')[0]]));
  });
});

describe('many attempts, some workers killed and replaced', () => {
  test.each([
    ['file://', { workers: 6, attempts: 60, contenders: 3, killed: 0.34, seed: 1 }],
    [
      'over HTTP, 30 % of the replies lost',
      { workers: 5, attempts: 30, contenders: 3, killed: 0.4, seed: 2, rates: badWeather },
    ],
  ])(
    '%s',
    async (name, options) => {
      const here = path.join(folder, name.replaceAll('/', ''));
      fs.mkdirSync(here);
      const { findings, calls, kills, journal, verified } = await race({
        ...options,
        folder: here,
        program: program(),
        cli,
      });
      expect(findings).toEqual([]);
      expect(verified).toBe(0);
      // Otherwise nothing was tried.
      expect(kills).toBe(2);
      const results = calls.flatMap((call) => (call.kind === 'claim' ? [call.result] : []));
      expect(results.filter((result) => result === 'ok').length).toBeGreaterThanOrEqual(
        options.attempts,
      );
      expect(results.filter((result) => result === 'lost').length).toBeGreaterThan(
        options.attempts,
      );
      if ('rates' in options) {
        const met = journal.flatMap(({ fault }) => fault ?? []);
        expect(met.filter((fault) => fault !== 'unavailable').length).toBeGreaterThan(3);
        expect(met.filter((fault) => fault === 'unavailable').length).toBeGreaterThan(3);
      }
    },
    120_000,
  );
});
