import * as z from 'zod/mini';
import { tokenInput } from '@orchestrator/action-kit';

export const inputs = z.object({ token: tokenInput });
export type Inputs = z.output<typeof inputs>;
