/** Criteria: what must hold before a step may be claimed (entry) or completed (exit). */
import * as z from 'zod/mini';
import {
  criterionIdSchema,
  digestSchema,
  nonEmptyTextSchema,
  pathSchema,
  textSchema,
} from './ids.ts';

const common = {
  id: z.optional(criterionIdSchema),
  text: z.optional(textSchema),
};
const onFile = { ...common, path: pathSchema };
const count = z.int('a whole number').check(z.gte(0, 'at least 0'));

/** The machine-checked criteria, by type. They are also the validations of a gate contract. */
export const machineCriterionSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...onFile, type: z.literal('file_exists') }),
  z.strictObject({ ...onFile, type: z.literal('min_sources'), min: count }),
  z.strictObject({
    ...onFile,
    type: z.literal('contains_headings'),
    headings: z.array(nonEmptyTextSchema).check(z.minLength(1, 'at least one heading')),
  }),
  z.strictObject({
    ...onFile,
    type: z.literal('not_contains'),
    pattern: nonEmptyTextSchema,
    severity: z.optional(z.enum(['fail', 'warn'], 'fail or warn')),
  }),
  z.strictObject({ ...onFile, type: z.literal('json_schema'), schema: pathSchema }),
  z.strictObject({ ...onFile, type: z.literal('matches'), pattern: nonEmptyTextSchema }),
  z.strictObject({ ...onFile, type: z.literal('min_words'), min: count }),
  z.strictObject({ ...onFile, type: z.literal('links_resolve') }),
  z.strictObject({ ...onFile, type: z.literal('sha256'), digest: digestSchema }),
  z.strictObject({
    ...common,
    type: z.literal('command'),
    argv: z.array(nonEmptyTextSchema).check(z.minLength(1, 'at least the program')),
    seconds: z.optional(z.int('a whole number').check(z.gte(1, 'at least 1'))),
  }),
]);
/** The words that `type` knows. */
export const checkTypes: readonly string[] = machineCriterionSchema.def.options.flatMap(
  ({ shape }) => shape.type.def.values,
);
export type MachineCheck = z.infer<typeof machineCriterionSchema>;

/** As written: plain words, or a mapping. */
export const criterionSchema = z.union([nonEmptyTextSchema, machineCriterionSchema]);
export type WrittenCriterion = z.infer<typeof criterionSchema>;

/** As read: every criterion has an id; `check` is absent for plain words, which a person attests. */
export interface Criterion {
  readonly id: string;
  readonly text: string;
  readonly check?: MachineCheck;
  /** It comes from the contract of the step: commands of those have to be allowed. */
  readonly isOfContract?: true;
}

/** Gives each criterion its id (`entry-<n>` or `exit-<n>`, from 1) and a text to show. */
export function readCriteria(
  written: readonly WrittenCriterion[],
  phase: 'entry' | 'exit',
): readonly Criterion[] {
  return written.map((criterion, index) => {
    const id = `${phase}-${index + 1}`;
    if (typeof criterion === 'string') return { id, text: criterion };
    return {
      id: criterion.id ?? id,
      text: criterion.text ?? describeCheck(criterion),
      check: criterion,
    };
  });
}

/** What a check asks for, in words. */
export function describeCheck(check: MachineCheck): string {
  switch (check.type) {
    case 'file_exists':
      return `${check.path} exists`;
    case 'min_sources':
      return `${check.path} names at least ${check.min} sources`;
    case 'contains_headings':
      return `${check.path} has the headings ${check.headings.join(', ')}`;
    case 'not_contains':
      return `${check.path} does not contain ${check.pattern}`;
    case 'json_schema':
      return `${check.path} is valid under ${check.schema}`;
    case 'matches':
      return `${check.path} matches ${check.pattern}`;
    case 'min_words':
      return `${check.path} has at least ${check.min} words`;
    case 'links_resolve':
      return `the links of ${check.path} lead somewhere`;
    case 'sha256':
      return `${check.path} has the digest ${check.digest.slice(0, 8)}…`;
    case 'command':
      return `${check.argv.join(' ')} exits with 0`;
  }
}

/** The files that the contract of a step requires, from its criteria. */
export const requiredOutputs = (criteria: readonly Criterion[]): readonly string[] =>
  criteria.flatMap(({ check, isOfContract }) =>
    isOfContract === true && check?.type === 'file_exists' ? [check.path] : [],
  );
