/**
 * "Re-run failed jobs". act cannot run a part of a run, so the workflow is rewritten as GitHub would carry it on: jobs that
 * did well become stubs that repeat their outputs, a matrix keeps its failed legs, everything after them runs again.
 */
import { parse, stringify } from 'yaml';
import * as z from 'zod/mini';

import type { ActJob, ActRun } from './act-run.ts';
import type { RunActOptions } from './options.ts';
import { runAct } from './run-act.ts';

const job = z.looseObject({
  needs: z.optional(z.union([z.string(), z.array(z.string())])),
  outputs: z.optional(z.record(z.string(), z.string())),
  strategy: z.optional(z.looseObject({ matrix: z.optional(z.unknown()) })),
});
const workflow = z.looseObject({ jobs: z.record(z.string(), job) });
type Job = z.infer<typeof job>;

const stub = 'repeat-outputs';

/**
 * Runs the failed jobs of a run once more, and those that need them.
 * @param before the attempt before; its run id, and one more than its attempt, belong into the options
 * @returns what ran; the stubs are left out
 * @throws Error for a job whose outputs are more than outputs of its steps
 */
export async function rerunFailedJobs(
  options: RunActOptions & { readonly workflowText: string },
  before: ActRun,
): Promise<ActRun> {
  const ran = await runAct({
    ...options,
    workflowText: failedJobsOnly(options.workflowText, before.jobs),
  });
  return { ...ran, jobs: ran.jobs.filter(({ steps }) => !steps.some(({ id }) => id === stub)) };
}

function failedJobsOnly(text: string, ran: readonly ActJob[]): string {
  const { jobs, ...rest } = workflow.parse(parse(text));
  const again = runsAgain(jobs, ran);
  const rewritten = Object.entries(jobs).flatMap(([id, one]): (readonly [string, Job])[] => {
    const before = ran.filter((leg) => leg.id === id);
    if (!again.has(id)) return [[id, repeating(outputsOf(one, before), one.needs)]];
    const failed = before.filter(({ result }) => result !== 'success');
    if (one.strategy?.matrix === undefined || failed.length === 0) return [[id, one]];
    return withLegs(id, one, failed);
  });
  return stringify({ ...rest, jobs: Object.fromEntries(rewritten) });
}

/** Jobs that failed or did not run, and all that need one of these. */
function runsAgain(jobs: Readonly<Record<string, Job>>, ran: readonly ActJob[]): Set<string> {
  const well = (id: string): boolean => {
    const legs = ran.filter((leg) => leg.id === id);
    return legs.length > 0 && legs.every(({ result }) => result === 'success');
  };
  const again = new Set(Object.keys(jobs).filter((id) => !well(id)));
  for (let size = -1; size !== again.size;) {
    size = again.size;
    for (const [id, { needs }] of Object.entries(jobs))
      if (listed(needs).some((needed) => again.has(needed))) again.add(id);
  }
  return again;
}

/** The job with a matrix of these legs only; they travel as an output, so that act evaluates nothing in their values. */
function withLegs(id: string, one: Job, legs: readonly ActJob[]): (readonly [string, Job])[] {
  const source = `legs_of_${id}`;
  const matrix = JSON.stringify({ include: legs.map((leg) => leg.matrix) });
  const fromSource = `\${{ fromJSON(needs.${source}.outputs.matrix) }}`;
  const strategy = { ...one.strategy, matrix: fromSource };
  return [
    [source, repeating({ matrix })],
    [id, { ...one, needs: [...listed(one.needs), source], strategy }],
  ];
}

/** A job that does nothing but give these outputs. */
function repeating(outputs: Readonly<Record<string, string>>, needs?: Job['needs']): Job {
  const lines = Object.entries(outputs).map(([name, value]) => `${name}<<_END_\n${value}\n_END_\n`);
  const encoded = Buffer.from(lines.join('')).toString('base64');
  return {
    ...(needs === undefined ? {} : { needs }),
    'runs-on': 'ubuntu-latest',
    outputs: Object.fromEntries(
      Object.keys(outputs).map((name) => [name, `\${{ steps.${stub}.outputs.${name} }}`]),
    ),
    steps: [
      {
        id: stub,
        name: 'Repeat the outputs',
        run: `echo '${encoded}' | base64 -d >> "$GITHUB_OUTPUT"`,
      },
    ],
  };
}

function outputsOf(
  { outputs = {} }: Job,
  legs: readonly ActJob[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, expression]) => {
      const [, id, output] =
        /^\$\{\{ *steps\.([\w-]+)\.outputs\.([\w-]+) *\}\}$/.exec(expression) ?? [];
      if (id === undefined || output === undefined)
        throw new Error(`An output that cannot be repeated: ${name}: ${expression}`);
      const step = legs[0]?.steps.find((one) => one.id === id && one.stage === 'Main');
      return [name, step?.outputs[output] ?? ''];
    }),
  );
}

const listed = (needs: Job['needs']): readonly string[] =>
  typeof needs === 'string' ? [needs] : (needs ?? []);
