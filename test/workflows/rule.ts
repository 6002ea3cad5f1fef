import type { Workflow } from './workflow.ts';

/** Something that the runner used in tests can't show, and so is read off the files. */
export interface Rule {
  /** A sentence that every workflow fulfils. */
  readonly name: string;
  /** The row of the attack table that it guards, where there is one. */
  readonly row?: number;
  /** What is wrong with it, for people; nothing when it is as it must be. */
  readonly check: (workflow: Workflow) => readonly string[];
  /** A workflow that breaks just this rule: proof that it can fail. More of them, where there is more than one way. */
  readonly bad: readonly string[];
}

/** A workflow around one job, for the bad examples. */
export const around = (job: string, on = 'workflow_dispatch'): string =>
  `on: ${on}\npermissions: {}\njobs:\n  one:\n${job.replace(/^/gm, '    ')}\n`;
