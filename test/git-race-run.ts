/** One big race: many long-lived workers, many attempts, over a path or over HTTP with faults, some workers killed and replaced. */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Entry } from './kit/git-server/handler.ts';
import { startGitServer, type GitServer } from './kit/git-server/server.ts';
import type { Rate } from './kit/git-server/faults.ts';
import type { Call } from './kit/history/history.ts';
import { chance, shuffled, type Chance } from './kit/history/random.ts';
import type { Task } from './git-race-driver.ts';
import { judge, type Finding } from './git-race-judge.ts';
import {
  branch,
  commandFor,
  makeLab,
  readCalls,
  startWorker,
  urlOf,
  type Lab,
  type Worker,
} from './git-race-lab.ts';
import { git } from './kit/git-server/git.ts';

export interface RaceOptions {
  readonly folder: string;
  readonly program: string;
  /** The command line that verifies what came out. */
  readonly cli: string;
  readonly workers: number;
  readonly attempts: number;
  /** So many workers want each attempt. */
  readonly contenders: number;
  /** This part of the workers is killed once, somewhere, and replaced. */
  readonly killed: number;
  /** Over HTTP with these faults; absent: by path. */
  readonly rates?: readonly Rate[];
  readonly seed: number;
}

export interface Race {
  readonly findings: readonly Finding[];
  readonly calls: readonly Call[];
  readonly journal: readonly Entry[];
  readonly kills: number;
  /** Of the race itself. */
  readonly seconds: number;
  /** The exit code of `verify` on what is stored. */
  readonly verified: number | null;
}

/** The faults that the races run under: 30 % of the replies lost, in three ways, and 10 % of all requests refused. */
export const badWeather: readonly Rate[] = [
  { fault: { kind: 'reply-lost' }, on: 'push', probability: 0.1 },
  { fault: { kind: 'reply-cut' }, on: 'push', probability: 0.1 },
  { fault: { kind: 'bad-gateway' }, on: 'push', probability: 0.1 },
  { fault: { kind: 'unavailable' }, on: 'push', probability: 0.1 },
  { fault: { kind: 'unavailable' }, on: 'list-to-push', probability: 0.1 },
  { fault: { kind: 'unavailable' }, on: 'list', probability: 0.1 },
];

const stepsOfAnItem = 10;
const longest = 60 * 60_000;

export async function race(options: RaceOptions): Promise<Race> {
  const dice = chance(options.seed);
  const steps = Array.from({ length: stepsOfAnItem }, (_, index) => `s${index}`);
  const count = Math.ceil(options.attempts / steps.length);
  const items = Array.from({ length: count }, (_, index) => `i${index}`);
  const lab = await makeLab(options.folder, options.program, items, steps);
  const { rates, seed } = options;
  const server =
    rates && (await startGitServer({ root: lab.repositories, faults: { seed, rates } }));
  const remote = server ? `${server.url}/${path.basename(lab.repository)}` : urlOf(lab.repository);
  const plan = planTasks(options, items, steps, dice);
  const start = (index: number): Worker =>
    startWorker(
      `w${index}`,
      commandFor(lab, remote, `w${index}`, plan[index] ?? [], { waits: true, patience: 120_000 }),
    );
  const began = performance.now();
  const { kills, complaints } = await runWorkers(lab, plan, start, options.killed, dice);
  const seconds = (performance.now() - began) / 1000;
  await settle(server);
  return {
    findings: [...complaints, ...(await judge(lab))],
    calls: readCalls(lab),
    journal: server?.journal ?? [],
    kills,
    seconds,
    verified: await verify(lab, options.cli),
  };
}

/** Git of a worker that was killed alone may still be pushing; and a server may have late requests to do. */
async function settle(server: GitServer | undefined): Promise<void> {
  await new Promise((done) => setTimeout(done, 500));
  await server?.close();
}

/** Everybody goes through the attempts in nearly the same order, so that they meet. */
function planTasks(
  { workers, attempts, contenders }: RaceOptions,
  items: readonly string[],
  steps: readonly string[],
  dice: Chance,
): readonly (readonly Task[])[] {
  const everybody = Array.from({ length: workers }, (_, index) => index);
  const plan: Task[][] = everybody.map(() => []);
  const pairs = items.flatMap((item) => steps.map((step) => ({ item, step }))).slice(0, attempts);
  for (const { item, step } of pairs) {
    // In every second item the claimants of a step share one executor id; only their nonces differ.
    const shares = Number(item.slice(1)) % 2 === 1;
    for (const index of shuffled(everybody, dice).slice(0, contenders)) {
      const executor = shares ? `pool-${step}` : `w${index}-${step}`;
      if (dice.happens(0.1)) plan[index]?.push({ kind: 'look', item, step });
      plan[index]?.push({
        kind: 'claim',
        item,
        step,
        executor,
        nonce: `nonce-w${index}-${item}-${step}`,
      });
    }
  }
  return plan;
}

async function runWorkers(
  lab: Lab,
  plan: readonly (readonly Task[])[],
  start: (index: number) => Worker,
  killed: number,
  dice: Chance,
): Promise<{ readonly kills: number; readonly complaints: readonly Finding[] }> {
  const complaints: Finding[] = [];
  const victims = new Set(
    shuffled([...plan.keys()], dice).slice(0, Math.round(killed * plan.length)),
  );
  let kills = 0;
  const first = plan.map((_, index) => start(index));
  await Promise.all(first.map(({ ready }) => ready));
  const live = async (worker: Worker, index: number): Promise<void> => {
    const stop = victims.has(index)
      ? killSomewhere(lab, worker, plan[index]?.length ?? 0, dice)
      : freezeSomewhere(worker, dice);
    worker.go();
    const { code, complaints: detail } = await worker.ended;
    stop();
    if (code === 'SIGKILL') {
      kills += 1;
      const next = start(index);
      victims.delete(index);
      await next.ready;
      return live(next, index);
    }
    if (code !== 0) complaints.push({ code: `exit ${code}`, register: worker.name, detail });
  };
  await Promise.all(first.map(live));
  return { kills, complaints };
}

/** Stops it with all that it started, and lets it go on later, as if nothing had been: a claimant from the past. */
function freezeSomewhere(worker: Worker, dice: Chance): () => void {
  const timers = [setTimeout(() => worker.signal('SIGSTOP', true), 300 + dice.below(3000))];
  const thaw = (): void => worker.signal('SIGCONT', true);
  timers.push(setTimeout(thaw, 3300 + dice.below(1500)));
  return () => timers.forEach(clearTimeout);
}

/** Kills it when it has done some part of its tasks, at a moment that has nothing to do with them. @returns what calls it off */
function killSomewhere({ folder }: Lab, worker: Worker, tasks: number, dice: Chance): () => void {
  const log = path.join(folder, 'workers', worker.name, 'log.ndjson');
  // About eighty bytes a line, and two lines a task.
  const bytes = dice.next() * 0.7 * tasks * 200;
  const group = dice.happens(0.5);
  const after = dice.below(60);
  const timer = setInterval(() => {
    if ((fs.statSync(log, { throwIfNoEntry: false })?.size ?? 0) < bytes) return;
    clearInterval(timer);
    setTimeout(() => worker.signal('SIGKILL', group), after);
  }, 20);
  const end = setTimeout(() => worker.signal('SIGKILL', true), longest);
  return () => {
    clearInterval(timer);
    clearTimeout(end);
  };
}

/** What is stored, checked out by plain git and verified by the command line. */
async function verify({ folder, repository, root }: Lab, cli: string): Promise<number | null> {
  const checkout = path.join(folder, 'checkout');
  await git(folder, ['clone', '--quiet', '--branch', branch, repository, checkout]);
  fs.cpSync(path.join(root, 'artifacts'), path.join(checkout, 'artifacts'), { recursive: true });
  return spawnSync(process.execPath, [cli, 'verify', '--root', checkout]).status;
}
