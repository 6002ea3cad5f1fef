/** RUN.json and the files of attempts, as people and programs read them (gate-runner.md). Views: never a source of truth. */
import * as z from 'zod/mini';
import { digestSchema, instantSchema, personSchema, textSchema } from './ids.ts';
import { invocationStatuses, runEnds } from './run-records.ts';
import { runDepths } from './registration.ts';
import { gateNameSchema } from './contract.ts';

const count = z.int().check(z.gte(1));

const validationViewSchema = z.strictObject({
  type: z.string(),
  /** As the contract has it, with its variables; absent of a command. */
  path: z.optional(z.string()),
  pass: z.boolean(),
  /** Of a `not_contains` that only warns. */
  severity: z.optional(z.enum(['fail', 'warn'])),
  /** What was looked at, and why it passed or failed. */
  detail: textSchema,
});

export const attemptViewSchema = z.strictObject({
  attempt: count,
  status: z.enum(['RUNNING', 'PASS', 'FAIL']),
  started_at: instantSchema,
  finished_at: z.nullable(instantSchema),
  agent: z.string(),
  invocation_ids: z.array(z.string()),
  /** As the contract has them. */
  required_outputs: z.array(z.string()),
  artifacts: z.array(
    z.strictObject({
      path: z.string(),
      /** Below the root. */
      resolved_path: z.string(),
      sha256: z.nullable(digestSchema),
      exists: z.boolean(),
    }),
  ),
  validations: z.array(validationViewSchema),
  failure_reason: z.nullable(textSchema),
  /** A rejection took it back. */
  void: z.optional(z.literal(true)),
});
export type AttemptView = z.infer<typeof attemptViewSchema>;

export const runRecordSchema = z.strictObject({
  run_id: z.string(),
  workflow: z.strictObject({
    name: z.string(),
    version: z.string(),
    slug: z.string(),
    artifact_path: z.string(),
  }),
  depth: z.enum(runDepths),
  prompt_file: z.optional(z.string()),
  status: z.enum(['RUNNING', ...runEnds]),
  started_at: instantSchema,
  finished_at: z.nullable(instantSchema),
  gates: z.array(
    z.strictObject({
      gate: gateNameSchema,
      name: z.string(),
      status: z.enum(['PENDING', 'RUNNING', 'PASS', 'FAIL']),
      attempts: z.array(attemptViewSchema),
    }),
  ),
  invocations: z.array(
    z.strictObject({
      invocation_id: z.string(),
      gate: gateNameSchema,
      attempt: z.nullable(count),
      agent: z.string(),
      status: z.enum(invocationStatuses),
      started_at: z.nullable(instantSchema),
      recorded_at: instantSchema,
      actor: personSchema,
      exit_code: z.optional(z.int()),
      detail: z.optional(textSchema),
    }),
  ),
  artifacts_index: z.array(
    z.strictObject({
      path: z.string(),
      resolved_path: z.string(),
      sha256: digestSchema,
      gate: gateNameSchema,
      attempt: count,
    }),
  ),
  validations: z.array(
    z.strictObject({ gate: gateNameSchema, attempt: count, ...validationViewSchema.shape }),
  ),
  events: z.array(
    z.strictObject({
      at: instantSchema,
      type: z.string(),
      gate: z.optional(gateNameSchema),
      attempt: z.optional(count),
      actor: z.string(),
      detail: z.string(),
      /** Id of the record. */
      record: digestSchema,
    }),
  ),
});
export type RunRecord = z.infer<typeof runRecordSchema>;
