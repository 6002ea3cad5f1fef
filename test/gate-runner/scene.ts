/** A fresh git repository made of examples/visual-essay, with the built command line where the example expects it. */
import { expect } from '@jest/globals';
import * as fs from 'node:fs';
import * as path from 'node:path';

import { git } from '../kit/act/git.ts';
import {
  copyOfCli,
  freshFolder,
  removeFolder,
  run as runProcess,
  runSync,
  type Ran,
} from '../processes.ts';
import { readAttempt, readRun, type AttemptFacts, type RunFacts } from './run-files.ts';

const top = path.resolve(import.meta.dirname, '../..');
const example = path.join(top, 'examples/visual-essay');

export const essay = 'src/app/essays/etymology/the-word-robot';
export const runs = 'orchestration/runs';
/** The arguments that name the essay. */
export const aboutEssay = ['--slug', 'the-word-robot', '--artifact-path', essay] as const;
const runLabel = /run_\d{8}T\d{6}Z_[a-z0-9-]+_[0-9a-f]{6}/;

export interface Scene {
  /** The top of the repository. */
  readonly folder: string;
  /** Runs the command line as the page does. */
  orchestrator(...args: readonly string[]): Ran;
  /** The same, not waited for. */
  spawn(...args: readonly string[]): Promise<Ran>;
  /** `gate <verb>` at a gate of a run. */
  gate(verb: string, run: string, gate: string, ...more: readonly string[]): Ran;
  /** What somebody types. */
  shell(command: string, env?: Readonly<Record<string, string>>): Ran;
  /** Starts a run by hand. @returns its id */
  startRun(): string;
  /** Starts one, and a gate of it. */
  begin(gate: string): string;
  read(file: string): string;
  write(file: string, text: string | Buffer): void;
  /** @throws Error when the file does not say what is to be replaced */
  edit(file: string, from: string, to: string): void;
  /** Puts the finished pages of a gate where its contract wants them. */
  draft(part: 'intake' | 'research' | 'spec'): void;
  /** RUN.json. */
  record(run: string): RunFacts;
  attempt(run: string, gate: string, attempt: number): AttemptFacts;
  /** Of the repository itself. */
  git(...args: readonly string[]): string;
  remove(): void;
}

// The clock of these processes is the real one; who they are says the repository.
const real = { ORCHESTRATOR_TEST: '', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
const cli = [process.execPath, 'orchestration/runner/cli.js'];

export function openScene(): Scene {
  const base = freshFolder('gate-runner');
  copyOfCli(path.join(base, 'dist/cli'));
  const folder = path.join(base, 'examples/visual-essay');
  fs.cpSync(example, folder, { recursive: true, filter: isShipped });
  prepare(folder);
  return {
    folder,
    ...commandsIn(folder),
    ...filesIn(folder),
    git: (...args) => git(folder, ...args),
    remove: () => removeFolder(base),
  };
}

function commandsIn(
  folder: string,
): Pick<Scene, 'orchestrator' | 'spawn' | 'gate' | 'shell' | 'startRun' | 'begin'> {
  const orchestrator = (...args: readonly string[]): Ran =>
    runSync([...cli, ...args], folder, real);
  const gate: Scene['gate'] = (verb, run, name, ...more) =>
    orchestrator('gate', verb, '--run', run, '--gate', name, ...more);
  const startRun = (): string =>
    runOf(orchestrator('run', 'start', '--workflow', 'visual-essay', ...aboutEssay));
  return {
    orchestrator,
    spawn: (...args) => runProcess([...cli, ...args], folder, real),
    gate,
    shell: (command, env = {}) =>
      runSync(['bash', '--norc', '-euo', 'pipefail', '-c', command], folder, { ...real, ...env }),
    startRun,
    begin: (name) => {
      const run = startRun();
      expectExit(gate('start', run, name, '--agent', 'research-orchestrator'), 0);
      return run;
    },
  };
}

function filesIn(
  folder: string,
): Pick<Scene, 'read' | 'write' | 'edit' | 'draft' | 'record' | 'attempt'> {
  const read = (file: string): string => fs.readFileSync(path.join(folder, file), 'utf8');
  const write: Scene['write'] = (file, text) => {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  };
  return {
    read,
    write,
    edit: (file, from, to) => {
      const [before, ...after] = read(file).split(from);
      if (after.length === 0) throw new Error(`${file} does not say ${from}`);
      write(file, [before, after.join(from)].join(to));
    },
    draft: (part) =>
      fs.cpSync(path.join(folder, 'drafts', part), path.join(folder, essay, part), {
        recursive: true,
      }),
    record: (run) => readRun(read(runFile(run))),
    attempt: (run, gate, attempt) => readAttempt(read(attemptFile(run, gate, attempt))),
  };
}

/** The same with the intake and the research done, and committed. */
export function openDrafted(): Scene {
  const scene = openScene();
  scene.draft('intake');
  scene.draft('research');
  scene.git('add', '--all');
  scene.git('commit', '--quiet', '--message', 'Draft');
  return scene;
}

/** Everything but the runs is again as it was committed. */
export function restore(scene: Scene): void {
  scene.git('reset', '--quiet', '--hard');
  scene.git('clean', '--quiet', '--force', '-d', 'src');
}

function prepare(folder: string): void {
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'config', 'user.name', 'Kim');
  git(folder, 'config', 'user.email', 'kim@example.com');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'Begin with the example');
}

/** Not what somebody has left behind who tried the example in place. */
function isShipped(file: string): boolean {
  const name = path.relative(example, file);
  return name !== runs && name !== essay;
}

/** @throws Error with all that it said when a command has ended otherwise */
export function expectExit({ code, stdout, stderr }: Ran, exit: number): void {
  if (code !== exit)
    throw new Error(`It ended with ${String(code)}, not ${exit}:\n${stdout}${stderr}`);
}

/** A refusal: its exit code, its code, one sentence and a hint; nothing of a stack. */
export function expectRefused(ran: Ran, exit: number, ...texts: readonly string[]): void {
  expectExit(ran, exit);
  expect(ran.stdout).toBe('');
  expect(ran.stderr).toMatch(/^[a-z-]+: .*\n {2}→ .+\n$/s);
  for (const text of texts) expect(ran.stderr).toContain(text);
}

/** The run that a command names. @throws Error when it names none */
export function runOf({ code, stdout, stderr }: Ran): string {
  const [label] = runLabel.exec(stdout) ?? [];
  if (label === undefined) throw new Error(`No run is named (${String(code)}): ${stdout}${stderr}`);
  return label;
}

export const contractFile = (gate: string): string =>
  `orchestration/gates/contracts/${gate}.contract.json`;
export const runFile = (run: string): string => `${runs}/${run}/record/RUN.json`;
export const attemptFile = (run: string, gate: string, attempt: number): string =>
  `${runs}/${run}/record/gates/${gate}/attempt-${attempt}.json`;
