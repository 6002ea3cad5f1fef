/**
 * Does the file of a contract still say what the item is bound to? Which of two different contracts counts is for
 * people to say; where no contract files are at hand, the recorded one does.
 */
import {
  contractFile,
  gateNameOf,
  refuse,
  type ContractFile,
  type ItemState,
  type Refused,
  type Step,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';

type ContractDeps = Pick<Deps, 'contracts'>;

/** @param binding place of the binding under which the step is or was launched; absent: the present one */
export async function refuseChangedContract(
  { contracts }: ContractDeps,
  state: ItemState,
  step: Step,
  binding = state.bindings.length - 1,
): Promise<Refused | undefined> {
  const { contract: gate } = step;
  const pinAt = (place: number) =>
    gate === undefined ? undefined : state.bindings[place]?.stored.record.contracts?.[gate];
  const pin = pinAt(binding);
  if (contracts === undefined || gate === undefined || pin === undefined) return undefined;
  // Who is bound to these bytes found them valid then.
  if ((await contracts.digest(gate)) === pin.digest) return undefined;
  const found = await contracts.read(gate);
  const digest = found?.ok === true ? found.digest : undefined;
  const isRebound = digest !== undefined && pinAt(state.bindings.length - 1)?.digest === digest;
  return refuse(
    'contract-changed',
    isRebound
      ? `The attempt at ${gateNameOf(step)} was begun under the contract as it was before; nothing was checked, and nothing recorded.`
      : `${nameOf(state)} is bound to the contract ${contractFile(gate)}, which ${whatIs(found)}; nothing was checked, and nothing recorded.`,
    isRebound ? beginAnew(state, step) : restoreOrRebind(state, gate, found),
    { details: [{ path: contractFile(gate), recorded: pin.digest, found: digest ?? null }] },
  );
}

function whatIs(found: ContractFile | undefined): string {
  if (found === undefined) return 'is gone';
  if (found.ok) return 'was changed since';
  const [first] = found.problems;
  return `is not valid any more (line ${first?.line ?? 1}: ${first?.detail ?? ''})`;
}

const nameOf = ({ registration: { record } }: ItemState): string =>
  record.run === undefined ? record.workItemId : record.title;

function restoreOrRebind(
  { item, plan }: ItemState,
  gate: string,
  found: ContractFile | undefined,
): string {
  const restore = `restore it: git checkout HEAD -- ${contractFile(gate)} (an earlier commit, if the change is committed).`;
  if (found?.ok !== true) return `To go on, ${restore}`;
  const { id, version } = plan.workflow;
  return `To keep it as it was, ${restore} To go on under the changed one: orchestrator migrate --work-item ${item} --to ${id}@${version} --reason "…"`;
}

/** An attempt is judged by what it was begun under; the new contract is for the next one. */
function beginAnew(state: ItemState, step: Step): string {
  const { item, registration } = state;
  const { title, run } = registration.record;
  const gate = gateNameOf(step);
  return run === undefined
    ? `Begin a new one: orchestrator complete --work-item ${item} --step ${step.key} --status failed --outcome "…", then retry and claim it.`
    : `Begin a new one: orchestrator gate fail --run ${title} --gate ${gate} --reason "…", then orchestrator gate start --run ${title} --gate ${gate} --agent NAME`;
}

/** The first contract of a step that is not done yet which differs from what the item is bound to. */
export async function refuseChangedContracts(
  deps: ContractDeps,
  state: ItemState,
): Promise<Refused | undefined> {
  for (const { counting, open, planned } of state.steps) {
    if (counting !== undefined) continue;
    const { step } = open?.planned ?? planned;
    const changed = await refuseChangedContract(deps, state, step, open?.binding);
    if (changed !== undefined) return changed;
  }
  return undefined;
}
