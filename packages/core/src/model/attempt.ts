/** An attempt's first two records: the launch that allows it, the claim that assigns it; and the requeue in between two. */
import * as z from 'zod/mini';
import { checkResultSchema, executorSchema } from './handoff.ts';
import {
  attemptIdSchema,
  criterionIdSchema,
  digestSchema,
  instantSchema,
  itemIdSchema,
  personSchema,
  stepKeySchema,
  textSchema,
} from './ids.ts';

const attemptNumber = z.int().check(z.gte(1));
export const attemptRefSchema = z.tuple([stepKeySchema, attemptNumber]);
/** `[step, k]`: the k-th attempt of a step. */
export type AttemptRef = z.infer<typeof attemptRefSchema>;

const common = {
  schemaVersion: z.literal('1.0'),
  workItemId: itemIdSchema,
  at: instantSchema,
  causes: z.array(digestSchema),
  step: stepKeySchema,
  k: attemptNumber,
};

/**
 * The scheduling decision that creates an attempt. A function of its causes and the pinned definition, nothing else:
 * two schedulers that see the same records write the same bytes.
 */
export const launchSchema = z.strictObject({
  ...common,
  type: z.literal('attempt.launched'),
  actor: z.literal('scheduler'),
  /** The counting attempts that it builds on, in `(order, key)` order of their steps. */
  predecessors: z.array(attemptRefSchema),
  /** Place in the `(order, key)` sort of the steps, from 1. */
  rank: z.int().check(z.gte(1)),
  /** Steps of the same order; the key decides. */
  tiedWith: z.array(stepKeySchema),
  /** Steps that use one of its resources; the lower rank goes first. */
  sharesWith: z.array(stepKeySchema),
  /** Set when the step's own retry policy, not a person, allowed this attempt. */
  requeuedBy: z.optional(z.literal('policy')),
});
export type Launch = z.infer<typeof launchSchema>;

/** The exclusive assignment of an attempt to an executor. */
export const claimSchema = z.strictObject({
  ...common,
  type: z.literal('attempt.claimed'),
  actor: personSchema,
  attemptId: attemptIdSchema,
  executor: executorSchema,
  /** Machine-checked entry criteria, as they came out. */
  checks: z.array(checkResultSchema),
  /** Entry criteria in plain words, which the claimer vouches for. */
  attested: z.array(criterionIdSchema),
  /** Of a step that declares inputs: digest of what they hold, of the step, and of the outputs it builds on. */
  inputDigest: z.optional(digestSchema),
});
export type Claim = z.infer<typeof claimSchema>;

/** A person lets a step that did not succeed be tried again, as attempt `k`. */
export const requeueSchema = z.strictObject({
  ...common,
  type: z.literal('attempt.requeued'),
  actor: personSchema,
  reason: textSchema,
});
export type Requeue = z.infer<typeof requeueSchema>;
