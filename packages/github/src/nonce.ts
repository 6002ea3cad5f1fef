/**
 * The nonce of a job (semantics R7): derived, so that a repeated step finds the claim that an earlier one made, and
 * different for every job, leg and run attempt.
 */
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Job } from './environment.ts';
import { sha256 } from './ids.ts';
import type { Leg } from './leg.ts';

/**
 * @returns the nonce for attempt k of a step; `''` where the number is not known yet
 * @throws when the random value that is needed can't be kept
 */
export function nonceOf(job: Job, leg: Leg): (step: string, k: number | '') => string {
  const mark = markOf(job, leg);
  const { repository, run, runAttempt, job: key } = job;
  return (step, k) =>
    sha256(JSON.stringify([repository, run, runAttempt, key, step, String(k), ...mark])).slice(
      0,
      32,
    );
}

/**
 * Place and values in a matrix are not enough: a workflow that is called from a matrix has the same ones in each of its
 * copies. Only the check run is one job's own; where there is none, a value is kept for the time of the job.
 */
function markOf({ scratch }: Job, { checkRunId, jobIndex, matrix }: Leg): readonly string[] {
  if (checkRunId !== undefined) return ['check-run', checkRunId];
  return ['leg', jobIndex ?? '', matrix ?? '', keptRandom(scratch)];
}

/** A random value, made once in a folder and found there ever after, also by a process that is started at the same time. */
export function keptRandom(folder: string): string {
  const file = path.join(folder, 'random');
  const known = readIfThere(file);
  if (known !== undefined) return known;
  fs.mkdirSync(folder, { recursive: true });
  const draft = `${file}.${randomBytes(8).toString('hex')}`;
  writeSynced(draft, randomBytes(16).toString('hex'));
  try {
    // Unlike a rename, a link never replaces what somebody else has made.
    fs.linkSync(draft, file);
    syncFolder(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(draft);
  }
  return fs.readFileSync(file, 'utf8');
}

function readIfThere(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function writeSynced(file: string, text: string): void {
  const handle = fs.openSync(file, 'wx', 0o600);
  try {
    fs.writeSync(handle, text);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}
