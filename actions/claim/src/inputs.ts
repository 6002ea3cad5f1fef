import * as z from 'zod/mini';
import { legInputs, tokenInput, word } from '@orchestrator/action-kit';
import { attemptIdSchema, itemIdSchema, nonceSchema, stepKeySchema } from '@orchestrator/core';

export const inputs = z.object({
  'work-item': itemIdSchema,
  step: stepKeySchema,
  attempt: z.optional(attemptIdSchema),
  nonce: z.optional(nonceSchema),
  'if-lost': z._default(word(['fail', 'skip']), 'fail'),
  token: tokenInput,
  ...legInputs,
  'job-status': z.optional(z.string()),
});
export type Inputs = z.output<typeof inputs>;
