/** Claiming everything that may start, in one commit: a plan job does it for the legs of its matrix. */
import {
  claimAttempt,
  inputDigestOf,
  walk,
  type Claim,
  type Executor,
  type Stored,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';
import type { Batch } from './drafts.ts';
import { lookAround, reuse, type LookedAround } from './unchanged.ts';

export interface ClaimAs {
  /** Executors are called `<id>-<step>`. */
  readonly id: string;
  readonly actor: string;
  readonly executor: Omit<Executor, 'id' | 'nonce'>;
  /** The nonce for an attempt; asked again, the same one. */
  readonly nonceFor: (step: string, k: number) => string;
  /** A label for the attempt. */
  readonly labelFor?: (step: string) => string;
}

/** A step that was left alone, and why. */
export interface NotClaimed {
  readonly step: string;
  readonly why: string;
}

export interface ClaimedBatch {
  readonly claims: readonly Stored<'claim'>[];
  readonly left: readonly NotClaimed[];
  /** Outcomes that hold since nothing has changed: these steps are done, and more may start. */
  readonly unchanged: readonly Stored<'handoff'>[];
}

/** What was found before each step may begin, kept between the rounds of one command. */
export type Looked = Map<string, LookedAround>;

/** Claims every step that may start. */
export async function claimReady(
  deps: Deps,
  batch: Batch,
  as: ClaimAs,
  executors: number | undefined,
  looked: Looked,
): Promise<ClaimedBatch> {
  const claims: Stored<'claim'>[] = [];
  const left: NotClaimed[] = [];
  const unchanged: Stored<'handoff'>[] = [];
  const { standings } = walk(batch.state(), executors);
  for (const [index, step] of batch.state().steps.entries()) {
    const standing = standings[index];
    if (standing?.kind !== 'ready') continue;
    const { key } = step.planned.step;
    const about = `${key} of ${batch.state().binding.id}`;
    const seen = looked.get(about) ?? (await lookAround(deps, batch.state(), step));
    looked.set(about, seen);
    if (!seen.ok) {
      left.push({ step: key, why: seen.refusal.message });
      continue;
    }
    const id = executorName(as.id, key, deps);
    const nonce = as.nonceFor(key, standing.k);
    const label = as.labelFor?.(key);
    const before = batch.state();
    const inputDigest = seen.inputs && inputDigestOf(before, step, seen.inputs, deps.ids);
    const command = {
      ...{ step: key, actor: as.actor, checks: seen.checks },
      ...(inputDigest !== undefined && { inputDigest }),
      executor: { ...as.executor, id, nonce },
    };
    const decision = batch.add((context) => {
      const named = claimAttempt(context, {
        ...command,
        ...(label !== undefined && { attempt: label }),
      });
      // A label that an earlier attempt has is left to the rule that numbers them.
      return named.ok ? named : claimAttempt(context, command);
    });
    if (!decision.ok) {
      left.push({ step: key, why: decision.refusal.message });
      continue;
    }
    const earlier = reuse(batch, before, decision.answer);
    if (earlier !== undefined) {
      unchanged.push(earlier);
      continue;
    }
    await deps.nonces.keep(
      { item: batch.state().item, step: decision.answer.record.step, k: standing.k, executor: id },
      nonce,
    );
    claims.push(decision.answer);
  }
  return { claims, left, unchanged };
}

/** `<id>-<step>`; one that is too long ends in 8 digits of its sha256. */
function executorName(id: string, step: string, { ids }: Pick<Deps, 'ids'>): string {
  const name = `${id}-${step}`;
  return name.length <= 63 ? name : `${name.slice(0, 54)}-${ids.sha256(name).slice(0, 8)}`;
}

/** Was it made for this run attempt? */
export const isClaimOf = (claim: Claim, run: string, runAttempt: number): boolean =>
  claim.executor.run === run && (claim.executor.runAttempt ?? 1) === runAttempt;
