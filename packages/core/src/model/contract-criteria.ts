/** A contract as exit criteria: every required output is a `file_exists`, its variables are replaced. */
import * as z from 'zod/mini';
import { describeCheck, type Criterion, type MachineCheck } from './criterion.ts';
import {
  contractVariables,
  outputId,
  pathFields,
  schemaId,
  validationId,
  variablesIn,
  type PinnedContract,
} from './contract.ts';
import { pathSchema } from './ids.ts';

/** A criterion of a contract, and how the contract itself puts it. */
export interface ContractCriterion {
  readonly criterion: Criterion & { readonly check: MachineCheck };
  /** With its variables; absent of a command. */
  readonly writtenPath?: string;
}

export type ContractInputs = Readonly<Record<string, string>>;

/**
 * The criteria of a contract: outputs, schemas that are as they were, validations. Ids are `<gate>-output-<n>`,
 * `<gate>-schema-<n>` and, where a validation has none of its own, `<gate>-validation-<n>`, from 1.
 * @param inputs the item's inputs, in which the variables have their values
 */
export function contractCriteria(
  gate: string,
  { required_outputs, validations, schemas = {} }: PinnedContract,
  inputs: ContractInputs,
): readonly ContractCriterion[] {
  return [
    ...required_outputs.map((path, index) =>
      toCriterion({ type: 'file_exists', path }, outputId(gate, index), inputs),
    ),
    ...Object.entries(schemas).map(([path, digest], index) =>
      toCriterion({ type: 'sha256', path, digest }, schemaId(gate, index), inputs),
    ),
    ...validations.map((validation, index) =>
      toCriterion(validation, validationId(gate, index), inputs),
    ),
  ];
}

function toCriterion(written: MachineCheck, id: string, inputs: ContractInputs): ContractCriterion {
  const check = withValues(written, inputs);
  return {
    criterion: {
      id: written.id ?? id,
      text: written.text ?? describeCheck(check),
      check,
      isOfContract: true,
    },
    ...('path' in written && { writtenPath: written.path }),
  };
}

function withValues(check: MachineCheck, inputs: ContractInputs): MachineCheck {
  const put = (text: string): string => resolvePath(text, inputs);
  if (check.type === 'command') return { ...check, argv: check.argv.map(put) };
  if (check.type === 'json_schema')
    return { ...check, path: put(check.path), schema: put(check.schema) };
  return { ...check, path: put(check.path) };
}

/** A path with its variables replaced; what has no value stays as it is. */
export const resolvePath = (path: string, inputs: ContractInputs): string =>
  path.replace(/\{([^{}]*)\}/g, (whole, name: string) =>
    contractVariables.some((known) => known === name) && Object.hasOwn(inputs, name)
      ? (inputs[name] ?? whole)
      : whole,
  );

/** What keeps a contract from being checked: variables without a value, values that make no path. In words. */
export function unresolved(
  contract: PinnedContract,
  inputs: ContractInputs,
): { readonly detail: string; readonly hint: string } | undefined {
  const paths = [
    ...contract.required_outputs,
    ...contract.validations.flatMap((validation) => pathFields(validation).map(([, path]) => path)),
  ];
  for (const path of paths) {
    const missing = variablesIn(path).find((name) => !Object.hasOwn(inputs, name));
    if (missing !== undefined) {
      return {
        detail: `${path} names {${missing}}, and the item has no input ${missing}.`,
        hint: `The item has to be registered with --input ${missing}=VALUE.`,
      };
    }
    const resolved = resolvePath(path, inputs);
    if (!z.safeParse(pathSchema, resolved).success) {
      return {
        detail: `${path} becomes ${JSON.stringify(resolved)}, which is no path inside the root.`,
        hint: 'Correct the inputs that stand for its variables.',
      };
    }
  }
  return undefined;
}
