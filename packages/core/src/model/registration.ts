/** The registration of a work item: the first record of its history, written once (definition.md). */
import * as z from 'zod/mini';
import {
  digestSchema,
  instantSchema,
  itemIdSchema,
  personSchema,
  textSchema,
  nonEmptyTextSchema,
  versionSchema,
  workflowIdSchema,
} from './ids.ts';

/** A URL, or another item: `blocked-by:ITEM`, `relates:ITEM`, `duplicates:ITEM`. */
const linkSchema = textSchema.check(
  z.regex(
    /^((blocked-by|relates|duplicates):[a-z0-9][a-z0-9-]{0,62}|https?:\/\/[^\s]+)$/,
    'a link is a URL, or blocked-by:ITEM, relates:ITEM, duplicates:ITEM',
  ),
);

const inputNameSchema = z
  .string('an input name')
  .check(z.regex(/^[A-Za-z][A-Za-z0-9_-]{0,62}$/, 'an input name starts with a letter'));

export const registrationSchema = z.strictObject({
  schemaVersion: z.literal('1.0'),
  type: z.literal('item.registered'),
  workItemId: itemIdSchema,
  at: instantSchema,
  actor: personSchema,
  causes: z.array(digestSchema).check(z.maxLength(0, 'a registration has no causes')),
  title: nonEmptyTextSchema,
  workflow: z.strictObject({ id: workflowIdSchema, version: versionSchema, digest: digestSchema }),
  owner: personSchema,
  links: z.array(linkSchema),
  inputs: z.record(inputNameSchema, textSchema),
  pr: z.optional(z.int().check(z.gte(1))),
});
export type Registration = z.infer<typeof registrationSchema>;

/** A registration as people may write it by hand: what is missing has a default. `register --from` makes it canonical. */
export const writtenRegistrationSchema = z.strictObject({
  $schema: z.optional(textSchema),
  schemaVersion: z._default(z.literal('1.0', '"1.0"'), '1.0'),
  type: z._default(z.literal('item.registered', '"item.registered"'), 'item.registered'),
  workItemId: itemIdSchema,
  at: z.optional(instantSchema),
  actor: z.optional(personSchema),
  causes: z._default(
    z.array(digestSchema).check(z.maxLength(0, 'a registration has no causes')),
    [],
  ),
  title: z.optional(nonEmptyTextSchema),
  workflow: z.strictObject({
    id: workflowIdSchema,
    version: versionSchema,
    digest: z.optional(digestSchema),
  }),
  owner: z.optional(personSchema),
  links: z._default(z.array(linkSchema), []),
  inputs: z._default(z.record(inputNameSchema, textSchema), {}),
  pr: z.optional(z.int().check(z.gte(1))),
});
