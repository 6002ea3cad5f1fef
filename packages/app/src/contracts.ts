/** Contracts of steps are taken over, by value, into the record that binds an item. */
import {
  contractCriteria,
  contractFile,
  missingContracts,
  nearest,
  pinned,
  refuse,
  sameJson,
  schemaFiles,
  unresolved,
  type PinnedContract,
  type PinnedContracts,
  type Refused,
  type Registration,
  type Workflow,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';

type ContractDeps = Pick<Deps, 'contracts' | 'checks'>;

/** The contracts that the steps of a workflow name, bound to an item with these inputs; absent when they name none. */
export async function pinContracts(
  deps: ContractDeps,
  workflow: Workflow,
  inputs: Registration['inputs'],
): Promise<{ readonly ok: true; readonly contracts?: PinnedContracts } | Refused> {
  const found = await readContracts(deps, workflow);
  if (!found.ok) return found;
  for (const [gate, contract] of Object.entries(found.contracts)) {
    const problem = unresolved(contract, inputs);
    if (problem !== undefined)
      return refuse('invalid-contract', `${contractFile(gate)}: ${problem.detail}`, problem.hint);
  }
  return Object.keys(found.contracts).length === 0 ? { ok: true } : found;
}

/** The contracts that the steps of a workflow name, as their files are now. */
export async function readContracts(
  deps: ContractDeps,
  workflow: Workflow,
): Promise<{ readonly ok: true; readonly contracts: PinnedContracts } | Refused> {
  const contracts: Record<string, PinnedContract> = {};
  const gates = missingContracts(workflow);
  for (const gate of gates) {
    const twin = gates.find((it) => it !== gate && it.toLowerCase() === gate.toLowerCase());
    if (twin !== undefined) return caseTwins(workflow, gate, twin);
    const found = await pinOne(deps, gate, gates);
    if (!found.ok) return found;
    const clash = clashOf(workflow, gate, found.contract);
    if (clash !== undefined) return clash;
    contracts[gate] = found.contract;
  }
  return { ok: true, contracts };
}

/** Results of checks are told apart by their ids, the step's own ones and those of its contract. */
function clashOf({ steps }: Workflow, gate: string, contract: PinnedContract): Refused | undefined {
  const ids = new Set(contractCriteria(gate, contract, {}).map(({ criterion: { id } }) => id));
  for (const { key, contract: named, exitCriteria } of steps) {
    const own = named === gate ? exitCriteria.find(({ id }) => ids.has(id)) : undefined;
    if (own === undefined) continue;
    return refuse(
      'invalid-contract',
      `${contractFile(gate)}: a validation has the id ${own.id}, as an exit criterion of the step ${key} has.`,
      'Choose another id for the validation, or leave it out.',
    );
  }
  return undefined;
}

const literal = { literal: true };

const caseTwins = ({ id, version }: Workflow, gate: string, twin: string): Refused =>
  refuse(
    'invalid-contract',
    `${id}@${version} names the contracts ${gate} and ${twin}, which differ by the case of their letters alone.`,
    'Give them names of their own.',
  );

async function pinOne(
  { contracts, checks }: ContractDeps,
  gate: string,
  named: readonly string[],
): Promise<{ readonly ok: true; readonly contract: PinnedContract } | Refused> {
  const found = await contracts?.read(gate);
  if (found?.ok === true) {
    const files = schemaFiles(found.contract);
    const { outputs } = files.length === 0 ? { outputs: [] } : await checks.digest(files, literal);
    const schemas = Object.fromEntries(outputs.map(({ path, sha256 }) => [path, sha256]));
    const contract = pinned(found.contract, found.digest);
    return { ok: true, contract: outputs.length === 0 ? contract : { ...contract, schemas } };
  }
  if (found === undefined) {
    const others = ((await contracts?.list()) ?? []).filter((it) => !named.includes(it));
    const guess = nearest(gate, others);
    const meant = guess === undefined ? '' : ` Did you mean ${guess}?`;
    return refuse(
      'invalid-contract',
      `There is no contract ${gate}: ${contractFile(gate)} is not there.${meant}`,
      `Write ${contractFile(gate)}, or take contract: ${gate} out of the workflow.`,
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

/** Contracts that a file brings along have to be those that lie in the checkout: nobody binds an item to others. */
export function refuseForeignContracts(
  said: PinnedContracts,
  present: PinnedContracts,
): Refused | undefined {
  const gates = [...new Set([...Object.keys(said), ...Object.keys(present)])];
  const other = gates.find((gate) => !sameJson(said[gate] ?? null, present[gate] ?? null));
  return other === undefined
    ? undefined
    : refuse(
        'contract-changed',
        `The file holds another contract ${other} than ${contractFile(other)} is.`,
        'Leave contracts out of it; they are taken over from their files.',
      );
}
