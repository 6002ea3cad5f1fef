/** A place to race in: a bare repository whose branch holds registered items, and processes that work on it. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { register, type Deps } from '@orchestrator/app';
import { defaultPolicy, readWrittenRegistration, registrationSlot } from '@orchestrator/core';
import { createDefinitions, createMemoryStore, systemClock, systemIds } from '@orchestrator/stores';
import { git, gitEnvironment } from './kit/git-server/git.ts';
import { readLog } from './kit/history/log.ts';
import type { Call } from './kit/history/history.ts';
import type { Job, Task } from './git-race-driver.ts';

export const branch = 'orchestrator';
export const urlOf = (repository: string): string => `file://${repository}`;

export interface Lab {
  readonly folder: string;
  /** Holds the definitions. */
  readonly root: string;
  /** The folder that a git server serves. */
  readonly repositories: string;
  /** The bare repository, in `repositories`. */
  readonly repository: string;
  readonly program: string;
}

/** Bundles the driver, and with the names of known-bad variants these, too: `<folder>/<name>.mjs`. */
export function bundleDrivers(folder: string, ...variants: readonly string[]): void {
  const top = path.join(import.meta.dirname, '..');
  const tsx = path.join(top, 'node_modules/tsx/dist/cli.mjs');
  const program = path.join(top, 'test/kit/known-bad/bundle.ts');
  const driver = path.join(top, 'test/git-race-driver.ts');
  execFileSync(process.execPath, [tsx, program, driver, folder, ...variants], { stdio: 'pipe' });
}

export const programOf = (folder: string, variant = 'shipped'): string =>
  path.join(folder, `${variant.replaceAll(' ', '-')}.mjs`);

/** @param folder made; @param steps of each item, all of them parallelizable */
export async function makeLab(
  folder: string,
  program: string,
  items: readonly string[],
  steps: readonly string[],
): Promise<Lab> {
  const root = path.join(folder, 'root');
  const repositories = path.join(folder, 'repositories');
  const repository = path.join(repositories, 'store.git');
  fs.mkdirSync(path.join(root, 'artifacts/workflows'), { recursive: true });
  fs.mkdirSync(path.join(root, '.git'));
  const lines = steps.map((key) => `  - {key: ${key}, order: 1, parallelizable: true}\n`);
  const definition = `id: wf\nversion: 1.0.0\nsteps:\n${lines.join('')}`;
  fs.writeFileSync(path.join(root, 'artifacts/workflows/wf@1.0.0.yaml'), definition);
  await git(folder, ['init', '--quiet', '--bare', '--initial-branch=main', repository]);
  // What GitHub allows, for those that come by path.
  for (const allowed of ['allowFilter', 'allowAnySHA1InWant'])
    await git(repository, ['config', `uploadpack.${allowed}`, 'true']);
  const registration = await registrationText(root, 'item');
  const files = items.map((item) => {
    const text = registration.replaceAll('"item"', `"${item}"`);
    return `M 100644 inline ${registrationSlot(item)}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  });
  const head = `commit refs/heads/${branch}\ncommitter ada <ada@example.org> 1768824000 +0000\n`;
  const all = `${head}data 5\nItems\n${files.join('')}\n`;
  await git(repository, ['fast-import', '--quiet'], all);
  return { folder, root, repositories, repository, program };
}

async function registrationText(root: string, item: string): Promise<string> {
  const store = createMemoryStore();
  const written = readWrittenRegistration({
    workItemId: item,
    workflow: { id: 'wf', version: '1.0.0' },
  });
  if (!written.ok) throw new Error(JSON.stringify(written));
  const deps = {
    ...{ store, definitions: createDefinitions(root), clock: systemClock(), ids: systemIds() },
    ...{ inForce: { policy: defaultPolicy }, wait: () => Promise.resolve(), random: () => 0 },
  } as Partial<Deps> as Deps;
  const told = await register(deps, { written: written.registration, actor: 'ada' });
  if (!told.ok) throw new Error(told.refusal.message);
  return store.files.get(registrationSlot(item)) ?? '';
}

export interface Worker {
  readonly name: string;
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  readonly go: () => void;
  /** The exit code, or the signal; and what it complained of. */
  readonly ended: Promise<{ readonly code: number | string; readonly complaints: string }>;
  /** With `group`, all that it started gets it, too; else its git goes on for a while. */
  readonly signal: (signal: NodeJS.Signals, group: boolean) => void;
}

/**
 * @param name of the clone and of the log; whoever starts again under it goes on with both
 * @returns the command that does these tasks
 */
export function commandFor(
  { folder, root, program }: Lab,
  remote: string,
  name: string,
  tasks: readonly Task[],
  more: Partial<Job> = {},
): readonly [program: string, ...args: string[]] {
  const at = (file: string): string => path.join(folder, 'workers', name, file);
  fs.mkdirSync(at('.'), { recursive: true });
  const store = { remote, branch, clone: at('clone') };
  const job: Job = { store, root, log: logOf(folder, name), tasks, patience: 20_000, ...more };
  fs.writeFileSync(at('job.json'), JSON.stringify(job));
  return [process.execPath, program, at('job.json')];
}

/** @param more variables of its environment */
export function startWorker(
  name: string,
  [program, ...args]: ReturnType<typeof commandFor>,
  more: NodeJS.ProcessEnv = {},
): Worker {
  const child = spawn(program, args, {
    env: { ...gitEnvironment, ...more },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  child.stdin.on('error', () => undefined);
  return {
    name,
    child,
    ready: new Promise((done) => child.stdout.once('data', () => done())),
    go: () => void child.stdin.write('go\n'),
    ended: new Promise((done) =>
      child.once('exit', (code, signal) => done({ code: code ?? signal ?? '', complaints })),
    ),
    signal: (signal, group) => {
      if (child.pid === undefined || child.exitCode !== null) return;
      try {
        process.kill(group ? -child.pid : child.pid, signal);
      } catch {
        // It has ended by itself.
      }
    },
  };
}

const logOf = (folder: string, name: string): string =>
  path.join(folder, 'workers', name, 'log.ndjson');

/** What all workers of the lab have noted. */
export const readCalls = ({ folder }: Pick<Lab, 'folder'>): readonly Call[] =>
  fs
    .readdirSync(path.join(folder, 'workers'))
    .map((name) => logOf(folder, name))
    .filter((log) => fs.existsSync(log))
    .flatMap((log) => readLog(fs.readFileSync(log, 'utf8')));
