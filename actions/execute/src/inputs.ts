import * as z from 'zod/mini';
import { claimInputs, legInputs, lines, tokenInput, word } from '@orchestrator/action-kit';
import { pathSchema, textSchema } from '@orchestrator/core';

/** As much as a workflow takes for a `run:` of its own. */
const longestScript = 21_000;

export const inputs = z.object({
  ...claimInputs,
  run: z.optional(
    z
      .string()
      .check(z.maxLength(longestScript, `a script has at most ${longestScript} characters`)),
  ),
  shell: z._default(word(['bash', 'sh']), 'bash'),
  'working-directory': z.optional(pathSchema),
  outcome: z.optional(textSchema),
  'next-action': z.optional(textSchema),
  evidence: lines(pathSchema),
  persist: z._default(word(['auto', 'direct', 'artifact']), 'auto'),
  token: tokenInput,
  ...legInputs,
  'job-status': z.optional(z.string()),
});
export type Inputs = z.output<typeof inputs>;
