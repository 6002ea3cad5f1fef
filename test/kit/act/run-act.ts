/** Runs one workflow file as GitHub would, with act in host mode, against a bare repository and a local GitHub. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

import { readActLine, type ActLine } from './act-line.ts';
import { jobsOf, type ActRun } from './act-run.ts';
import { actArguments, actEnvironment, type RunFolder } from './command-line.ts';
import { eventPayload } from './event.ts';
import { findAct } from './find-act.ts';
import { git } from './git.ts';
import type { RunActOptions } from './options.ts';
import { killMarked } from './process-tree.ts';

/**
 * Runs a workflow to its end.
 * @returns what became of it, also when jobs failed or it was killed
 * @throws Error when act is not installed, cannot read the workflow, panics, or takes too long
 */
export async function runAct(options: RunActOptions): Promise<ActRun> {
  const act = findAct();
  const run = prepare(options);
  try {
    const ended = await follow(start(act, options, run), options, run);
    if (ended.stuck) throw new Error(`The run took too long. ${tail(ended)}`);
    if (!ended.killed && ended.exitCode !== 0 && (ended.exitCode !== 1 || ended.jobs.length === 0))
      throw new Error(`act ended with ${String(ended.exitCode)}. ${tail(ended)}`);
    return ended;
  } finally {
    // GitHub's runner too ends what a job has left behind.
    await killMarked(run.mark);
    fs.rmSync(run.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function prepare(options: RunActOptions): RunFolder {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'act-')));
  const run = {
    folder,
    home: path.join(folder, 'home'),
    clone: path.join(folder, 'clone'),
    eventFile: path.join(folder, 'event.json'),
    mark: `LOCAL_RUN=${randomUUID()}`,
  };
  fs.mkdirSync(run.home);
  git(folder, 'clone', '--quiet', '--branch', options.branch ?? 'main', options.bare, run.clone);
  const workflow = path.join(run.clone, options.workflow);
  if (options.workflowText !== undefined) fs.writeFileSync(workflow, options.workflowText);
  fs.writeFileSync(run.eventFile, JSON.stringify(eventPayload(options)));
  return run;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

const start = (act: string, options: RunActOptions, run: RunFolder): Child =>
  spawn(act, actArguments(options, run), {
    cwd: run.clone,
    env: actEnvironment(options, run),
    stdio: ['ignore', 'pipe', 'pipe'],
  });

async function follow(
  child: Child,
  { kill, onLine, timeout = 120_000 }: RunActOptions,
  { mark }: RunFolder,
): Promise<ActRun & { readonly stuck: boolean }> {
  const lines: ActLine[] = [];
  let stderr = '';
  createInterface(child.stdout).on('line', (text) => {
    const line = readActLine(text);
    lines.push(line);
    onLine?.(line);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));

  const patience = AbortSignal.timeout(timeout);
  const end = (): void => void killMarked(mark);
  for (const signal of [kill, patience]) signal?.addEventListener('abort', end);
  if (kill?.aborted === true) end();
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  for (const signal of [kill, patience]) signal?.removeEventListener('abort', end);
  const killed = kill?.aborted === true && exitCode === null;
  const stuck = !killed && exitCode === null;
  return { exitCode, killed, stuck, jobs: jobsOf(lines), lines, stderr };
}

/** The end of the log, for messages. */
const tail = ({ stderr, lines }: ActRun): string =>
  [stderr, ...lines.slice(-30).map(({ msg }) => msg.trimEnd())].join('\n');
