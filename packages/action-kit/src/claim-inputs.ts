/** What is asked for when an attempt is claimed: by `claim`, and by `execute`, which does that too. */
import * as z from 'zod/mini';
import { attemptIdSchema, itemIdSchema, nonceSchema, stepKeySchema } from '@orchestrator/core';
import { word, type legInputs } from './inputs.ts';

export const claimInputs = {
  'work-item': itemIdSchema,
  step: stepKeySchema,
  attempt: z.optional(attemptIdSchema),
  nonce: z.optional(nonceSchema),
  'if-lost': z._default(word(['fail', 'skip']), 'fail'),
};

export type ClaimInputs = z.output<z.ZodMiniObject<typeof claimInputs & typeof legInputs>>;
