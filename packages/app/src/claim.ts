/** Claiming an attempt: its entry criteria are checked first, its nonce is kept before the claim appears. */
import {
  allAttempts,
  claimAttempt,
  findStep,
  inputDigestOf,
  isRunning,
  refuse,
  repeated,
  requeueStep,
  stepOf,
  type ClaimAttempt,
  type Decided,
  type Decision,
  type Executor,
  type ItemState,
  type NonceKey,
  type RefusalCode,
  type Refused,
  type Rerun,
  type Stored,
} from '@orchestrator/core';
import { commit } from './commit.ts';
import type { Deps } from './deps.ts';
import { startBatch, type Batch } from './drafts.ts';
import { loadItem } from './load.ts';
import { lookAround, reuse, type LookedAround } from './unchanged.ts';
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
  /** Why a step that did not succeed is to be tried again: requeues it first, in the same commit. */
  readonly requeue?: string;
  /** Do the step again although its inputs are as they were when it was done. */
  readonly force?: boolean;
}

export interface Claimed {
  readonly ok: true;
  readonly decision: Decided<'claim'>;
  readonly state: ItemState;
  /** Set when nothing that the step is made of has changed: the earlier outcome holds, and there is nothing to do. */
  readonly unchanged?: Stored<'handoff'>;
}

export async function claim(deps: Deps, command: Claim): Promise<Claimed | Refused> {
  const nonce = command.nonce ?? deps.ids.nonce();
  // Kept nonces are looked up once: a claim that lands while this command runs is somebody else's.
  let kept: readonly string[] | undefined;
  let found: (LookedAround & { readonly about: string }) | undefined;
  let key: NonceKey | undefined;
  const committed = await commit(deps, command.item, async (present) => {
    const batch = startBatch(present, deps.ids, deps.clock.now());
    if (command.rerun !== undefined) applyRerun(batch, command.rerun, command.step);
    const requeued = requeueIfFailed(batch, command);
    if (requeued?.ok === false) return requeued;
    const state = batch.state();
    kept ??= command.nonce === undefined ? await findKept(deps, state, command) : [];
    const full: ClaimAttempt = { ...command, executor: { ...command.executor, nonce }, kept };
    const wanted = claimAttempt(batch.context(), full);
    if (!wanted.ok) return wanted;
    if (wanted.repeated) return { ...wanted, unchanged: reusedBy(state, wanted.answer) };
    const step = stepOf(state, command.step);
    // After a migration in between, the step to claim is another one.
    const about = `${wanted.answer.record.step} of ${state.binding.id}`;
    if (found?.about !== about) found = { about, ...(await lookAround(deps, state, step)) };
    if (!found.ok) return found;
    const { step: name, k } = wanted.answer.record;
    key = { item: command.item, step: name, k, executor: command.executor.id };
    await deps.nonces.keep(key, nonce);
    const inputDigest = found.inputs && step && inputDigestOf(state, step, found.inputs, deps.ids);
    const claimed = batch.add((context) =>
      claimAttempt(context, {
        ...full,
        checks: found?.ok === true ? found.checks : [],
        ...(inputDigest !== undefined && { inputDigest }),
      }),
    );
    if (!claimed.ok) return claimed;
    const unchanged = command.force === true ? undefined : reuse(batch, state, claimed.answer);
    return { ...claimed, records: batch.drafts, unchanged };
  });
  const isHeld = committed.ok && committed.plan.unchanged === undefined;
  if (key !== undefined && !isHeld && !isUnknown(committed)) await deps.nonces.drop(key, nonce);
  if (!committed.ok) return committed;
  const { unchanged } = committed.plan;
  const claimed = { ok: true as const, decision: committed.plan, state: committed.state };
  return unchanged === undefined ? claimed : { ...claimed, unchanged };
}

/** Somebody else may have requeued it, or the step's own policy lets it be tried again: both is as good. */
function requeueIfFailed(
  batch: Batch,
  { step, actor, requeue: reason }: Claim,
): Decision<'requeue'> | undefined {
  const { open, counting, last } = stepOf(batch.state(), step) ?? {};
  const hasFailed = open === undefined && counting === undefined && last?.void === false;
  if (reason === undefined || !hasFailed) return undefined;
  const decision = batch.add((context) => requeueStep(context, { step, actor, reason }));
  return !decision.ok && asGood.includes(decision.refusal.code) ? undefined : decision;
}

const asGood: readonly RefusalCode[] = ['already-requeued', 'requeue-not-needed'];

const isUnknown = (result: { readonly ok: true } | Refused): boolean =>
  !result.ok && result.refusal.code === 'outcome-unknown';

/** The outcome that a claim of this state was answered with at once, if it was. */
function reusedBy(state: ItemState, { id }: Stored<'claim'>): Stored<'handoff'> | undefined {
  const handoff = allAttempts(state).find(({ claim }) => claim?.id === id)?.handoff;
  return handoff?.record.reusedFrom === undefined ? undefined : handoff;
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
  const { state } = loaded;
  // The step may be called otherwise by now than it was at the claim.
  const now = stepOf(state, command.step)?.attempts ?? [];
  const attempt = allAttempts(state).find(
    (it) =>
      it.claim?.record.executor.nonce === command.nonce &&
      (it.step === command.step || now.includes(it)),
  );
  const found = attempt === undefined ? findStep(state, command.step) : undefined;
  if (found?.ok === false) return found;
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
  const { open } = found;
  const name = open !== undefined && isRunning(open) ? open : { step, k: found.nextNumber };
  return nonces.find({ item, step: name.step, k: name.k, executor: executor.id });
}
