/** Contracts: each file by its schema, and whether the workflows that name them could be used. */
import { readContracts } from '@orchestrator/app';
import {
  contractsFolder,
  definitionSlot,
  type DefinitionProblem,
  type Workflow,
} from '@orchestrator/core';
import type { Context } from '../../context.ts';

/** The gate whose contract a file of this name would be; `undefined`: it lies elsewhere. */
export function gateOfFile(name: string): string | undefined {
  const isThere = name.startsWith(`${contractsFolder}/`) && name.endsWith('.contract.json');
  return isThere ? name.slice(contractsFolder.length + 1, -'.contract.json'.length) : undefined;
}

/** The file of one contract. */
export async function checkContract(
  { deps }: Context,
  gate: string,
): Promise<readonly DefinitionProblem[]> {
  const found = await deps.contracts?.read(gate);
  return found === undefined || found.ok ? [] : found.problems;
}

/** All files of contracts. */
export async function checkContracts(context: Context): Promise<readonly DefinitionProblem[]> {
  const gates = (await context.deps.contracts?.list()) ?? [];
  return (await Promise.all(gates.map((gate) => checkContract(context, gate)))).flat();
}

/** What would keep an item from being bound to the workflow; what is wrong inside a contract is its own file's problem. */
export async function checkBinding(
  { deps }: Context,
  workflow: Workflow,
): Promise<readonly DefinitionProblem[]> {
  const found = await readContracts(deps, workflow);
  if (found.ok || found.refusal.details !== undefined) return [];
  const { code, message, hint } = found.refusal;
  const path = definitionSlot(workflow.id, workflow.version);
  return [{ code, path, line: 1, detail: message, hint }];
}
