/** Ending an attempt: exit criteria are checked, outputs hashed, the one handoff artifact written. */
import {
  allAttempts,
  endAttempt,
  findOwned,
  isRunning,
  refuse,
  stepOf,
  type CheckResult,
  type Criterion,
  type Decided,
  type EndAttempt,
  type ItemState,
  type Outcome,
  type Output,
  type Refused,
} from '@orchestrator/core';
import { refuseChangedContract } from './changed-contract.ts';
import { lookAtWork, refuseFailed } from './criteria.ts';
import { againIfNotOwner, commit } from './commit.ts';
import type { Deps } from './deps.ts';

export interface Complete {
  readonly item: string;
  readonly step: string;
  readonly attempt?: string;
  readonly status: Outcome;
  readonly actor: string;
  readonly executor: string;
  /** A nonce of the caller's own; absent: those kept here. */
  readonly nonce?: string;
  readonly outcome?: string;
  readonly nextAction?: string;
  readonly baseline?: 'pre' | 'post';
  readonly commit?: string;
  /** More files to hash into the handoff, beside the step's outputs. */
  readonly evidence?: readonly string[];
}

export interface Completed {
  readonly ok: true;
  readonly decision: Decided<'handoff'>;
  readonly state: ItemState;
}

export async function complete(deps: Deps, command: Complete): Promise<Completed | Refused> {
  let proof: Proof | Refused | undefined;
  let named = { step: command.step, k: 0 };
  const decide = async (state: ItemState) => {
    const now = deps.clock.now();
    const context = { state, ids: deps.ids, now };
    const end: EndAttempt = { ...command, nonces: await noncesFor(deps, state, command) };
    const owned = findOwned(context, end);
    if (!owned.ok) return endAttempt(context, end);
    named = { step: owned.attempt.step, k: owned.attempt.k };
    if (!isRunning(owned.attempt)) return endAttempt(context, end);
    const { binding } = owned.attempt;
    const changed = await refuseChangedContract(deps, state, owned.step, binding);
    if (changed !== undefined && command.status === 'completed') return changed;
    proof ??= await prove(deps, owned.step, command);
    if (!proof.ok) return proof;
    return endAttempt(context, { ...end, outputs: proof.outputs, checks: proof.checks });
  };
  const committed = await againIfNotOwner(() => commit(deps, command.item, decide));
  if (!committed.ok) return committed;
  const { executor } = committed.plan.answer.record;
  // Until somebody has stored the outcome, the claim is still this claimant's.
  if (deps.store.isOutbox !== true)
    await deps.nonces.drop({ item: command.item, ...named, executor: executor.id }, executor.nonce);
  return { ok: true, decision: committed.plan, state: committed.state };
}

/** The nonces that this machine holds for the running attempts of a step. */
export async function noncesFor(
  { nonces, ids }: Deps,
  state: ItemState,
  { item, step, executor, nonce }: Pick<Complete, 'item' | 'step' | 'executor' | 'nonce'>,
): Promise<readonly string[]> {
  if (nonce !== undefined) return [nonce];
  // A migration may have renamed the step since; the nonce is kept under its name at the claim.
  const now = stepOf(state, step)?.attempts ?? [];
  const attempts = new Set([...now, ...allAttempts(state).filter((it) => it.step === step)]);
  // What a claim by this process would carry: in tests from outside it is fixed, else it is nobody's.
  const found = [ids.nonce()];
  for (const attempt of attempts) {
    if (!isRunning(attempt)) continue;
    found.push(...(await nonces.find({ item, step: attempt.step, k: attempt.k, executor })));
  }
  return found;
}

interface Proof {
  readonly ok: true;
  readonly checks: readonly CheckResult[];
  readonly outputs: readonly Output[];
}

/** Runs the exit checks of a completion, and hashes what was made. A failed attempt proves nothing but its evidence. */
async function prove(
  deps: Deps,
  step: {
    readonly key: string;
    readonly exitCriteria: readonly Criterion[];
    readonly outputs: readonly string[];
  },
  { status, evidence = [] }: Complete,
): Promise<Proof | Refused> {
  const looked = status === 'completed' ? step : { exitCriteria: [], outputs: [] };
  const { checks, outputs, missing } = await lookAtWork(deps, looked, evidence);
  const failed = refuseFailed('exit-criteria', step.key, step.exitCriteria, checks);
  if (failed !== undefined) return failed;
  const absent = missing.filter((path) => evidence.includes(path));
  if (absent.length === 0) return { ok: true, checks, outputs };
  return refuse(
    'file-missing',
    `The evidence ${absent.join(', ')} is not there.`,
    'Name files below the root that exist; nothing was recorded.',
  );
}
