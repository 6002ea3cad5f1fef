/** Ending an attempt at a gate: what came out is recorded, pass or fail. */
import {
  endAttempt,
  findOwned,
  gateNameOf,
  isRunning,
  refuse,
  type Attempt,
  type AttemptView,
  type EndAttempt,
  type ItemState,
  type NonceKey,
  type Refused,
  type Step,
} from '@orchestrator/core';
import { commit, type Plan } from '../commit.ts';
import { noncesFor } from '../complete.ts';
import { refuseChangedContract } from '../contracts.ts';
import type { Deps } from '../deps.ts';
import { latestAttempt } from './attempt.ts';
import { findRun, findRunGate } from './find-run.ts';
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
  const run = await findRun(deps, command.run);
  if (!run.ok) return run;
  const gate = findRunGate(run.state, command.gate);
  if (!gate.ok) return gate;
  const { step } = gate.step.planned;
  const seen: Seen = {};
  const committed = await commit(deps, run.item, (state) => end(deps, state, step, command, seen));
  if (!committed.ok) return inRunnerWords(committed, run.state);
  if (seen.key !== undefined) await deps.nonces.drop(seen.key.key, seen.key.nonce);
  const now = await findRun(deps, run.item);
  if (!now.ok) return now;
  const attempt = latestAttempt(now.state, step.key);
  const { item, label } = run;
  return {
    ...{ ok: true, item, label, gate: gateNameOf(step), passed: attempt.status === 'PASS' },
    ...{ state: now.state, attempt, repeated: committed.plan.records.length === 0 },
  };
}

/** What was found out on the way, for when it is decided again after a lost race. */
interface Seen {
  evidence?: Evidence & { readonly about: string };
  key?: { readonly key: NonceKey; readonly nonce: string };
}

async function end(
  deps: Deps,
  state: ItemState,
  { key }: Step,
  command: FinishGate,
  seen: Seen,
): Promise<Plan | Refused> {
  const step = state.steps.find(({ planned }) => planned.step.key === key);
  const attempt = step?.open ?? step?.last;
  if (step === undefined || attempt?.claim === undefined) return notStarted(state, command.gate);
  if (!isRunning(attempt)) return ended(attempt, command);
  const { executor } = attempt.claim.record;
  const owner = { item: state.item, step: key, executor: executor.id };
  const nonces = await noncesFor(deps, state, owner);
  const context = { state, ids: deps.ids, now: deps.clock.now() };
  const asked: EndAttempt = {
    ...{ step: key, actor: command.actor, executor: executor.id, nonces, status: 'failed' },
  };
  const owned = findOwned(context, asked);
  if (!owned.ok) return owned;
  const changed = await changedContract(deps, state, attempt, owned.step, command);
  if (changed !== undefined) return changed;
  const about = attempt.claim.id;
  if (seen.evidence?.about !== about)
    seen.evidence = { about, ...(await lookAtOutputs(deps, owned.step, command.failedBecause)) };
  seen.key = {
    key: { ...owner, step: attempt.step, k: attempt.k },
    nonce: executor.nonce,
  };
  const { status, outcome, checks, outputs } = seen.evidence;
  return endAttempt(context, { ...asked, status, outcome, checks, outputs });
}

/** What nobody checks, no changed contract stands in the way of. */
function changedContract(
  deps: Deps,
  state: ItemState,
  { binding }: Attempt,
  step: Step,
  { failedBecause }: FinishGate,
): Promise<Refused | undefined> {
  if (failedBecause !== undefined) return Promise.resolve(undefined);
  const { contracts } = state.bindings[binding]?.stored.record ?? {};
  return refuseChangedContract(deps, state.registration.record, step, contracts);
}

/** To finish twice is answered with what came out; to call it failed after that is another matter. */
function ended({ handoff }: Attempt, { gate, failedBecause }: FinishGate): Plan | Refused {
  const outcome = handoff?.record;
  if (failedBecause === undefined || failedBecause === outcome?.outcome)
    return { ok: true, records: [] };
  const how = outcome?.status === 'completed' ? 'passed' : 'failed';
  return refuse(
    'attempt-closed',
    `${gate} is not running: its last attempt ${how} at ${outcome?.timestamp ?? ''}. What it recorded stays as it is.`,
    `See it: orchestrator run show --run ${outcome?.workItemId ?? 'RUN'}`,
  );
}

const notStarted = (state: ItemState, gate: string): Refused =>
  refuse(
    'gate-not-started',
    `Nobody has started ${gate} of ${state.registration.record.title}.`,
    `Start it: orchestrator gate start --run ${state.registration.record.title} --gate ${gate} --agent NAME`,
  );
