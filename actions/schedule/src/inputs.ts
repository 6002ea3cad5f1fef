import * as z from 'zod/mini';
import { count, flag, legInputs, tokenInput } from '@orchestrator/action-kit';
import { itemIdSchema } from '@orchestrator/core';

/** A matrix has at most so many legs. */
const mostLegs = 256;

export const inputs = z.object({
  'work-item': itemIdSchema,
  executors: count(mostLegs, mostLegs),
  'pre-claim': flag(true),
  comment: z._default(
    z.string().check(z.regex(/^(auto|off|[1-9]\d{0,8})$/, 'auto, off, or the number of a PR')),
    'auto',
  ),
  token: tokenInput,
  ...legInputs,
});
export type Inputs = z.output<typeof inputs>;
