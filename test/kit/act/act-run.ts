/** What became of a run: its jobs, their steps, outputs, summaries and annotations, told from the log. */
import type { ActLine } from './act-line.ts';

/** `unfinished`: no result was logged, because act was killed. */
export type ActResult = 'success' | 'failure' | 'cancelled' | 'skipped' | 'unfinished';

export interface ActStep {
  /** The id given in the workflow, else its place from 0. */
  readonly id: string;
  readonly name: string;
  readonly stage: string;
  readonly result: ActResult;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** What the step printed. */
  readonly printed: string;
}

export interface ActAnnotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly title: string | undefined;
  readonly step: string | undefined;
}

/** A job that began; a leg of a matrix is a job. What was skipped as a whole leaves no trace. */
export interface ActJob {
  readonly id: string;
  readonly matrix: Readonly<Record<string, unknown>>;
  readonly result: ActResult;
  readonly steps: readonly ActStep[];
  readonly annotations: readonly ActAnnotation[];
}

export interface ActRun {
  /** 0 good, 1 a job failed, 2 act's own panic; null when it was killed. */
  readonly exitCode: number | null;
  readonly killed: boolean;
  /** In the order in which they began. */
  readonly jobs: readonly ActJob[];
  readonly lines: readonly ActLine[];
  readonly stderr: string;
}

/** The jobs of a log, in the order in which they began. */
export function jobsOf(lines: readonly ActLine[]): readonly ActJob[] {
  const byJob = grouped(
    lines.filter(({ jobID }) => jobID !== undefined),
    (line) => JSON.stringify([line.jobID, line.matrix ?? {}]),
  );
  return byJob.map(jobOf);
}

function jobOf(lines: readonly ActLine[]): ActJob {
  const stages = lines.filter(({ stage, stepID }) => stage !== undefined && stepID !== undefined);
  const byStep = grouped(stages, (line) => JSON.stringify([line.stage, line.stepID]));
  return {
    id: lines[0]?.jobID ?? '',
    matrix: lines[0]?.matrix ?? {},
    result: jobResult(lines),
    steps: byStep.filter((step) => step.some(begins)).map(stepOf),
    annotations: lines.flatMap(annotationOf),
  };
}

const begins = ({ msg }: ActLine): boolean => msg.startsWith('⭐ Run ');

/** act gives each leg of a matrix the result of the whole job; a leg without a failure of its own did well. */
function jobResult(lines: readonly ActLine[]): ActResult {
  const said = result(lines.findLast(({ jobResult }) => jobResult !== undefined)?.jobResult);
  const failed = lines.some(
    (line) => line.stepResult === 'failure' && !continued(lines, line.stage, line.stepID),
  );
  return said === 'failure' && !failed ? 'success' : said;
}

/** Whether this step's failure was forgiven by its `continue-on-error`. */
const continued = (
  lines: readonly ActLine[],
  stage: string | undefined,
  stepID: readonly string[] | undefined,
): boolean =>
  lines.some(
    (line) =>
      line.msg === 'Failed but continue next step' &&
      line.stage === stage &&
      line.stepID?.join() === stepID?.join(),
  );

function stepOf(lines: readonly ActLine[]): ActStep {
  const commands = (command: string) => lines.filter((line) => line.command === command);
  return {
    id: lines[0]?.stepID?.join('.') ?? '',
    name: lines[0]?.step ?? '',
    stage: lines[0]?.stage ?? '',
    result: result(lines.findLast(({ stepResult }) => stepResult !== undefined)?.stepResult),
    outputs: Object.fromEntries(
      commands('set-output').map(({ name, arg }) => [name ?? '', arg ?? '']),
    ),
    summary: commands('summary')
      .map(({ content }) => content ?? '')
      .join(''),
    printed: lines.flatMap(({ raw_output, msg }) => (raw_output === true ? [msg] : [])).join(''),
  };
}

function annotationOf(line: ActLine): readonly ActAnnotation[] {
  const { command: level, arg, kvPairs, step } = line;
  if (level !== 'error' && level !== 'warning' && level !== 'notice') return [];
  return [{ level, message: arg ?? '', title: kvPairs?.['title'], step }];
}

const results: readonly ActResult[] = ['success', 'failure', 'cancelled', 'skipped'];

const result = (said: string | undefined): ActResult =>
  results.find((one) => one === said) ?? 'unfinished';

/** Groups in the order of their first members. */
function grouped<T>(
  members: readonly T[],
  keyOf: (member: T) => string,
): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const member of members) {
    const key = keyOf(member);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [member]);
    else group.push(member);
  }
  return [...groups.values()];
}
