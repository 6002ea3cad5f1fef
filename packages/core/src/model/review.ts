/** The duplicate review at a handoff gate, by a person, before any execution (FR-003). One series in an item. */
import * as z from 'zod/mini';
import { artifactFields } from './handoff.ts';
import {
  digestSchema,
  gateKeySchema,
  itemIdSchema,
  nonEmptyTextSchema,
  textSchema,
} from './ids.ts';

const common = {
  ...artifactFields,
  gate: gateKeySchema,
  /** Digest of the covered outcomes and of the gate: what the decision is about. */
  state: digestSchema,
  followUps: z.array(nonEmptyTextSchema),
  /** sha256 of the policy file under which it was decided; absent when there is none. */
  policy: z.optional(digestSchema),
  /** Place in the item's series of reviews, from 1. */
  n: z.int().check(z.gte(1)),
};

/** `proceed` and `link` open the gate; `merge` and `close` end the item. The rationale stays, whatever is decided later. */
export const reviewSchema = z.discriminatedUnion('decision', [
  z.strictObject({
    ...common,
    eventType: z.literal('gate-approved'),
    decision: z.literal('proceed'),
    reason: textSchema,
  }),
  z.strictObject({
    ...common,
    eventType: z.literal('gate-approved'),
    decision: z.literal('link'),
    target: itemIdSchema,
    reason: nonEmptyTextSchema,
  }),
  z.strictObject({
    ...common,
    eventType: z.literal('gate-rejected'),
    decision: z.literal('merge'),
    target: itemIdSchema,
    reason: nonEmptyTextSchema,
  }),
  z.strictObject({
    ...common,
    eventType: z.literal('gate-rejected'),
    decision: z.literal('close'),
    reason: nonEmptyTextSchema,
  }),
]);
export type Review = z.infer<typeof reviewSchema>;
export const reviewDecisions = ['proceed', 'merge', 'link', 'close'] as const;
export type ReviewDecision = (typeof reviewDecisions)[number];
