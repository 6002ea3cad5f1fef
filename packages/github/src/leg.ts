/** What tells the legs of a matrix apart. No environment variable does; contexts do, through defaults of inputs. */

export interface Leg {
  /** `job.check_run_id`: one for each job and run attempt, on github.com. */
  readonly checkRunId?: string;
  /** `strategy.job-index`. */
  readonly jobIndex?: string;
  /** `toJSON(matrix)`; absent outside a matrix. */
  readonly matrix?: string;
}

/** @param inputs as the runner passes them; what a context does not know is empty */
export function readLeg(inputs: {
  readonly 'check-run-id'?: string | undefined;
  readonly 'job-index'?: string | undefined;
  readonly matrix?: string | undefined;
}): Leg {
  const { 'check-run-id': checkRunId, 'job-index': jobIndex, matrix } = inputs;
  const inMatrix = !['', '{}', 'null'].includes((matrix ?? '').replace(/\s+/g, ''));
  return {
    ...(checkRunId !== undefined && { checkRunId }),
    ...(jobIndex !== undefined && { jobIndex }),
    ...(matrix !== undefined && inMatrix && { matrix }),
  };
}
