import * as z from 'zod/mini';
import { lines, tokenInput, word } from '@orchestrator/action-kit';
import { pathSchema, textSchema } from '@orchestrator/core';

export const inputs = z.object({
  status: z._default(word(['completed', 'failed']), 'completed'),
  outcome: z.optional(textSchema),
  'next-action': z.optional(textSchema),
  evidence: lines(pathSchema),
  'event-type': z.optional(word(['attempt-completed', 'attempt-failed', 'baseline-integration'])),
  baseline: z._default(word(['pre', 'post']), 'pre'),
  persist: z._default(word(['auto', 'direct', 'artifact']), 'auto'),
  token: tokenInput,
});
export type Inputs = z.output<typeof inputs>;
