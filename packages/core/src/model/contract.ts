/**
 * The contract of a step, which the runner calls a gate: what must be there, and what must hold of it, before the step
 * counts as done (definition.md). Its file is `orchestration/gates/contracts/<gate>.contract.json`.
 */
import * as z from 'zod/mini';
import type { WorkflowProblem } from './problem.ts';
import { checkTypes, machineCriterionSchema, type MachineCheck } from './criterion.ts';
import { digestSchema, nonEmptyTextSchema, pathSchema, textSchema } from './ids.ts';
import { issueProblems } from './issues.ts';

/** The folder of all contracts. */
export const contractsFolder = 'orchestration/gates/contracts';
export const contractFile = (gate: string): string => `${contractsFolder}/${gate}.contract.json`;

export const gateNameSchema = z
  .string('a gate of the runner')
  .check(
    z.regex(
      /^[A-Za-z][A-Za-z0-9-]{0,31}$/,
      'a gate of the runner is a letter and up to 31 letters, digits or dashes, such as G1',
    ),
  );

/** What may stand in the paths of a contract, in braces; the item's inputs of these names say what for. */
export const contractVariables = ['slug', 'artifact_path'] as const;

/** Room for every file of a large package, and less than the largest record. */
const mostEntries = 10_000;

const contents = {
  name: nonEmptyTextSchema.check(z.regex(/^[^\n\t]*$/, 'a name is one line')),
  required_outputs: z.array(pathSchema).check(z.maxLength(mostEntries, 'at most 10,000 outputs')),
  validations: z
    .array(machineCriterionSchema)
    .check(z.maxLength(mostEntries, 'at most 10,000 validations')),
};

/** As people write it. */
export const contractSchema = z.strictObject({
  $schema: z.optional(textSchema),
  gate: gateNameSchema,
  name: contents.name,
  description: z.optional(textSchema),
  required_outputs: z._default(contents.required_outputs, []),
  validations: z._default(contents.validations, []),
});
export type Contract = z.infer<typeof contractSchema>;

/** By gate: as each contract was when an item was bound to it. What is checked is this, whatever the file says later. */
export const pinnedContractsSchema = z.record(
  gateNameSchema,
  // `digest` is the sha256 of the bytes of the file.
  z.strictObject({
    digest: digestSchema,
    ...contents,
    // sha256 of the files of JSON Schemas that its validations name, where they were there: they say what holds, too.
    schemas: z.optional(z.record(pathSchema, digestSchema)),
  }),
);
export type PinnedContracts = z.infer<typeof pinnedContractsSchema>;
export type PinnedContract = PinnedContracts[string];

export const pinned = (
  { name, required_outputs, validations }: Contract,
  digest: string,
): PinnedContract => ({ digest, name, required_outputs, validations });

export type ReadContract =
  | { readonly ok: true; readonly contract: Contract }
  | { readonly ok: false; readonly problems: readonly WorkflowProblem[] };

const fieldsOfValidation: readonly string[] = [
  ...new Set(machineCriterionSchema.def.options.flatMap(({ shape }) => Object.keys(shape))),
];

/** Validates what a contract's file holds. */
export function readContract(document: unknown): ReadContract {
  const parsed = z.safeParse(contractSchema, document, { reportInput: true });
  if (!parsed.success) {
    const known = (at: readonly PropertyKey[]): readonly string[] => {
      if (at.at(-1) === 'type') return checkTypes;
      return at[0] === 'validations' ? fieldsOfValidation : Object.keys(contractSchema.shape);
    };
    return { ok: false, problems: issueProblems(parsed.error.issues, known) };
  }
  const contract = parsed.data;
  const problems = [...unknownVariables(contract), ...repeatedIds(contract), ...takenIds(contract)];
  return problems.length === 0 ? { ok: true, contract } : { ok: false, problems };
}

function unknownVariables({ required_outputs, validations }: Contract): readonly WorkflowProblem[] {
  const paths = [
    ...required_outputs.map((path, index) => ({ at: ['required_outputs', index], path })),
    ...validations.flatMap((validation, index) =>
      pathFields(validation).map(([field, path]) => ({ at: ['validations', index, field], path })),
    ),
  ];
  return paths.flatMap(({ at, path }) =>
    variablesIn(path)
      .filter((name) => !contractVariables.some((known) => known === name))
      .map((name) => ({
        code: 'unknown-variable',
        at,
        detail: `${path}: the variable {${name}} is unknown.`,
        hint: `A path may hold ${contractVariables.map((known) => `{${known}}`).join(' and ')}.`,
      })),
  );
}

/** Results are told apart by their ids. */
function repeatedIds({ validations }: Contract): readonly WorkflowProblem[] {
  const ids = validations.map(({ id }) => id);
  return ids.flatMap((id, index) =>
    id === undefined || ids.indexOf(id) === index
      ? []
      : [
          {
            code: 'duplicate-key',
            at: ['validations', index, 'id'],
            detail: `Two validations have the id ${id}.`,
            hint: 'Give each validation an id of its own, or none.',
          },
        ],
  );
}

/** What a contract does not name is named by its gate and its place. */
export const outputId = (gate: string, index: number): string =>
  `${gate.toLowerCase()}-output-${index + 1}`;
export const schemaId = (gate: string, index: number): string =>
  `${gate.toLowerCase()}-schema-${index + 1}`;
export const validationId = (gate: string, index: number): string =>
  `${gate.toLowerCase()}-validation-${index + 1}`;

/** An id of that form says of another check than the one that has it. */
function takenIds({ gate, validations }: Contract): readonly WorkflowProblem[] {
  const made = new RegExp(`^${gate.toLowerCase()}-(?:output|schema|validation)-\\d+$`);
  return validations.flatMap(({ id }, index) =>
    id === undefined || !made.test(id)
      ? []
      : [
          {
            code: 'duplicate-key',
            at: ['validations', index, 'id'],
            detail: `The id ${id} is one of those that are given to what has none.`,
            hint: 'Choose another id, or leave it out.',
          },
        ],
  );
}

/** The files of JSON Schemas that it names, but those among the item's own files. */
export const schemaFiles = ({ validations }: Pick<Contract, 'validations'>): readonly string[] => [
  ...new Set(
    validations.flatMap((it) =>
      it.type === 'json_schema' && variablesIn(it.schema).length === 0 ? [it.schema] : [],
    ),
  ),
];

/** The variables that a path names. */
export const variablesIn = (path: string): readonly string[] =>
  [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);

/** The fields of a validation that hold paths. */
export const pathFields = (validation: MachineCheck): readonly (readonly [string, string])[] => [
  ...('path' in validation ? [['path', validation.path] as const] : []),
  ...(validation.type === 'json_schema' ? [['schema', validation.schema] as const] : []),
];
