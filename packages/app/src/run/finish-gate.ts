/** Ending an attempt at a gate: what came out is recorded, pass or fail. */
import {
  endAttempt,
  findOwned,
  gateNameOf,
  isRunning,
  itemEnded,
  notLaunchable,
  refuse,
  stateWith,
  walk,
  type Attempt,
  type AttemptView,
  type EndAttempt,
  type ItemState,
  type NonceKey,
  type Refused,
  type Step,
  type StepState,
} from '@orchestrator/core';
import { againIfNotOwner, commit, type Plan } from '../commit.ts';
import { noncesFor } from '../complete.ts';
import { refuseChangedContract } from '../changed-contract.ts';
import type { Deps } from '../deps.ts';
import { latestAttempt } from './attempt.ts';
import { findRunGate, nameRun } from './find-run.ts';
import { lookAtOutputs, type Evidence } from './look.ts';
import { inRunnerWords } from './words.ts';

export interface FinishGate {
  readonly run: string;
  readonly gate: string;
  readonly actor: string;
  /** Nothing is checked: the attempt has failed, and this is why. */
  readonly failedBecause?: string;
}

export interface FinishedGate {
  readonly ok: true;
  readonly item: string;
  readonly label: string;
  readonly gate: string;
  readonly passed: boolean;
  readonly state: ItemState;
  readonly attempt: AttemptView;
  /** It had ended before; this is how. */
  readonly repeated: boolean;
}

export async function finishGate(deps: Deps, command: FinishGate): Promise<FinishedGate | Refused> {
  const run = await nameRun(deps, command.run);
  if (!run.ok) return run;
  const seen: Seen = {};
  const finish = () => commit(deps, run.item, (state) => end(deps, state, command, seen));
  const committed = await againIfNotOwner(finish);
  if (!committed.ok)
    return seen.at ? inRunnerWords(committed, seen.at.state, seen.at.key) : committed;
  if (seen.held !== undefined) await deps.nonces.drop(seen.held.key, seen.held.nonce);
  const { records } = committed.plan;
  const state = stateWith(committed.state, records, deps.ids);
  const { step } = committed.plan;
  const attempt = latestAttempt(state, step.key);
  const { item, label } = run;
  return {
    ...{ ok: true, item, label, gate: gateNameOf(step), passed: attempt.status === 'PASS' },
    ...{ state, attempt, repeated: records.length === 0 },
  };
}

/** What is to be stored, and the gate that it is about. */
interface Ending extends Plan {
  readonly step: Step;
}

/** What was found out on the way, for when it is decided again after a lost race. */
interface Seen {
  at?: { readonly state: ItemState; readonly key: string };
  evidence?: Evidence & { readonly about: string };
  held?: { readonly key: NonceKey; readonly nonce: string };
}

async function end(
  deps: Deps,
  state: ItemState,
  command: FinishGate,
  seen: Seen,
): Promise<Ending | Refused> {
  const found = findRunGate(state, command.gate);
  if (!found.ok) return found;
  const { planned, open, last } = found.step;
  const { step } = planned;
  const { key } = step;
  seen.at = { state, key };
  const attempt = open ?? last;
  if (attempt?.claim === undefined) return notStarted(state, found.step, command.gate);
  if (!isRunning(attempt)) return ended(state, step, attempt, command);
  const { executor } = attempt.claim.record;
  const owner = { item: state.item, step: key, executor: executor.id };
  const nonces = await noncesFor(deps, state, owner);
  const context = { state, ids: deps.ids, now: deps.clock.now() };
  const asked: EndAttempt = {
    ...{ step: key, actor: command.actor, executor: executor.id, nonces, status: 'failed' },
  };
  const owned = findOwned(context, asked);
  if (!owned.ok) return owned;
  // What nobody checks, no changed contract stands in the way of.
  const changed =
    command.failedBecause === undefined
      ? await refuseChangedContract(deps, state, owned.step, attempt.binding)
      : undefined;
  if (changed !== undefined) return changed;
  const about = attempt.claim.id;
  if (seen.evidence?.about !== about)
    seen.evidence = { about, ...(await lookAtOutputs(deps, owned.step, command.failedBecause)) };
  seen.held = {
    key: { item: state.item, step: attempt.step, k: attempt.k, executor: executor.id },
    nonce: executor.nonce,
  };
  const { status, outcome, checks, outputs } = seen.evidence;
  const decision = endAttempt(context, { ...asked, status, outcome, checks, outputs });
  return decision.ok ? { ...decision, step } : decision;
}

/** To finish twice is answered with what came out; to call it failed after that is another matter. */
function ended(
  state: ItemState,
  step: Step,
  { handoff }: Attempt,
  { gate, failedBecause }: FinishGate,
): Ending | Refused {
  const outcome = handoff?.record;
  if (failedBecause === undefined || failedBecause === outcome?.outcome)
    return { ok: true, records: [], step };
  const how = outcome?.status === 'completed' ? 'passed' : (outcome?.status ?? 'ended');
  return refuse(
    'attempt-closed',
    `${gate} is not running: its last attempt ended as ${how} at ${outcome?.timestamp ?? ''}. What it recorded stays as it is.`,
    `See it: orchestrator run show --run ${state.registration.record.title}`,
  );
}

/** Where it can't be started either, that is what has to be told. */
function notStarted(state: ItemState, { planned }: StepState, gate: string): Refused {
  if (state.ended !== undefined) return itemEnded(state, state.ended);
  const standing = walk(state).standings[planned.index];
  if (standing?.kind === 'blocked') return notLaunchable(state, planned.step.key, standing.waits());
  const { title } = state.registration.record;
  return refuse(
    'gate-not-started',
    `Nobody has started ${gate} of ${title}.`,
    `Start it: orchestrator gate start --run ${title} --gate ${gate} --agent NAME`,
  );
}
