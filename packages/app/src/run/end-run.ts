/** Ending a run, and noting that an agent was called in it. */
import {
  allAttempts,
  endAttempt,
  endRun,
  isRunning,
  recordInvocation as decideInvocation,
  stateWith,
  type Finish,
  type Invocation,
  type InvocationStatus,
  type ItemState,
  type NonceKey,
  type Refused,
  type RunEnd,
} from '@orchestrator/core';
import { commit } from '../commit.ts';
import type { Deps } from '../deps.ts';
import { startBatch, type Batch } from '../drafts.ts';
import { findRun, findRunGate, nameRun } from './find-run.ts';

export interface CompleteRun {
  readonly run: string;
  /** Absent: what its gates say. */
  readonly status?: RunEnd;
  readonly reason?: string;
  readonly actor: string;
}

export interface CompletedRun {
  readonly ok: true;
  readonly item: string;
  readonly label: string;
  readonly finish: Finish;
  readonly path: string;
  readonly record: string;
  readonly state: ItemState;
  readonly repeated: boolean;
}

/** A run that is given up takes the attempts with it that are still open: nobody is to bring them to an end. */
export async function completeRun(
  deps: Deps,
  { run: name, status, reason = '', actor }: CompleteRun,
): Promise<CompletedRun | Refused> {
  const run = await nameRun(deps, name);
  if (!run.ok) return run;
  const keys: NonceKey[] = [];
  const committed = await commit(deps, run.item, (state) => {
    const batch = startBatch(state, deps.ids, deps.clock.now());
    // Decided again after a lost race, others are open.
    keys.length = 0;
    if (status === 'CANCELED' || status === 'FAILED')
      keys.push(...abandonAll(batch, status, actor));
    const command = { actor, reason, ...(status !== undefined && { status }) };
    const decision = batch.add((context) => endRun(context, command));
    return decision.ok ? { ...decision, records: batch.drafts } : decision;
  });
  if (!committed.ok) return committed;
  for (const key of keys) await deps.nonces.drop(key);
  const { answer, repeated, records } = committed.plan;
  const state = stateWith(committed.state, records, deps.ids);
  const { item, label } = run;
  return {
    ...{ ok: true, item, label, finish: answer.record, path: answer.path, record: answer.id },
    ...{ state, repeated },
  };
}

function abandonAll(batch: Batch, status: RunEnd, actor: string): readonly NonceKey[] {
  return allAttempts(batch.state())
    .filter(isRunning)
    .flatMap(({ step, k, claim }) => {
      if (claim === undefined) return [];
      const { attemptId, executor } = claim.record;
      const outcome = `The run was ended as ${status}`;
      batch.add((context) =>
        endAttempt(context, {
          ...{ step, attempt: attemptId, status: 'abandoned', actor, nonces: [], outcome },
        }),
      );
      return [{ item: batch.state().item, step, k, executor: executor.id }];
    });
}

export interface RecordInvocation {
  readonly run: string;
  readonly gate: string;
  readonly agent: string;
  readonly status: InvocationStatus;
  readonly actor: string;
  /** Of a command that was run: when it began, how it ended. */
  readonly startedAt?: string;
  readonly exitCode?: number;
  readonly detail?: string;
  /** Chosen before it ran, for the name of its log. */
  readonly id?: string;
}

export interface RecordedInvocation {
  readonly ok: true;
  readonly item: string;
  readonly label: string;
  readonly invocation: Invocation;
  readonly path: string;
  readonly record: string;
}

export async function recordInvocation(
  deps: Deps,
  { run: name, gate, id = invocationId(deps), ...called }: RecordInvocation,
): Promise<RecordedInvocation | Refused> {
  const run = await findRun(deps, name);
  if (!run.ok) return run;
  const found = findRunGate(run.state, gate);
  if (!found.ok) return found;
  const { key } = found.step.planned.step;
  const committed = await commit(deps, run.item, (state) => {
    const context = { state, ids: deps.ids, now: deps.clock.now() };
    return decideInvocation(context, { ...called, step: key, invocation: id });
  });
  if (!committed.ok) return committed;
  const { record, path, id: sha256 } = committed.plan.answer;
  return { ok: true, item: run.item, label: run.label, invocation: record, path, record: sha256 };
}

/** `inv_<milliseconds>_<4 hexadecimal digits>`. */
export const invocationId = ({ clock, ids }: Pick<Deps, 'clock' | 'ids'>): string =>
  `inv_${Date.parse(clock.now())}_${ids.sha256(ids.nonce()).slice(0, 4)}`;
