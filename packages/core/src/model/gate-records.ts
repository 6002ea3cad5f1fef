/** Decisions at a gate: an approval is a vote for one state of the gate, a rejection sends one attempt back. */
import * as z from 'zod/mini';
import { attemptRefSchema } from './attempt.ts';
import { artifactFields } from './handoff.ts';
import {
  commitSchema,
  digestSchema,
  gateKeySchema,
  nonEmptyTextSchema,
  textSchema,
} from './ids.ts';

const decision = {
  ...artifactFields,
  gate: gateKeySchema,
  /** Digest of the covered outcomes and of the gate: what the decision is about. */
  state: digestSchema,
  followUps: z.array(nonEmptyTextSchema),
  /** sha256 of the policy file under which it was decided; absent when there is none. */
  policy: z.optional(digestSchema),
  /** The commit that the person decided about, where they saw one: the head of the pull request. */
  commit: z.optional(commitSchema),
};

export const approvalSchema = z.strictObject({
  ...decision,
  eventType: z.literal('gate-approved'),
  reason: textSchema,
});
export type Approval = z.infer<typeof approvalSchema>;

export const reworkSchema = z.strictObject({
  ...decision,
  eventType: z.literal('attempt-rejected'),
  reason: nonEmptyTextSchema,
  /** The attempt that is sent back. */
  rejected: attemptRefSchema,
  /** Every attempt that becomes void, the rejected one included, in `(step, k)` order. */
  voids: z.array(attemptRefSchema),
});
export type Rework = z.infer<typeof reworkSchema>;
