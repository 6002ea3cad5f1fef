/** What is to be run: the script of the input, or what the step's definition names. */
import * as path from 'node:path';
import { next } from '@orchestrator/app';
import { refuse, type Claim, type Packet, type Refused } from '@orchestrator/core';
import { writeWhole, type Kit } from '@orchestrator/action-kit';
import type { Inputs } from './inputs.ts';

export interface Command {
  readonly ok: true;
  readonly program: string;
  readonly args: readonly string[];
}

/** A script goes into a file: nobody reads it in the list of processes, and no length limits it. */
export function commandFor(
  { run, shell }: Pick<Inputs, 'run' | 'shell'>,
  { job }: Pick<Kit, 'job'>,
  { step, k }: Pick<Claim, 'step' | 'k'>,
  defined: Packet['run'],
): Command | Refused {
  const inFile = (script: string): string =>
    writeWhole(path.join(job.scratch, 'run', `${step}.${k}.sh`), `${script}\n`);
  if (run !== undefined && shell === 'bash') {
    const args = ['--noprofile', '--norc', '-eo', 'pipefail', inFile(run)];
    return { ok: true, program: 'bash', args };
  }
  const script = run ?? defined;
  if (typeof script === 'string') return { ok: true, program: 'sh', args: ['-e', inFile(script)] };
  const [program, ...args] = script ?? [];
  return program === undefined ? nothingToRun(step) : { ok: true, program, args };
}

/** Said before anything is claimed, where that can be known. */
export async function refuseWithoutCommand(
  { 'work-item': item, step, nonce, run }: Inputs,
  { deps }: Pick<Kit, 'deps'>,
): Promise<Refused | undefined> {
  if (run !== undefined || nonce !== undefined) return undefined;
  const viewed = await next(deps, item, step);
  const [packet] = viewed.ok ? viewed.view.steps : [];
  return packet !== undefined && packet.run === undefined ? nothingToRun(step) : undefined;
}

const nothingToRun = (step: string): Refused =>
  refuse(
    'invalid-input',
    `There is nothing to run: ${step} has no run: in its definition, and the input run is empty.`,
    'Give the input run, or publish a version of the workflow in which the step has a run:.',
  );
