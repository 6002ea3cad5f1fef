/**
 * Before a step begins: its entry checks, and what its declared inputs hold. Where nothing has changed since it was done,
 * the earlier outcome stands in for doing it again (FR-010).
 */
import {
  endAttempt,
  reusableOutcome,
  stepToClaim,
  type CheckResult,
  type InputFiles,
  type ItemState,
  type Refused,
  type StepState,
  type Stored,
} from '@orchestrator/core';
import { refuseChangedContract } from './changed-contract.ts';
import { refuseFailed, runChecks } from './criteria.ts';
import type { Deps } from './deps.ts';
import type { Batch } from './drafts.ts';

export type LookedAround =
  | {
      readonly ok: true;
      readonly checks: readonly CheckResult[];
      /** What the declared inputs hold; absent where the step declares none. */
      readonly inputs?: InputFiles;
    }
  | Refused;

/** What the executor's checkout says before the step may begin: its contract, its entry checks, its inputs. */
export async function lookAround(
  deps: Deps,
  state: ItemState,
  step: StepState | undefined,
): Promise<LookedAround> {
  if (step === undefined) return { ok: true, checks: [] };
  const changed = await refuseChangedContract(deps, state, stepToClaim(step), step.open?.binding);
  if (changed !== undefined) return changed;
  const { key, entryCriteria, inputs, contract } = stepToClaim(step);
  const checks = await runChecks(deps, entryCriteria);
  const failed = refuseFailed('entry-criteria', key, entryCriteria, checks);
  if (failed !== undefined) return failed;
  // A contract is checked every time: what it requires may be gone.
  if (inputs.length === 0 || contract !== undefined) return { ok: true, checks };
  const files = await deps.checks.digest(inputs);
  // None of them there: there is no checkout here, and nothing can be said of them.
  return files.outputs.length === 0 ? { ok: true, checks } : { ok: true, checks, inputs: files };
}

/** Ends a claimed attempt at once where an earlier outcome of its step still holds. */
export function reuse(
  batch: Batch,
  before: ItemState,
  { record }: Stored<'claim'>,
): Stored<'handoff'> | undefined {
  const step = before.steps.find(({ planned, open }) =>
    open === undefined ? planned.step.key === record.step : open.step === record.step,
  );
  const { inputDigest, executor, actor } = record;
  if (step === undefined || inputDigest === undefined) return undefined;
  const earlier = reusableOutcome(before, step, inputDigest)?.handoff;
  if (earlier === undefined) return undefined;
  const { outcome, nextAction, outputs, checks, commit: sha } = earlier.record;
  const ended = batch.add((context) =>
    endAttempt(context, {
      ...{ step: record.step, attempt: record.attemptId, status: 'completed', actor },
      ...{ executor: executor.id, nonces: [executor.nonce], reusedFrom: earlier.id },
      ...{ outcome, nextAction, outputs, checks, ...(sha !== undefined && { commit: sha }) },
    }),
  );
  return ended.ok ? ended.answer : undefined;
}
