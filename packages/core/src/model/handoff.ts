/** The handoff artifact, v1: what happened, what comes next, and what it was built on (semantics §2). */
import * as z from 'zod/mini';
import {
  attemptIdSchema,
  commitSchema,
  criterionIdSchema,
  digestSchema,
  executorIdSchema,
  instantSchema,
  itemIdSchema,
  nonceSchema,
  pathSchema,
  personSchema,
  stepKeySchema,
  textSchema,
  versionSchema,
  workflowIdSchema,
} from './ids.ts';

const executorKinds = ['person', 'agent', 'job', 'local'] as const;

/** Who executes. `nonce` is what makes an assignment exclusive: only its holder owns the attempt. */
export const executorSchema = z.strictObject({
  kind: z.enum(executorKinds),
  id: executorIdSchema,
  nonce: nonceSchema,
  run: z.optional(textSchema),
  runAttempt: z.optional(z.int().check(z.gte(1))),
  job: z.optional(textSchema),
  /** The agent that does the work, as people call it: of a gate of the runner. */
  agent: z.optional(personSchema),
});
export type Executor = z.infer<typeof executorSchema>;

export const outputSchema = z.strictObject({ path: pathSchema, sha256: digestSchema });
export type Output = z.infer<typeof outputSchema>;

export const checkResultSchema = z.strictObject({
  id: criterionIdSchema,
  ok: z.boolean(),
  detail: textSchema,
});
/** What a check looked at and why it passed or failed. */
export type CheckResult = z.infer<typeof checkResultSchema>;

/** The fields that every artifact of version 1 has, in the handoff folder and in the journal alike. */
export const artifactFields = {
  schemaVersion: z.literal('1.0'),
  workItemId: itemIdSchema,
  workflow: z.strictObject({ name: workflowIdSchema, version: versionSchema }),
  step: z.strictObject({ key: stepKeySchema, order: z.int().check(z.gte(1)) }),
  attemptId: attemptIdSchema,
  timestamp: instantSchema,
  actor: personSchema,
  outcome: textSchema,
  nextAction: textSchema,
  baselineIntegration: z.enum(['pre', 'post']),
  links: z.array(pathSchema),
  causes: z.array(digestSchema),
};

export const outcomes = ['completed', 'failed', 'abandoned', 'released'] as const;
export type Outcome = (typeof outcomes)[number];

/** The one terminal outcome of an attempt. */
export const handoffSchema = z.strictObject({
  ...artifactFields,
  eventType: z.enum(['attempt-completed', 'attempt-failed']),
  status: z.enum(outcomes),
  executor: executorSchema,
  commit: z.optional(commitSchema),
  outputs: z.array(outputSchema),
  checks: z.array(checkResultSchema),
  attested: z.array(criterionIdSchema),
  /** Id of the earlier outcome that stands in for this one, because nothing it was made of has changed. */
  reusedFrom: z.optional(digestSchema),
});
export type Handoff = z.infer<typeof handoffSchema>;
