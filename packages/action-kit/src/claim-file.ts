/** `claim.json`: how the steps behind `claim` find its attempt. */
import * as path from 'node:path';
import * as z from 'zod/mini';
import {
  attemptIdSchema,
  executorIdSchema,
  itemIdSchema,
  nonceSchema,
  stepKeySchema,
  StorageError,
} from '@orchestrator/core';
import { readIfThere, writeWhole } from './files.ts';

const claimFileSchema = z.object({
  schema: z.literal('orchestrator.claim-file/1'),
  workItemId: itemIdSchema,
  step: stepKeySchema,
  k: z.int().check(z.gte(1)),
  attemptId: attemptIdSchema,
  executor: executorIdSchema,
  nonce: nonceSchema,
  /** Who made the claim, and where it is: pushed by this job, made by a plan job, or still in this job's outbox. */
  made: z.enum(['here', 'planned', 'outbox']),
  /** This job has recorded the outcome. */
  ended: z.boolean(),
  /** Why it could not be completed: for the record, when the job ends without having mended it. */
  refused: z.optional(z.string()),
});
export type ClaimFile = Readonly<z.infer<typeof claimFileSchema>>;

const fileIn = (scratch: string): string => path.join(scratch, 'claim.json');

/** @param scratch the suite's folder below the runner's temporary folder. @throws StorageError when it is damaged */
export function readClaimFile(scratch: string): ClaimFile | undefined {
  const text = readIfThere(fileIn(scratch));
  return text === undefined ? undefined : parseClaim(text);
}

function parseClaim(text: string): ClaimFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = claimFileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new StorageError(
    'claim.json is not what the claim step has written.',
    'Let no step of the job write to $RUNNER_TEMP/orchestrator.',
  );
}

export function writeClaimFile(scratch: string, claim: ClaimFile): void {
  writeWhole(fileIn(scratch), `${JSON.stringify(claim, null, 2)}\n`);
}
