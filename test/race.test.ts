/** Sixteen processes want the same steps: exactly one gets each of them, and everybody knows who. */
import { execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  copyOfCli,
  environment,
  freshFolder,
  prepare,
  removeFolder,
  run,
  runSync,
} from './processes.ts';
import type { Tried } from './race-driver.ts';

const processes = 16;
/** By which a lost race is told; everything else is a defect, `contended` too. */
const lost = ['already-claimed', 'executor-busy', 'step-not-launchable', 'attempt-not-claimed'];

interface StoredClaim {
  readonly step: string;
  readonly executor: { readonly id: string; readonly nonce: string };
}

describe('sixteen processes race for claims', () => {
  let folder: string;
  let cli: string;

  beforeAll(() => {
    folder = freshFolder('race');
    cli = copyOfCli(path.join(folder, 'cli'));
    execFileSync(path.join(import.meta.dirname, '../node_modules/.bin/esbuild'), [
      path.join(import.meta.dirname, 'race-driver.ts'),
      ...['--bundle', '--platform=node', '--format=esm', '--log-level=warning'],
      // Some packages are CommonJS inside.
      "--banner:js=import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      `--outfile=${path.join(folder, 'driver.mjs')}`,
    ]);
  });
  afterAll(() => removeFolder(folder));

  const stepKeys = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => `step-${index}`);
  const definition = (keys: readonly string[]): string =>
    keys.map((key) => `  - {key: ${key}, order: 1, parallelizable: true}`).join('\n');
  const orchestrator = (...args: readonly string[]): readonly string[] => [
    process.execPath,
    cli,
    ...args,
  ];

  function storedClaims(root: string, item: string): readonly StoredClaim[] {
    const claims = path.join(root, 'artifacts/claims', item);
    return fs
      .readdirSync(claims)
      .map((name) => JSON.parse(fs.readFileSync(path.join(claims, name), 'utf8')) as StoredClaim);
  }

  function expectVerified(root: string): void {
    const { code, stdout } = runSync(orchestrator('verify', '--json'), root);
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ violations: [] })]);
  }

  /** All processes at once, from the moment that all are ready. @returns what each of them was told */
  async function race(
    root: string,
    mode: string,
    items: readonly string[],
    steps: readonly string[],
  ) {
    const runners = Array.from({ length: processes }, (_, index) => {
      const log = path.join(folder, `${mode}-${index}.json`);
      const me = `e${index}`;
      const args = [root, log, me, mode, items.join(','), steps.join(',')];
      const child = spawn(process.execPath, [path.join(folder, 'driver.mjs'), ...args], {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: environment(),
      });
      let complaints = '';
      child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
      return {
        ready: new Promise((done) => child.stdout.once('data', done)),
        go: () => child.stdin.write('go\n'),
        ended: new Promise<readonly Tried[]>((done, fail) => {
          child.once('exit', (code) =>
            code === 0
              ? done(JSON.parse(fs.readFileSync(log, 'utf8')) as Tried[])
              : fail(new Error(`exit ${code}: ${complaints}`)),
          );
        }),
      };
    });
    await Promise.all(runners.map(({ ready }) => ready));
    for (const { go } of runners) go();
    return (await Promise.all(runners.map(({ ended }) => ended))).flat();
  }

  test.each(['many-executors', 'one-executor'])(
    '200 attempts, %s: one owner each',
    async (mode) => {
      const steps = stepKeys(10);
      const items = Array.from({ length: 20 }, (_, index) => `item-${index}`);
      const root = path.join(folder, mode);
      prepare(cli, root, definition(steps));
      const registration = path.join(root, 'artifacts/work-items/wi.json');
      for (const item of items) {
        const args = ['register', '--work-item', item, '--workflow', 'wf@1.0.0', '--actor', 'ada'];
        expect(runSync(orchestrator(...args), root).code).toBe(0);
      }
      expect(fs.existsSync(registration)).toBe(true);
      const tried = await race(root, mode, items, steps);
      expect(tried.length).toBe(processes * 200);
      for (const item of items) {
        const claims = storedClaims(root, item);
        expect(claims.length).toBe(steps.length);
        for (const { step, executor } of claims) {
          const about = tried.filter((one) => one.item === item && one.step === step);
          const winners = about.filter(({ result }) => result === 'claimed');
          // The one who believes so is the one who is written down.
          expect(winners).toEqual([
            expect.objectContaining({ executor: executor.id, nonce: executor.nonce }),
          ]);
        }
      }
      const told = [...new Set(tried.map(({ result }) => result))].sort();
      expect(told.filter((result) => result !== 'claimed' && !lost.includes(result))).toEqual([]);
      expectVerified(root);
    },
    120_000,
  );

  test.each([
    ['executors of their own', (index: number) => ['--executor', `e${index}`]],
    ['one executor, nonces of their own', (index: number) => ['--nonce', `nonce-number-${index}`]],
  ])(
    'the command line, %s',
    async (name, who) => {
      const steps = stepKeys(4);
      const root = path.join(folder, name.split(' ')[0] ?? '');
      prepare(cli, root, definition(steps));
      for (const [round, step] of steps.entries()) {
        const command = ['claim', '--work-item', 'wi', '--step', step, '--actor', 'ada', '--json'];
        const executor = name.startsWith('one') ? ['--executor', `pool-${step}`] : [];
        const results = await Promise.all(
          Array.from({ length: processes }, (_, index) =>
            run(orchestrator(...command, ...executor, ...who(round * processes + index)), root),
          ),
        );
        const codes = results.map(({ code }) => code);
        const others = results.filter(({ code }) => code !== 0);
        expect(codes.filter((code) => code === 0).length).toBe(1);
        expect(others.filter(({ code }) => code !== 3 && code !== 4)).toEqual([]);
        const [mine] = results.filter(({ code }) => code === 0);
        const claimed = JSON.parse(mine?.stdout ?? '') as { executor: string };
        const stored = storedClaims(root, 'wi').filter((claim) => claim.step === step);
        expect(stored.map(({ executor: { id } }) => id)).toEqual([claimed.executor]);
        if (name.startsWith('one'))
          expect(stored[0]?.executor.nonce).toBe(
            `nonce-number-${round * processes + codes.indexOf(0)}`,
          );
      }
      expectVerified(root);
    },
    120_000,
  );
});
