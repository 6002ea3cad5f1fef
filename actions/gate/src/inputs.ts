import * as z from 'zod/mini';
import { flag, lines, tokenInput, word } from '@orchestrator/action-kit';
import {
  gateKeySchema,
  itemIdSchema,
  reviewDecisions,
  stepKeySchema,
  textSchema,
} from '@orchestrator/core';

export const inputs = z.object({
  'work-item': z.optional(itemIdSchema),
  gate: z.optional(gateKeySchema),
  decision: z.optional(word(['approve', 'reject', ...reviewDecisions])),
  reason: z.optional(textSchema),
  'return-to': z.optional(stepKeySchema),
  'follow-up': lines(textSchema),
  target: z.optional(itemIdSchema),
  state: z.optional(z.string().check(z.regex(/^[0-9a-f]{8,64}$/, '8 to 64 hexadecimal digits'))),
  continue: flag(true),
  workflow: z._default(
    z.string().check(z.regex(/^[\w.-]+\.ya?ml$/, 'the name of a file in .github/workflows')),
    'plan.yml',
  ),
  token: tokenInput,
});
export type Inputs = z.output<typeof inputs>;
