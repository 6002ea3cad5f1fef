/** Claiming: the exclusive assignment of an attempt to an executor, until it ends (FR-027). */
import { claimSlot } from '../bytes/slots.ts';
import type { Claim } from '../model/attempt.ts';
import type { CheckResult, Executor } from '../model/handoff.ts';
import type { Stored } from '../model/records.ts';
import type { Ids } from '../ports.ts';
import { samePerson } from '../model/ids.ts';
import { walk, type Wait } from '../schedule/walk.ts';
import {
  allAttempts,
  attemptName,
  stepToClaim,
  type Attempt,
  type ItemState,
  type StepState,
} from '../state/state.ts';
import { isRunning } from '../state/attempt-life.ts';
import { decided, draft, repeated, type Context, type Decision, type Draft } from './decision.ts';
import { itemEnded } from './ended.ts';
import { findStep, isCalled } from './find.ts';
import { draftLaunch } from './launch.ts';
import { howToRedo } from './redo.ts';
import { refuse, type Refused } from './refusal.ts';

export interface ClaimAttempt {
  readonly step: string;
  /** The label the attempt shall have, or the slot or number of the attempt that is wanted. */
  readonly attempt?: string;
  readonly actor: string;
  readonly executor: Executor;
  /** Nonces of earlier commands of this claimant; with one of them a claim is found again. */
  readonly kept?: readonly string[];
  /** Results of the checkable entry criteria, once they have run. */
  readonly checks?: readonly CheckResult[];
  /** Of a step that declares inputs: what they hold now (`inputDigestOf`). */
  readonly inputDigest?: string;
}

export function claimAttempt(context: Context, command: ClaimAttempt): Decision<'claim'> {
  const { state } = context;
  const found = findStep(state, command.step);
  if (!found.ok) return found;
  const { step } = found;
  const running = findOwn(step, command, isRunning);
  if (running !== undefined) return repeated(running);
  const target = findTarget(state, step, command);
  if (!target.ok) {
    const ended = findOwn(step, command, ({ handoff }) => handoff !== undefined);
    return ended ? repeated(ended) : target;
  }
  const busy = busyWith(state, command.executor.id);
  if (busy !== undefined) return executorIsBusy(state, busy, command.executor.id);
  const launched = step.open?.launch;
  const launch = launched ? undefined : draftLaunch(context, step);
  const { step: key, k } = (launched ?? launch)?.record ?? { step: command.step, k: target.k };
  const label = chooseLabel(state, key, k, command, context.ids);
  if (!label.ok) return label;
  const record = claimRecord(context, step, label.id, launched ?? launch, command);
  const claim = draft('claim', claimSlot(state.item, key, k), record, context.ids);
  return decided(claim, launch ? [launch as Draft] : []);
}

function claimRecord(
  { state, now }: Context,
  step: StepState,
  attemptId: string,
  launch: Stored<'launch'> | undefined,
  { actor, executor, checks, inputDigest }: ClaimAttempt,
): Claim {
  const { key, entryCriteria } = stepToClaim(step);
  return {
    schemaVersion: '1.0',
    type: 'attempt.claimed',
    workItemId: state.item,
    at: now,
    actor,
    causes: launch ? [launch.id] : [],
    step: key,
    k: launch?.record.k ?? step.nextNumber,
    attemptId,
    executor,
    checks: [...(checks ?? [])],
    attested: entryCriteria.filter(({ check }) => !check).map(({ id }) => id),
    ...(inputDigest !== undefined && { inputDigest }),
  };
}

/**
 * A claim of this step that this claimant made before: its executor id and its nonce (semantics R7). Kept nonces are
 * dropped with the outcome, so an ended attempt is found only by the command's own nonce.
 */
function findOwn(
  step: StepState,
  { actor, executor, kept = [], attempt }: ClaimAttempt,
  matches: (attempt: Attempt) => boolean,
): Stored<'claim'> | undefined {
  // Two people in one checkout share what is kept there; whose claim it is, the claim says.
  const isMine = ({ actor: claimer, executor: { nonce } }: Claim): boolean =>
    nonce === executor.nonce || (kept.includes(nonce) && samePerson(claimer, actor));
  return step.attempts.findLast(
    (it) =>
      it.claim?.record.executor.id === executor.id &&
      isMine(it.claim.record) &&
      matches(it) &&
      (attempt === undefined || isCalled(it, attempt)),
  )?.claim;
}

type Target = { readonly ok: true; readonly k: number } | Refused;

/** The attempt that may be claimed: the launched one, or the one that the walk would launch. */
function findTarget(state: ItemState, step: StepState, command: ClaimAttempt): Target {
  const key = step.planned.step.key;
  const standing = walk(state).standings[step.planned.index];
  switch (standing?.kind) {
    case 'ready':
      return checkWanted(step, standing.k, command.attempt);
    case 'running':
      return heldBySomebody(standing.attempt);
    case 'completed': {
      const handoff = standing.attempt.handoff?.record;
      return refuse(
        'step-completed',
        `The step ${key} is done: attempt ${standing.attempt.k} was completed by ${handoff?.actor ?? 'somebody'}.`,
        `Go on with what is ready: orchestrator next --work-item ${state.item}. ${howToRedo(state, key)}`,
      );
    }
    default:
      return notLaunchable(state, key, standing?.waits() ?? []);
  }
}

function checkWanted(step: StepState, k: number, wanted: string | undefined): Target {
  const named = /^(?:(.+)\.)?([1-9]\d{0,8})$/.exec(wanted ?? '');
  const isSlot = named !== null && (named[1] === undefined || named[1] === step.planned.step.key);
  if (!isSlot || Number(named[2]) === k) return { ok: true, k };
  return refuse(
    'step-not-launchable',
    `Attempt ${named[2] ?? ''} of ${step.planned.step.key} is not the one that may be claimed; that is ${k}.`,
    `Claim ${attemptName(step.planned.step.key, k)}, or leave --attempt out.`,
  );
}

function heldBySomebody(attempt: Attempt): Refused {
  const claim = attempt.claim?.record;
  const item = attempt.launch.record.workItemId;
  const holder = claim?.executor.id ?? 'somebody';
  return refuse(
    'already-claimed',
    `Attempt ${attempt.k} of ${attempt.step} is assigned to ${holder} (${claim?.actor ?? 'unknown'}) since ${claim?.at ?? 'a while'}.`,
    `Take another step: orchestrator next --work-item ${item}. If ${claim?.actor ?? holder} will not end it: orchestrator abandon --work-item ${item} --step ${attempt.step} --attempt ${claim?.attemptId ?? String(attempt.k)} --reason "…", then requeue it (retry).`,
    { holder },
  );
}

/** Why a step may not start, with all reasons. */
export function notLaunchable(state: ItemState, key: string, waits: readonly Wait[]): Refused {
  const requeue = waits.some(({ code }) => code === 'requeue');
  if (state.ended !== undefined) return itemEnded(state, state.ended);
  return refuse(
    'step-not-launchable',
    `The step ${key} may not start yet. ${waits.map(({ detail }) => detail).join(' ')}`,
    requeue
      ? `Requeue it: orchestrator retry --work-item ${state.item} --step ${key} --reason "…"`
      : `See every reason: orchestrator explain --work-item ${state.item} --step ${key}`,
    { details: waits.map(({ code, detail, waitsFor }) => ({ code, detail, waitsFor })) },
  );
}

/** The attempt of this item that an executor works on: one at a time. */
const busyWith = ({ steps, dropped }: ItemState, executor: string): Attempt | undefined =>
  [...steps.flatMap(({ open }) => open ?? []), ...dropped].find(
    (attempt) => isRunning(attempt) && attempt.claim?.record.executor.id === executor,
  );

const executorIsBusy = (state: ItemState, attempt: Attempt, executor: string): Refused =>
  refuse(
    'executor-busy',
    `The executor ${executor} (${attempt.claim?.record.actor ?? 'unknown'}) works on ${attempt.step} (attempt ${attempt.k}); an executor does one thing at a time.`,
    `If that is you, complete it first; else claim under a name of your own: orchestrator claim --work-item ${state.item} --step STEP --executor ${executor}-2`,
    { holder: executor },
  );

type Label = { readonly ok: true; readonly id: string } | Refused;

/** The label of the attempt: the one asked for, or `<step>-<executor>`, with the number appended when that is taken. */
function chooseLabel(
  state: ItemState,
  key: string,
  k: number,
  { attempt, executor }: ClaimAttempt,
  ids: Pick<Ids, 'sha256'>,
): Label {
  const taken = new Set(allAttempts(state).flatMap(({ claim }) => claim?.record.attemptId ?? []));
  if (attempt !== undefined && attempt !== attemptName(key, k) && attempt !== String(k)) {
    if (!taken.has(attempt)) return { ok: true, id: attempt };
    return refuse(
      'attempt-id-taken',
      `Another attempt of this item is called ${attempt}.`,
      'Choose another label, or leave --attempt out.',
    );
  }
  const plain = shorten(`${key}-${executor.id}`, ids);
  if (!taken.has(plain)) return { ok: true, id: plain };
  const numbered = shorten(`${key}-${executor.id}-${k}`, ids);
  // Somebody may have asked for just that label; then the number is repeated until it is free.
  let label = numbered;
  for (let more = k; taken.has(label); more += 1) label = shorten(`${numbered}-${more}`, ids);
  return { ok: true, id: label };
}

/** A label longer than 63 characters becomes its first 54, a dash, and 8 digits of its sha256 (semantics R6). */
const shorten = (label: string, ids: Pick<Ids, 'sha256'>): string =>
  label.length <= 63 ? label : `${label.slice(0, 54)}-${ids.sha256(label).slice(0, 8)}`;
