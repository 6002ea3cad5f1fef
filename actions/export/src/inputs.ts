import * as z from 'zod/mini';
import { flag, tokenInput, word } from '@orchestrator/action-kit';
import { instantSchema, itemStates, personSchema, workflowIdSchema } from '@orchestrator/core';
import { portfolioFormats } from '@orchestrator/render';

const versioned = /^[a-z0-9][a-z0-9-]{0,62}@\d{1,9}\.\d{1,9}\.\d{1,9}$/;

export const inputs = z.object({
  format: z._default(word(portfolioFormats), 'json'),
  owner: z.optional(personSchema),
  workflow: z.optional(
    z.union([workflowIdSchema, z.string().check(z.regex(versioned))], 'an id, or id@version'),
  ),
  status: z.optional(word([...itemStates, 'damaged'])),
  since: z.optional(instantSchema),
  until: z.optional(instantSchema),
  'as-of': z.optional(instantSchema),
  upload: flag(true),
  commit: flag(false),
  token: tokenInput,
});
export type Inputs = z.output<typeof inputs>;
