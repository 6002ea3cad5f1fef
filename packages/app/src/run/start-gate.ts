/** Beginning an attempt at a gate: after a failed one the requeue is recorded too, for that is what starting it means. */
import {
  gateNameOf,
  stateWith,
  type AttemptView,
  type Executor,
  type Ids,
  type ItemState,
  type Refused,
} from '@orchestrator/core';
import { refuseChangedContract } from '../changed-contract.ts';
import { claim } from '../claim.ts';
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
  const { open } = found.step;
  // What somebody began before is not gone on with under another contract either.
  const changed = await refuseChangedContract(
    deps,
    run.state,
    open?.planned?.step ?? step,
    open?.binding,
  );
  if (changed !== undefined) return changed;
  const claimed = await claim(deps, {
    ...{ item: run.item, step: step.key, actor: command.actor },
    executor: executorOf(command.agent, step.key, deps.ids),
    requeue: `${gateNameOf(step)} is started again`,
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
