import * as z from 'zod/mini';
import { flag, tokenInput } from '@orchestrator/action-kit';
import { itemIdSchema } from '@orchestrator/core';

export const inputs = z.object({
  'work-item': z.optional(itemIdSchema),
  'run-id': z.string().check(z.regex(/^[1-9]\d{0,18}$/, 'the number of a run')),
  export: flag(false),
  continue: flag(true),
  token: tokenInput,
});
export type Inputs = z.output<typeof inputs>;
