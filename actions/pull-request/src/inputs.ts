import * as z from 'zod/mini';
import { flag, tokenInput } from '@orchestrator/action-kit';

export const inputs = z.object({
  comment: flag(true),
  baseline: flag(true),
  token: tokenInput,
});
export type Inputs = z.output<typeof inputs>;
