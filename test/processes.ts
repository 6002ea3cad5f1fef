/** The built command line as real processes, on copies of one prepared checkout. */
import { execFile, spawnSync, type ExecFileException } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const memory = '/dev/shm';
const base = fs.existsSync(memory) ? memory : os.tmpdir();

export const freshFolder = (name: string): string =>
  fs.realpathSync(fs.mkdtempSync(path.join(base, `orchestrator-${name}-`)));
export const removeFolder = (folder: string): void =>
  fs.rmSync(folder, { recursive: true, force: true });

/** A copy of the bundle: a build that others start meanwhile does not change it under a running test. */
export function copyOfCli(folder: string): string {
  fs.cpSync(path.join(import.meta.dirname, '../dist/cli'), folder, { recursive: true });
  return path.join(folder, 'index.js');
}

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const noon = '2026-01-19T12:00:00Z';

export const environment = (more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  ORCHESTRATOR_TEST: '1',
  ORCHESTRATOR_NOW: noon,
  ...more,
});

/** Runs a program to its end, and nothing else meanwhile. */
export function runSync(
  command: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Ran {
  const [program = '', ...args] = command;
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    env: environment(env),
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: status, stdout, stderr };
}

export function run(
  command: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const [program = '', ...args] = command;
  return new Promise((done) => {
    const ended = (error: ExecFileException | null, stdout: string, stderr: string): void =>
      done({
        code: error === null ? 0 : typeof error.code === 'number' ? error.code : null,
        stdout,
        stderr,
      });
    execFile(program, args, { cwd, env: environment(env), maxBuffer: 2 ** 26 }, ended);
  });
}

export const item = 'wi';

/** A checkout with one workflow of these steps, and the item registered to it. */
export function prepare(cli: string, root: string, steps: string): void {
  fs.mkdirSync(path.join(root, '.git'), { recursive: true });
  fs.mkdirSync(path.join(root, 'artifacts/workflows'), { recursive: true });
  fs.writeFileSync(
    path.join(root, 'artifacts/workflows/wf@1.0.0.yaml'),
    `id: wf\nversion: 1.0.0\nsteps:\n${steps}\n`,
  );
  const args = ['register', '--work-item', item, '--workflow', 'wf@1.0.0', '--actor', 'ada'];
  const ran = runSync([process.execPath, cli, ...args], root);
  if (ran.code !== 0) throw new Error(ran.stdout + ran.stderr);
}

/** Every file below a folder, as paths, sorted. */
export const filesBelow = (folder: string): readonly string[] =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();

/** Record files that are not whole: every one is canonical JSON and ends with a newline. Files with a dot are none. */
export function halfWritten(root: string): readonly string[] {
  const artifacts = path.join(root, 'artifacts');
  return filesBelow(artifacts).filter((file) => {
    if (!file.endsWith('.json') || path.basename(file).startsWith('.')) return false;
    const text = fs.readFileSync(path.join(artifacts, file), 'utf8');
    try {
      JSON.parse(text);
      return !text.endsWith('}\n');
    } catch {
      return true;
    }
  });
}
