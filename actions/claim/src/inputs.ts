import * as z from 'zod/mini';
import { claimInputs, legInputs, tokenInput } from '@orchestrator/action-kit';

export const inputs = z.object({
  ...claimInputs,
  token: tokenInput,
  ...legInputs,
  'job-status': z.optional(z.string()),
});
export type Inputs = z.output<typeof inputs>;
