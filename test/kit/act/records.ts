/** What the branch of records says about an item, for assertions. */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';

import type { BareRepository } from './bare-repository.ts';

const branch = 'orchestrator';

const executor = z.looseObject({
  kind: z.string(),
  run: z.optional(z.string()),
  runAttempt: z.optional(z.number()),
  job: z.optional(z.string()),
});
const claim = z.looseObject({ step: z.string(), k: z.number(), actor: z.string(), executor });
const handoff = z.looseObject({
  status: z.string(),
  actor: z.string(),
  outcome: z.string(),
  causes: z.array(z.string()),
  commit: z.optional(z.string()),
  outputs: z.array(z.looseObject({ path: z.string(), sha256: z.string() })),
  executor,
});

/** `step.k`. */
type Slot = string;
export type ClaimFacts = Readonly<z.infer<typeof claim>> & { readonly slot: Slot };
export type HandoffFacts = Readonly<z.infer<typeof handoff>> & { readonly slot: Slot };

/** Paths below `artifacts/` on the branch of records, sorted. */
export const recordPaths = (repository: BareRepository, below = 'artifacts'): readonly string[] =>
  repository.files(branch, below);

export const claims = (repository: BareRepository, item: string): readonly ClaimFacts[] =>
  recordPaths(repository, `artifacts/claims/${item}`).map((file) => {
    const read = claim.parse(JSON.parse(repository.read(branch, file)));
    return { ...read, slot: `${read.step}.${read.k}` };
  });

/** The ends of attempts; each names the claim that it ends. */
export function handoffs(repository: BareRepository, item: string): readonly HandoffFacts[] {
  const slots = new Map(
    recordPaths(repository, `artifacts/claims/${item}`).map((file) => [
      createHash('sha256').update(repository.read(branch, file)).digest('hex'),
      file.replace(/^.*\/(.*)\.json$/, '$1'),
    ]),
  );
  return recordPaths(repository, `artifacts/handoff/${item}`).map((file) => {
    const read = handoff.parse(JSON.parse(repository.read(branch, file)));
    const slot = read.causes.map((cause) => slots.get(cause)).find((one) => one !== undefined);
    return { ...read, slot: slot ?? `no claim of ${file}` };
  });
}

/** `step.k status` of every attempt that has ended, sorted. */
export const outcomes = (repository: BareRepository, item: string): readonly string[] =>
  handoffs(repository, item)
    .map(({ slot, status }) => `${slot} ${status}`)
    .sort();
