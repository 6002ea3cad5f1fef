/** The registration of a work item: the first record of its history, written once (definition.md). */
import * as z from 'zod/mini';
import { pinnedContractsSchema } from './contract.ts';
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

export const runModes = ['manual', 'pipeline'] as const;
export const runDepths = ['quick', 'standard', 'deep'] as const;

/** Of a run of the gate runner: do its gates wait for each other, and how deep is the work to go? */
export const runOptionsSchema = z.strictObject({
  mode: z.enum(runModes),
  depth: z.enum(runDepths),
});
export type RunOptions = z.infer<typeof runOptionsSchema>;

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
  /** The contracts of its steps, as they were then: what holds is this. */
  contracts: z.optional(pinnedContractsSchema),
  /** It is a run of the gate runner. */
  run: z.optional(runOptionsSchema),
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
  /** Left out: the contracts of its steps are taken over as they lie in the checkout. */
  contracts: z.optional(pinnedContractsSchema),
});
