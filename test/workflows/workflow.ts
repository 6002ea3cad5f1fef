/** A workflow file as the rules read it: one form for each of the ways in which YAML lets people write the same. */
import { parse } from 'yaml';
import * as z from 'zod/mini';

const textSchema = z.pipe(z.union([z.string(), z.number(), z.boolean()]), z.transform(String));
const textsSchema = z._default(z.record(z.string(), textSchema), {});
const permissionsSchema = z.optional(z.union([z.string(), z.record(z.string(), z.string())]));

const stepSchema = z.looseObject({
  name: z.optional(z.string()),
  uses: z.optional(z.string()),
  run: z.optional(z.string()),
  shell: z.optional(z.string()),
  with: textsSchema,
  env: textsSchema,
});
const concurrencySchema = z.pipe(
  z.optional(
    z.union([
      z.string(),
      z.looseObject({ group: z.string(), 'cancel-in-progress': z.optional(textSchema) }),
    ]),
  ),
  z.transform((given = '') => ({
    group: typeof given === 'string' ? given : given.group,
    cancels: typeof given !== 'string' && (given['cancel-in-progress'] ?? 'false') !== 'false',
  })),
);
const jobSchema = z.looseObject({
  needs: z.pipe(
    z.optional(z.union([z.string(), z.array(z.string())])),
    z.transform((needs) => (typeof needs === 'string' ? [needs] : (needs ?? []))),
  ),
  if: z._default(textSchema, ''),
  uses: z.optional(z.string()),
  permissions: permissionsSchema,
  concurrency: concurrencySchema,
  'timeout-minutes': z.optional(textSchema),
  strategy: z.optional(
    z.looseObject({ 'fail-fast': z.optional(z.boolean()), matrix: z.optional(z.unknown()) }),
  ),
  secrets: z.optional(z.unknown()),
  env: textsSchema,
  steps: z._default(z.array(stepSchema), []),
});
const workflowSchema = z.looseObject({
  on: z.union([
    z.string(),
    z.array(z.string()),
    // The filters of an event; of schedule, a list of times.
    z.record(
      z.string(),
      z.nullable(z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())])),
    ),
  ]),
  permissions: permissionsSchema,
  concurrency: concurrencySchema,
  env: textsSchema,
  jobs: z.record(z.string(), jobSchema),
});

export type Step = z.output<typeof stepSchema>;
export type Job = z.output<typeof jobSchema> & { readonly id: string };
type Parsed = z.output<typeof workflowSchema>;

export interface Workflow {
  /** How the file is called in messages. */
  readonly file: string;
  readonly text: string;
  /** What starts it, and the filters of each. */
  readonly on: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly permissions: Parsed['permissions'];
  /** The group is empty when there is none. */
  readonly concurrency: Parsed['concurrency'];
  readonly jobs: readonly Job[];
}

/** @throws when it is no workflow */
export function readWorkflow(file: string, text: string): Workflow {
  const { on, permissions, concurrency, jobs } = workflowSchema.parse(parse(text));
  return {
    ...{ file, text, on: triggersOf(on), permissions, concurrency },
    jobs: Object.entries(jobs).map(([id, job]) => ({ ...job, id })),
  };
}

function triggersOf(on: Parsed['on']): Workflow['on'] {
  if (typeof on === 'string') return { [on]: {} };
  if (Array.isArray(on)) return Object.fromEntries(on.map((event) => [event, {}]));
  return Object.fromEntries(
    Object.entries(on).map(([event, filters]) => [
      event,
      Array.isArray(filters) ? {} : (filters ?? {}),
    ]),
  );
}

const suite = /^org\/orchestrator\/([a-z-]+)@/;

/** Which of the suite's actions a step uses. */
export const actionOf = ({ uses = '' }: Step): string | undefined => suite.exec(uses)?.[1];

/** Which of the suite's actions a job uses. A call of a reusable workflow counts as the action in it. */
export function actionsOf({ uses, steps }: Job): readonly string[] {
  const called = /\/(execute|collector)\.yml(@|$)/.exec(uses ?? '')?.[1];
  const named = called === 'collector' ? 'collect' : called;
  const used = steps.flatMap((step) => actionOf(step) ?? []);
  return named === undefined ? used : [named, ...used];
}

export const usesAny = (job: Job, actions: readonly string[]): boolean =>
  actionsOf(job).some((name) => actions.includes(name));

/** The actions that are there to run what users wrote, or stand around it in one job. */
export const workActions = ['claim', 'complete', 'execute'] as const;
