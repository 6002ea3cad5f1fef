/** The frame of every action: inputs are read, one use case runs, outputs are set, and what fails is told once. */
import * as core from '@actions/core';
import { StorageError, type Refusal, type Refused } from '@orchestrator/core';
import { isForkRun, readEvent, readJob } from '@orchestrator/github';
import type * as z from 'zod/mini';
import { forgetInputs, readInputs, type InputsSchema } from './inputs.ts';
import { createKit, type Kit } from './kit.ts';
import { createLog, type Log } from './log.ts';
import { refusedInForkRun, type InForkRun } from './observe.ts';
import { writeSummary } from './summary.ts';

export interface Done<Name extends string> {
  readonly ok: true;
  /** Every output of the action, each time. */
  readonly outputs: Readonly<Record<Name, string>>;
  /** Markdown for the summary of the step. */
  readonly summary?: string;
  /** Something was refused beside what was done: the outputs are set, and the step fails. */
  readonly failure?: Failure;
}

export interface Failure extends Pick<Refusal, 'message' | 'hint'> {
  readonly code: string;
}

export interface Action<Schema extends InputsSchema, Name extends string> {
  readonly inputs: Schema;
  readonly run: (inputs: z.output<Schema>, kit: Kit) => Promise<Done<Name> | Refused>;
  /** Runs after all steps of the job. Whatever happens in it, it does not fail the job. */
  readonly post?: (inputs: z.output<Schema>, kit: Kit) => Promise<undefined | Refused>;
  /** Whatever lies in the workspace, the rules are those of the default branch. */
  readonly onlyDefaultBranch?: true;
  /** What it does in a run of a fork's pull request; it is refused there when nothing is said. */
  readonly inForkRun?: InForkRun;
}

/** Set by the main step, seen by the one after the job: both are the same file. */
const stateOfPost = 'isPost';

/** Runs the action to its end. Never throws; a failure is one error annotation and the exit code 1. */
export async function runAction<Schema extends InputsSchema, Name extends string>(
  action: Action<Schema, Name>,
): Promise<void> {
  const log = createLog();
  const isPost = core.getState(stateOfPost) === 'true';
  const fail = isPost ? failQuietly(log) : failLoudly(log);
  try {
    if (action.post !== undefined && !isPost) core.saveState(stateOfPost, 'true');
    const ofFork = isForkRun(readJob(process.env), readEvent(process.env));
    if (ofFork && action.inForkRun !== 'observe') {
      // There is nothing that could be left to do after a step that was refused.
      return isPost ? undefined : fail(refusedInForkRun().refusal);
    }
    const read = readInputs(action.inputs, core.getInput);
    if (!read.ok) return fail(read.refusal);
    const token = tokenOf(read.inputs);
    forgetInputs();
    const kit = await createKit({
      ...{ env: process.env, token, mask: core.setSecret, log },
      // A fork's checkout says nothing about where records are, or who may do what.
      onlyDefaultBranch: ofFork || action.onlyDefaultBranch === true,
    });
    const result = await (isPost ? action.post : action.run)?.(read.inputs, kit);
    kit.opened.store.close();
    if (result?.ok === false) fail(result.refusal);
    else if (result !== undefined) await show(result, fail);
  } catch (error) {
    fail(failureOf(error, log));
  }
}

/** Sets the outputs, and adds to the summary. */
export async function show({ outputs, summary, failure }: Done<string>, fail: Fail): Promise<void> {
  for (const [name, value] of Object.entries<string>(outputs)) core.setOutput(name, value);
  if (summary !== undefined) await writeSummary(summary);
  if (failure !== undefined) fail(failure);
}

type Fail = (failure: Failure) => void;

/** An error annotation, and the exit code 1. */
export const failLoudly =
  (log: Log): Fail =>
  ({ code, message, hint }) => {
    log.error(`${message}\n${hint}`, code);
    process.exitCode = 1;
  };

const failQuietly =
  (log: Log): Fail =>
  ({ code, message, hint }) =>
    log.warning(`${message}\n${hint}`, code);

function tokenOf(inputs: object): string {
  const token = 'token' in inputs ? inputs.token : '';
  return typeof token === 'string' ? token : '';
}

export function failureOf(error: unknown, log: Log): Failure {
  if (error instanceof StorageError)
    return { code: error.code, message: error.message, hint: error.hint };
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    log.debug(cause.stack ?? cause.message);
  }
  return {
    code: 'unexpected',
    message: error instanceof Error ? error.message : String(error),
    hint: 'This is a defect. Re-run the job with debug logging, and report what it prints.',
  };
}
