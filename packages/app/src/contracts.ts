/** Contracts of steps: taken over into the record that binds an item, and compared with their files ever after. */
import {
  contractFile,
  missingContracts,
  nearest,
  pinned,
  refuse,
  restoreHint,
  unresolved,
  type ItemState,
  type PinnedContract,
  type PinnedContracts,
  type Refused,
  type Registration,
  type Step,
  type Workflow,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';

type ContractDeps = Pick<Deps, 'contracts'>;

/** The contracts that the steps of a workflow name, as their files are now; absent when they name none. */
export async function pinContracts(
  deps: ContractDeps,
  workflow: Workflow,
  inputs: Registration['inputs'],
): Promise<{ readonly ok: true; readonly contracts?: PinnedContracts } | Refused> {
  const contracts: Record<string, PinnedContract> = {};
  const twins = missingContracts(workflow);
  for (const gate of twins) {
    const twin = twins.find((it) => it !== gate && it.toLowerCase() === gate.toLowerCase());
    if (twin !== undefined) return caseTwins(workflow, gate, twin);
    const found = await pinOne(deps, gate);
    if (!found.ok) return found;
    const problem = unresolved(found.contract, inputs);
    if (problem !== undefined) {
      return refuse('invalid-contract', `${contractFile(gate)}: ${problem.detail}`, problem.hint);
    }
    contracts[gate] = found.contract;
  }
  return Object.keys(contracts).length === 0 ? { ok: true } : { ok: true, contracts };
}

const caseTwins = ({ id, version }: Workflow, gate: string, twin: string): Refused =>
  refuse(
    'invalid-contract',
    `${id}@${version} names the contracts ${gate} and ${twin}, which differ by the case of their letters alone.`,
    'Give them names of their own.',
  );

async function pinOne(
  { contracts }: ContractDeps,
  gate: string,
): Promise<{ readonly ok: true; readonly contract: PinnedContract } | Refused> {
  const found = await contracts?.read(gate);
  if (found?.ok === true) return { ok: true, contract: pinned(found.contract, found.digest) };
  if (found === undefined) {
    const guess = nearest(gate, (await contracts?.list()) ?? []);
    return refuse(
      'invalid-contract',
      `There is no contract ${gate}: ${contractFile(gate)} is not there.`,
      guess === undefined
        ? `Write it, or take contract: ${gate} out of the workflow.`
        : `Did you mean ${guess}?`,
    );
  }
  const [first, ...others] = found.problems;
  const more = others.length > 0 ? ` (and ${others.length} more: orchestrator validate)` : '';
  return refuse(
    'invalid-contract',
    `${found.path}:${first?.line ?? 1}: ${first?.detail ?? 'It is not valid.'}${more}`,
    first?.hint ?? 'Correct it.',
    { details: found.problems },
  );
}

/**
 * Whether the file still says what the item is bound to. Which of two different contracts counts is for people to
 * say; where no contract files are at hand, the recorded one does.
 */
export async function refuseChangedContract(
  { contracts }: ContractDeps,
  { workItemId, title, workflow, run }: Registration,
  { contract: gate }: Pick<Step, 'contract'>,
  bound: PinnedContracts | undefined,
): Promise<Refused | undefined> {
  const pin = gate === undefined ? undefined : bound?.[gate];
  if (contracts === undefined || gate === undefined || pin === undefined) return undefined;
  const found = await contracts.read(gate);
  if (found?.ok === true && found.digest === pin.digest) return undefined;
  const file = contractFile(gate);
  const name = run === undefined ? workItemId : title;
  return refuse(
    'contract-changed',
    `The contract ${file} ${found === undefined ? 'is gone' : 'was changed'} since ${name} was bound to it; nothing was checked, and nothing recorded.`,
    `To keep the contract as it was: ${restoreHint(file)}. To go on under the changed one: orchestrator migrate --work-item ${workItemId} --to ${workflow.id}@${workflow.version} --reason "…", then begin a new attempt of what is running.`,
    {
      details: [
        { path: file, recorded: pin.digest, found: found?.ok === true ? found.digest : null },
      ],
    },
  );
}

/** The first contract of a step that is not done yet which differs from what the item is bound to. */
export async function refuseChangedContracts(
  deps: ContractDeps,
  state: ItemState,
): Promise<Refused | undefined> {
  for (const { counting, planned } of state.steps) {
    if (counting !== undefined) continue;
    const { contracts } = state.binding.record;
    const { record } = state.registration;
    const changed = await refuseChangedContract(deps, record, planned.step, contracts);
    if (changed !== undefined) return changed;
  }
  return undefined;
}
