/** Claiming an attempt: its entry criteria are checked first, its nonce is kept before the claim appears. */
import {
  claimAttempt,
  findStep,
  isRunning,
  nextNumber,
  refuse,
  repeated,
  stepOf,
  type CheckResult,
  type ClaimAttempt,
  type Criterion,
  type Decided,
  type Executor,
  type ItemState,
  type NonceKey,
  type Refused,
  type Rerun,
} from '@orchestrator/core';
import { commit } from './commit.ts';
import type { Deps } from './deps.ts';
import { startBatch } from './drafts.ts';
import { loadItem } from './load.ts';
import { applyRerun } from './rerun.ts';

export interface Claim {
  readonly item: string;
  readonly step: string;
  readonly attempt?: string;
  readonly actor: string;
  readonly executor: Omit<Executor, 'nonce'>;
  /** A nonce of the caller's own; absent: one is made, and those kept here are tried. */
  readonly nonce?: string;
  /** A person ran this run again: what ended badly in it is requeued first, in the same commit. */
  readonly rerun?: Rerun;
}

export interface Claimed {
  readonly ok: true;
  readonly decision: Decided<'claim'>;
  readonly state: ItemState;
}

export async function claim(deps: Deps, command: Claim): Promise<Claimed | Refused> {
  const nonce = command.nonce ?? deps.ids.nonce();
  // Kept nonces are looked up once: a claim that lands while this command runs is somebody else's.
  let kept: readonly string[] | undefined;
  let checked: readonly CheckResult[] | undefined;
  let key: NonceKey | undefined;
  const committed = await commit(deps, command.item, async (found) => {
    const batch = startBatch(found, deps.ids, deps.clock.now());
    if (command.rerun !== undefined) applyRerun(batch, command.rerun, command.step);
    const state = batch.state();
    kept ??= command.nonce === undefined ? await findKept(deps, state, command) : [];
    const full: ClaimAttempt = { ...command, executor: { ...command.executor, nonce }, kept };
    const wanted = claimAttempt(batch.context(), full);
    if (!wanted.ok || wanted.repeated) return wanted;
    const criteria = stepOf(state, command.step)?.planned.step.entryCriteria ?? [];
    checked ??= await runChecks(deps, criteria);
    const failed = refuseFailed('entry-criteria', command.step, criteria, checked);
    if (failed !== undefined) return failed;
    key = {
      item: command.item,
      step: command.step,
      k: wanted.answer.record.k,
      executor: command.executor.id,
    };
    await deps.nonces.keep(key, nonce);
    const claimed = claimAttempt(batch.context(), { ...full, checks: checked });
    return claimed.ok ? { ...claimed, records: [...batch.drafts, ...claimed.records] } : claimed;
  });
  if (committed.ok) return { ok: true, decision: committed.plan, state: committed.state };
  if (key !== undefined && committed.refusal.code !== 'outcome-unknown')
    await deps.nonces.drop(key, nonce);
  return committed;
}

export interface TakeOver {
  readonly item: string;
  readonly step: string;
  /** What a plan job gave to this leg. */
  readonly nonce: string;
}

/** A claim that a plan job made for this leg is taken over by its nonce. Nothing is written. */
export async function takeOver(deps: Deps, command: TakeOver): Promise<Claimed | Refused> {
  const loaded = await loadItem(deps, command.item);
  if (!loaded.ok) return loaded;
  const found = findStep(loaded.state, command.step);
  if (!found.ok) return found;
  const attempt = found.step.attempts.find(
    ({ claim }) => claim?.record.executor.nonce === command.nonce,
  );
  const { state } = loaded;
  if (attempt?.claim === undefined) {
    return refuse(
      'not-owner',
      `No attempt of ${command.step} was claimed with this nonce.`,
      'Give the leg the nonce of its own entry in the matrix, or none to claim the step itself.',
    );
  }
  if (isRunning(attempt)) return { ok: true, decision: repeated(attempt.claim), state };
  const { status = 'ended', timestamp = '' } = attempt.handoff?.record ?? {};
  return refuse(
    'attempt-closed',
    `Attempt ${attempt.k} of ${command.step} has ended already: ${status} at ${timestamp}.`,
    'Schedule the item again: what may start gets a new attempt.',
  );
}

/** The nonces of this machine for the step's open attempt and this executor. */
async function findKept(
  { nonces }: Deps,
  state: ItemState,
  { item, step, executor }: Claim,
): Promise<readonly string[]> {
  const found = stepOf(state, step);
  if (found === undefined) return [];
  const k = found.open !== undefined && isRunning(found.open) ? found.open.k : nextNumber(found);
  return nonces.find({ item, step, k, executor: executor.id });
}

/** Runs the machine-checked ones of some criteria. */
export async function runChecks(
  { checks }: Pick<Deps, 'checks'>,
  criteria: readonly Criterion[],
): Promise<readonly CheckResult[]> {
  const checkable = criteria.filter(({ check }) => check !== undefined);
  return checkable.length === 0 ? [] : checks.run(checkable);
}

/** All criteria that failed, in one refusal; nothing when all passed. */
export function refuseFailed(
  code: 'entry-criteria' | 'exit-criteria',
  step: string,
  criteria: readonly Criterion[],
  results: readonly CheckResult[],
): Refused | undefined {
  const failed = results.filter(({ ok }) => !ok);
  if (failed.length === 0) return undefined;
  const texts = new Map(criteria.map(({ id, text }) => [id, text]));
  const list = failed
    .map(({ id, detail }) => `${id}: ${texts.get(id) ?? id} (${detail})`)
    .join('; ');
  const doing = code === 'entry-criteria' ? 'start' : 'be completed';
  return refuse(
    code,
    `${step} can't ${doing}: ${failed.length} of ${results.length} checks fail. ${list}`,
    'Mend what the checks name and run the same command again; nothing was recorded.',
    { details: failed },
  );
}
