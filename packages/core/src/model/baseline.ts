/** Baseline integration: the line after which only an explicit revert reopens a step (FR-010). */
import * as z from 'zod/mini';
import { attemptRefSchema } from './attempt.ts';
import { artifactFields } from './handoff.ts';
import { commitSchema, textSchema } from './ids.ts';

const common = {
  ...artifactFields,
  eventType: z.literal('baseline-integration'),
  /** Place in the item's one series of baseline records, from 1. */
  n: z.int().check(z.gte(1)),
  /** Attempts whose cover begins (`integrated`) or ends (`reverted`), in `(step, k)` order. */
  covers: z.array(attemptRefSchema),
  reason: textSchema,
};

export const baselineSchema = z.discriminatedUnion('decision', [
  z.strictObject({
    ...common,
    decision: z.literal('integrated'),
    /** The commit of the base branch that holds the work. */
    commit: commitSchema,
  }),
  z.strictObject({ ...common, decision: z.literal('reverted') }),
]);
export type Baseline = z.infer<typeof baselineSchema>;
