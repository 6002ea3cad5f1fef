/** Facts about an item beside its attempts: blockers, owners, migrations to other versions, corrections. */
import * as z from 'zod/mini';
import { pinnedContractsSchema } from './contract.ts';
import {
  blockerIdSchema,
  digestSchema,
  instantSchema,
  itemIdSchema,
  nonEmptyTextSchema,
  pathSchema,
  personSchema,
  stepKeySchema,
  textSchema,
  versionSchema,
  workflowIdSchema,
} from './ids.ts';

const common = {
  schemaVersion: z.literal('1.0'),
  workItemId: itemIdSchema,
  at: instantSchema,
  actor: personSchema,
  causes: z.array(digestSchema),
};
const number = z.int().check(z.gte(1));
/** Of what names a step: the migration under whose version it was called so; absent: the registration's version. */
const binding = z.optional(digestSchema);

export const blockerTypes = [
  'dependency',
  'resource',
  'decision',
  'defect',
  'environment',
  'other',
] as const;
export type BlockerType = (typeof blockerTypes)[number];

/** Something stands in the way of a step, or of the whole item (FR-012). Ids are never reused. */
export const blockerSchema = z.strictObject({
  ...common,
  type: z.literal('blocker.declared'),
  blocker: blockerIdSchema,
  classification: z.enum(blockerTypes),
  /** Absent: it blocks the whole item. */
  step: z.optional(stepKeySchema),
  binding,
  reason: nonEmptyTextSchema,
  /** Who is to resolve it. */
  owner: personSchema,
});
export type Blocker = z.infer<typeof blockerSchema>;

/** A blocker is out of the way; of a `blocked-by` link, whose id is that of the other item, that it is not waited for. */
export const resolutionSchema = z.strictObject({
  ...common,
  type: z.literal('blocker.resolved'),
  blocker: blockerIdSchema,
  reason: nonEmptyTextSchema,
});
export type Resolution = z.infer<typeof resolutionSchema>;

/** Somebody else is accountable from now on, for the item or for one step (FR-011). One series for each. */
export const transferSchema = z.strictObject({
  ...common,
  type: z.literal('owner.transferred'),
  n: number,
  step: z.optional(stepKeySchema),
  binding,
  from: personSchema,
  to: personSchema,
  reason: nonEmptyTextSchema,
});
export type Transfer = z.infer<typeof transferSchema>;

const boundTo = z.strictObject({
  id: workflowIdSchema,
  version: versionSchema,
  digest: digestSchema,
});

/** The item goes on under another version (FR-016). What was decided before is read under the version it names. */
export const migrationSchema = z.strictObject({
  ...common,
  type: z.literal('item.migrated'),
  n: number,
  from: boundTo,
  to: boundTo,
  /** From the old key of each step that goes on to its new key, one to one. */
  mapping: z.record(stepKeySchema, stepKeySchema),
  /** Old keys of the steps that do not go on, sorted. */
  dropped: z.array(stepKeySchema),
  /** A rollback: the id of the migration that it undoes. */
  undoes: z.optional(digestSchema),
  /** The contracts of the steps of `to`, as they were then. */
  contracts: z.optional(pinnedContractsSchema),
  reason: nonEmptyTextSchema,
});
export type Migration = z.infer<typeof migrationSchema>;

const fieldSchema = z.string('a field').check(z.regex(/^[a-zA-Z]{1,32}$/, 'the name of a field'));

/** Something in a record was wrong; the record stays as it is, and readers see both (FR-009). */
export const correctionSchema = z.strictObject({
  ...common,
  type: z.literal('record.corrected'),
  /** Id of the corrected record. */
  corrects: digestSchema,
  /** Its path. */
  path: pathSchema,
  /** Place among the corrections of that record, from 1. */
  n: number,
  /** What its fields should say. */
  set: z.record(fieldSchema, textSchema),
  reason: nonEmptyTextSchema,
});
export type Correction = z.infer<typeof correctionSchema>;
