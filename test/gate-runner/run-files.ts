/** RUN.json and the files of attempts, as far as the tests look at them. */
import * as z from 'zod/mini';

const attempt = z.looseObject({
  attempt: z.number(),
  status: z.string(),
  agent: z.string(),
  invocation_ids: z.array(z.string()),
  artifacts: z.array(
    z.looseObject({ path: z.string(), sha256: z.nullable(z.string()), exists: z.boolean() }),
  ),
  validations: z.array(
    z.looseObject({
      type: z.string(),
      path: z.optional(z.string()),
      pass: z.boolean(),
      detail: z.string(),
    }),
  ),
  failure_reason: z.nullable(z.string()),
});
export type AttemptFacts = z.infer<typeof attempt>;

const run = z.looseObject({
  run_id: z.string(),
  depth: z.string(),
  status: z.string(),
  finished_at: z.nullable(z.string()),
  gates: z.array(
    z.looseObject({
      gate: z.string(),
      name: z.string(),
      status: z.string(),
      attempts: z.array(attempt),
    }),
  ),
  invocations: z.array(
    z.looseObject({
      invocation_id: z.string(),
      gate: z.string(),
      attempt: z.nullable(z.number()),
      agent: z.string(),
      status: z.string(),
    }),
  ),
  artifacts_index: z.array(z.looseObject({ resolved_path: z.string(), sha256: z.string() })),
  events: z.array(z.looseObject({ type: z.string() })),
});
export type RunFacts = z.infer<typeof run>;

export const readRun = (text: string): RunFacts => run.parse(JSON.parse(text));
export const readAttempt = (text: string): AttemptFacts => attempt.parse(JSON.parse(text));

/** `G1 PASS`, in the order of the run. */
export const gateStates = ({ gates }: RunFacts): readonly string[] =>
  gates.map(({ gate, status }) => `${gate} ${status}`);

/** What of an attempt did not pass: type and path. */
export const failures = ({ validations }: AttemptFacts): readonly string[] =>
  validations.filter(({ pass }) => !pass).map(({ type, path = '' }) => `${type} ${path}`);
