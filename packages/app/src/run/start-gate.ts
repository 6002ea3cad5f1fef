/** Beginning an attempt at a gate: after a failed one the requeue is recorded too, for that is what starting it means. */
import {
  gateNameOf,
  requeueStep,
  stateWith,
  type AttemptView,
  type Executor,
  type Ids,
  type ItemState,
  type Refused,
  type StepState,
} from '@orchestrator/core';
import { claim } from '../claim.ts';
import { commit } from '../commit.ts';
import type { Deps } from '../deps.ts';
import { latestAttempt } from './attempt.ts';
import { findRun, findRunGate } from './find-run.ts';
import { inRunnerWords } from './words.ts';

export interface StartGate {
  readonly run: string;
  readonly gate: string;
  /** Who does the work, as people call it. */
  readonly agent: string;
  readonly actor: string;
}

export interface StartedGate {
  readonly ok: true;
  readonly item: string;
  readonly label: string;
  readonly gate: string;
  readonly step: string;
  readonly state: ItemState;
  readonly attempt: AttemptView;
  /** It was begun before, by the same. */
  readonly repeated: boolean;
}

export async function startGate(deps: Deps, command: StartGate): Promise<StartedGate | Refused> {
  const run = await findRun(deps, command.run);
  if (!run.ok) return run;
  const found = findRunGate(run.state, command.gate);
  if (!found.ok) return found;
  const { step } = found.step.planned;
  const requeued = await requeueIfFailed(deps, run.item, step.key, command);
  if (!requeued.ok) return inRunnerWords(requeued, run.state, step.key);
  const claimed = await claim(deps, {
    ...{ item: run.item, step: step.key, actor: command.actor },
    executor: executorOf(command.agent, step.key, deps.ids),
  });
  if (!claimed.ok) return inRunnerWords(claimed, run.state, step.key);
  const { item, label } = run;
  const { repeated, records } = claimed.decision;
  const state = stateWith(claimed.state, records, deps.ids);
  const attempt = latestAttempt(state, step.key);
  return {
    ...{ ok: true, item, label, gate: gateNameOf(step), step: step.key },
    ...{ state, attempt, repeated },
  };
}

/**
 * `<agent>-<step>` in the letters of a label; the agent's own name is kept beside. Where that would be too long, or
 * the same for two agents, digits of the name's sha256 tell them apart.
 */
function executorOf(
  agent: string,
  step: string,
  { sha256 }: Pick<Ids, 'sha256'>,
): Omit<Executor, 'nonce'> {
  const name = agent.toLowerCase();
  const label = name.replace(/[^a-z0-9._-]/g, '-');
  const plain = `${label}-${step}`;
  const isTelling = label === name && plain.length <= 63;
  const id = isTelling ? plain : `${label.slice(0, 40)}-${sha256(`${name} ${step}`).slice(0, 16)}`;
  return { kind: 'agent', id, agent };
}

/** Somebody else may have requeued it, or the step's own policy lets it be tried again: both is as good. */
async function requeueIfFailed(
  deps: Deps,
  item: string,
  step: string,
  { actor, gate }: StartGate,
): Promise<{ readonly ok: true } | Refused> {
  const reason = `${gate} is started again`;
  return commit(deps, item, (state) => {
    const found = state.steps.find(({ planned }) => planned.step.key === step);
    if (found === undefined || !hasFailed(found)) return { ok: true as const, records: [] };
    const context = { state, ids: deps.ids, now: deps.clock.now() };
    const decision = requeueStep(context, { step, actor, reason });
    const isDue =
      decision.ok || !['already-requeued', 'requeue-not-needed'].includes(decision.refusal.code);
    return isDue ? decision : { ok: true as const, records: [] };
  });
}

const hasFailed = ({ last, counting, open }: StepState): boolean =>
  open === undefined && counting === undefined && last?.handoff !== undefined;
