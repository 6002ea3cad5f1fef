/** The frame of an action that needs no records: nothing is opened, and nobody is asked. */
import * as core from '@actions/core';
import type { Refused } from '@orchestrator/core';
import { readJob, type Job } from '@orchestrator/github';
import type * as z from 'zod/mini';
import { forgetInputs, readInputs, type InputsSchema } from './inputs.ts';
import { createLog, type Log } from './log.ts';
import { failLoudly, failureOf, show, type Done } from './run-action.ts';

export interface JobKit {
  readonly job: Job;
  readonly log: Log;
  /** Puts a folder on the PATH of later steps. */
  readonly addPath: (folder: string) => void;
}

export interface ActionWithoutStore<Schema extends InputsSchema, Name extends string> {
  readonly inputs: Schema;
  readonly run: (inputs: z.output<Schema>, kit: JobKit) => Done<Name> | Refused;
}

/** Runs the action to its end. Never throws; a failure is one error annotation and the exit code 1. */
export async function runWithoutStore<Schema extends InputsSchema, Name extends string>({
  inputs: schema,
  run,
}: ActionWithoutStore<Schema, Name>): Promise<void> {
  const log = createLog();
  const fail = failLoudly(log);
  try {
    const read = readInputs(schema, core.getInput);
    if (!read.ok) return fail(read.refusal);
    forgetInputs();
    const result = run(read.inputs, { job: readJob(process.env), log, addPath: core.addPath });
    if (result.ok) await show(result, fail);
    else fail(result.refusal);
  } catch (error) {
    fail(failureOf(error, log));
  }
}
