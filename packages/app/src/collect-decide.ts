/**
 * One uploaded record against the present state: it is decided again from its own facts, and its bytes must be what
 * comes out. So nothing lands by a collector that its maker could not have written here.
 */
import {
  allAttempts,
  claimAttempt,
  draftLaunch,
  endAttempt,
  legalityOf,
  requeueStep,
  stateWith,
  walk,
  type Context,
  type Decision,
  type Draft,
  type Ids,
  type ItemState,
  type Refused,
} from '@orchestrator/core';
import type { Batch } from './drafts.ts';
import type { Doubt } from './collect-doubt.ts';
import type { Candidate } from './collect-read.ts';

export type DecidedAgain =
  | { readonly kind: 'accepted'; readonly drafts: readonly Draft[] }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'refused'; readonly doubt: Doubt };

/**
 * @param before the state that the batch began with: what is in there was not just collected
 * @param rivals other files that want the same slot with other bytes
 */
export function decideAgain(
  batch: Batch,
  candidate: Candidate,
  before: ItemState,
  rivals: () => readonly Candidate[],
  ids: Pick<Ids, 'sha256'>,
): DecidedAgain {
  const { stored } = candidate;
  const present = batch.state().records.find(({ path }) => path === stored.path);
  if (present?.id === stored.id) return { kind: 'skipped' };
  const stranger = ofStranger(batch.state(), candidate);
  if (stranger !== undefined) return stranger;
  if (present !== undefined) return slotTaken(stored.path, before.records.includes(present));
  const alone = decideAlone(batch, candidate, ids);
  if (
    alone.kind === 'accepted' &&
    rivals().some((rival) => decideAlone(batch, rival, ids).kind === 'accepted')
  ) {
    return twoForOneSlot(stored.path);
  }
  return alone;
}

/** As if it were the only file for its slot. */
function decideAlone(batch: Batch, candidate: Candidate, ids: Pick<Ids, 'sha256'>): DecidedAgain {
  const { stored, text } = candidate;
  const stranger = ofStranger(batch.state(), candidate);
  if (stranger !== undefined) return stranger;
  const decision = decide(batch, candidate, ids);
  if (!decision.ok) {
    const { code, message, hint } = decision.refusal;
    return refused(code, message, hint);
  }
  const draft = decision.records.find(({ path }) => path === stored.path);
  if (draft?.text === text) {
    const after = stateWith(batch.state(), decision.records, ids);
    // What its maker says of checks is part of the record, and must be what the definition asks for.
    const problem = legalityOf(after, draft as never, ids);
    if (problem !== undefined) return refused('illegal', problem);
    // A claim of what was not launched yet brings its launch, as everywhere.
    return { kind: 'accepted', drafts: stored.kind === 'claim' ? decision.records : [draft] };
  }
  return refused('illegal', whatDiffers(batch, candidate, draft, ids));
}

const refused = (
  code: string,
  message: string,
  hint = 'Nothing of this file was stored. Look at the job that uploaded it.',
): DecidedAgain => ({ kind: 'refused', doubt: { code, message, hint } });

const slotTaken = (path: string, wasThere: boolean): DecidedAgain =>
  refused(
    'attempt-closed',
    `${path} ${wasThere ? 'is on record already' : 'was collected just now'} with other contents; what was recorded first stays.`,
    'To do the step again, requeue it or reject it at a gate.',
  );

const twoForOneSlot = (path: string): DecidedAgain =>
  refused(
    'ambiguous',
    `Two files with different contents want ${path}, and no job says which one is its own; neither was stored.`,
    'Upload one of them, or name the digest of the right one: --digest SHA256',
  );

/** An outcome or a claim belongs to whoever holds the nonce of the claim (semantics R7). */
function ofStranger(state: ItemState, { stored }: Candidate): DecidedAgain | undefined {
  if (stored.kind !== 'handoff') return undefined;
  const { executor, step, attemptId } = stored.record;
  const attempt = allAttempts(state).find(({ claim }) => claim?.record.attemptId === attemptId);
  const claim = attempt?.claim;
  if (claim === undefined) {
    return refused('attempt-not-claimed', `No claim of ${attemptId} (${step.key}) is on record.`);
  }
  const { id, nonce } = claim.record.executor;
  if (id === executor.id && nonce === executor.nonce) return undefined;
  const why = id === executor.id ? 'its nonce is another one' : `it belongs to ${id}`;
  return refused('not-owner', `${executor.id} does not own the attempt ${attemptId}: ${why}.`);
}

/** The key now of the step whose launch a claim cites: a migration may have renamed it since. */
const stepOfLaunch = (state: ItemState, causes: readonly string[], key: string): string =>
  state.steps.find(({ attempts }) => attempts.some(({ launch }) => causes.includes(launch.id)))
    ?.planned.step.key ?? key;

/** The same for a requeue, by the outcome that it cites. */
const stepOfEnd = (state: ItemState, causes: readonly string[], key: string): string =>
  state.steps.find(({ attempts }) =>
    attempts.some(({ handoff }) => handoff !== undefined && causes.includes(handoff.id)),
  )?.planned.step.key ?? key;

/** The command that the record stands for, on the present state and with the record's own facts. */
function decide(
  batch: Batch,
  { stored }: Candidate,
  ids: Pick<Ids, 'sha256'>,
): Decision | { readonly ok: true; readonly records: readonly Draft[] } | Refused {
  const state = batch.state();
  const at = (now: string): Context => ({ state, ids, now });
  switch (stored.kind) {
    case 'launch': {
      const launches = walk(state).launches.map(({ step }) => draftLaunch({ state, ids }, step));
      return { ok: true, records: launches };
    }
    case 'requeue': {
      const { at: now, actor, reason, causes } = stored.record;
      return requeueStep(at(now), {
        step: stepOfEnd(state, causes, stored.record.step),
        actor,
        reason,
      });
    }
    case 'claim': {
      const { at: now, actor, executor, attemptId, checks, inputDigest } = stored.record;
      const step = stepOfLaunch(state, stored.record.causes, stored.record.step);
      const inputs = inputDigest === undefined ? {} : { inputDigest };
      const command = { step, actor, executor, checks, attempt: attemptId, ...inputs };
      return claimAttempt(at(now), command);
    }
    case 'handoff': {
      const { record } = stored;
      return endAttempt(at(record.timestamp), {
        ...{ step: record.step.key, attempt: record.attemptId, status: record.status },
        ...{ actor: record.actor, executor: record.executor.id, nonces: [record.executor.nonce] },
        ...{ outcome: record.outcome, nextAction: record.nextAction },
        ...{ baseline: record.baselineIntegration, outputs: record.outputs, checks: record.checks },
        ...(record.commit !== undefined && { commit: record.commit }),
        ...(record.reusedFrom !== undefined && { reusedFrom: record.reusedFrom }),
      });
    }
  }
}

/** What is wrong with it, in words: a rule that it breaks, or that its bytes are not those that the rules make. */
function whatDiffers(
  batch: Batch,
  { stored, text }: Candidate,
  draft: Draft | undefined,
  ids: Pick<Ids, 'sha256'>,
): string {
  if (draft === undefined && stored.kind === 'launch')
    return 'Nothing lets this attempt start now.';
  if (draft === undefined) {
    return `It would be recorded under another name than ${stored.path.slice(stored.path.lastIndexOf('/') + 1)}.`;
  }
  const forged = { ...stored, text } as unknown as Draft;
  const problem = legalityOf(stateWith(batch.state(), [forged], ids), forged as never, ids);
  return problem ?? 'Its contents are not what its own facts lead to.';
}
