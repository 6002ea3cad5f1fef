/**
 * The workflow as an item is bound to it: its definition, with the contracts that the binding record holds among the
 * exit criteria; and of a run of the gate runner only the steps that have a contract (definition.md, "Contract").
 */
import { byOrderAndKey } from '../schedule/groups.ts';
import type { PinnedContracts } from './contract.ts';
import { contractCriteria, resolvePath, type ContractInputs } from './contract-criteria.ts';
import type { RunOptions } from './registration.ts';
import type { Gate, Step, Workflow } from './workflow.ts';

export interface BindingFacts {
  readonly inputs: ContractInputs;
  readonly contracts?: PinnedContracts;
  readonly run?: RunOptions;
}

/** @param facts of the registration, and the contracts of the registration or the migration that binds the item */
export function bindWorkflow(
  workflow: Workflow,
  { inputs, contracts, run }: BindingFacts,
): Workflow {
  const gated = run === undefined ? workflow : gatesOnly(workflow, run.mode);
  if (contracts === undefined) return gated;
  return {
    ...gated,
    steps: gated.steps.map((step) => {
      const contract = step.contract === undefined ? undefined : contracts[step.contract];
      if (step.contract === undefined || contract === undefined) return step;
      const criteria = contractCriteria(step.contract, contract, inputs);
      const outputs = contract.required_outputs.map((path) => resolvePath(path, inputs));
      return {
        ...step,
        exitCriteria: [...step.exitCriteria, ...criteria.map(({ criterion }) => criterion)],
        outputs: [...new Set([...step.outputs, ...outputs])],
      };
    }),
  };
}

/** The contracts that steps name and a binding does not hold. */
export const missingContracts = (
  { steps }: Workflow,
  contracts: PinnedContracts = {},
): readonly string[] => [
  ...new Set(
    steps.flatMap(({ contract }) =>
      contract === undefined || Object.hasOwn(contracts, contract) ? [] : [contract],
    ),
  ),
];

/**
 * What a run walks: the steps with a contract, each after the other; in a manual run none waits for another one.
 * Approvals stay where they stand at such a step.
 */
function gatesOnly(workflow: Workflow, mode: RunOptions['mode']): Workflow {
  const kept = workflow.steps.filter(({ contract }) => contract !== undefined);
  const isKept = (key: string | undefined): boolean =>
    key === undefined || kept.some((step) => step.key === key);
  const steps = [...kept].sort(byOrderAndKey).map((step, index, sorted) => ({
    ...step,
    parallelizable: mode === 'manual',
    dependsOn: mode === 'manual' || index === 0 ? [] : [sorted[index - 1]?.key ?? step.key],
  }));
  const gates = workflow.gates
    .filter(({ before, after }) => isKept(before) && isKept(after))
    .map((gate) => (isKept(gate.returnTo) ? gate : withoutReturn(gate)));
  return { ...workflow, steps, gates };
}

function withoutReturn({ returnTo: _gone, ...gate }: Gate): Gate {
  return gate;
}

/** The steps of a run are its gates; what the runner calls one is the name of its contract. */
export const gateNameOf = ({ contract, key }: Pick<Step, 'contract' | 'key'>): string =>
  contract ?? key;
