/** A workflow definition, as people write it and as the rest of the core reads it (definition.md). */
import * as z from 'zod/mini';
import { gateNameSchema } from './contract.ts';
import { criterionSchema, readCriteria, type Criterion } from './criterion.ts';
import {
  gateKeySchema,
  instantSchema,
  nonEmptyTextSchema,
  pathSchema,
  personSchema,
  resourceSchema,
  roleSchema,
  stepKeySchema,
  textSchema,
  versionSchema,
  workflowIdSchema,
} from './ids.ts';

const atLeastOne = z.int('a whole number').check(z.gte(1, 'at least 1'));

const dependencySchema = z.union([
  stepKeySchema,
  z.strictObject({
    step: stepKeySchema,
    because: z.optional(textSchema),
    line: z.optional(atLeastOne),
  }),
]);

export const stepSchema = z.strictObject({
  key: stepKeySchema,
  order: atLeastOne,
  title: z.optional(nonEmptyTextSchema),
  description: z._default(textSchema, ''),
  role: z.optional(roleSchema),
  parallelizable: z._default(z.boolean('true or false'), false),
  dependsOn: z.optional(z.array(dependencySchema)),
  entryCriteria: z._default(z.array(criterionSchema), []),
  exitCriteria: z._default(z.array(criterionSchema), []),
  definitionOfDone: z._default(textSchema, ''),
  nextAction: z.optional(nonEmptyTextSchema),
  resources: z._default(z.array(resourceSchema), []),
  inputs: z._default(z.array(pathSchema), []),
  outputs: z._default(z.array(pathSchema), []),
  tasks: z._default(
    z.array(z.strictObject({ id: nonEmptyTextSchema, title: nonEmptyTextSchema })),
    [],
  ),
  run: z.optional(
    z.union([
      nonEmptyTextSchema,
      z.array(nonEmptyTextSchema).check(z.minLength(1, 'at least the program')),
    ]),
  ),
  runner: z._default(nonEmptyTextSchema, 'ubuntu-latest'),
  retry: z._default(z.strictObject({ maxAttempts: atLeastOne }), { maxAttempts: 1 }),
  contract: z.optional(gateNameSchema),
});

const gateKinds = ['handoff', 'review', 'release'] as const;

export const gateSchema = z.strictObject({
  key: gateKeySchema,
  kind: z._default(z.enum(gateKinds, 'handoff, review or release'), 'review'),
  before: z.optional(stepKeySchema),
  after: z.optional(stepKeySchema),
  returnTo: z.optional(stepKeySchema),
  approvals: z._default(atLeastOne, 1),
  roles: z._default(z.array(roleSchema), []),
  users: z._default(z.array(personSchema), []),
  preventSelfApproval: z.optional(z.boolean('true or false')),
});

export const workflowSchema = z.strictObject({
  schemaVersion: z._default(z.literal('1.0', '"1.0"'), '1.0'),
  id: workflowIdSchema,
  version: versionSchema,
  name: z.optional(nonEmptyTextSchema),
  description: z._default(textSchema, ''),
  successCriteria: z._default(z.array(nonEmptyTextSchema), []),
  effectiveFrom: z.optional(instantSchema),
  effectiveUntil: z.optional(instantSchema),
  steps: z
    .array(stepSchema)
    .check(z.minLength(1, 'at least one step'), z.maxLength(10_000, 'at most 10,000 steps')),
  gates: z._default(z.array(gateSchema), []),
  change: z.optional(
    z.strictObject({ author: textSchema, reason: textSchema, impact: textSchema }),
  ),
});

type ParsedWorkflow = z.infer<typeof workflowSchema>;
type ParsedStep = ParsedWorkflow['steps'][number];

export interface Step extends Omit<
  ParsedStep,
  'title' | 'dependsOn' | 'entryCriteria' | 'exitCriteria'
> {
  readonly title: string;
  /** Absent: all steps of all earlier groups. */
  readonly dependsOn?: readonly string[];
  readonly entryCriteria: readonly Criterion[];
  readonly exitCriteria: readonly Criterion[];
}

export type Gate = Omit<z.infer<typeof gateSchema>, 'preventSelfApproval'> & {
  readonly preventSelfApproval: boolean;
};

export interface Workflow extends Omit<ParsedWorkflow, 'name' | 'steps' | 'gates'> {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly gates: readonly Gate[];
}

/** Fills in what the schema alone can't: titles, criterion ids, the defaults that depend on other fields. */
export function completeWorkflow(parsed: ParsedWorkflow): Workflow {
  return {
    ...parsed,
    name: parsed.name ?? parsed.id,
    steps: parsed.steps.map(completeStep),
    gates: parsed.gates.map((gate) => ({
      ...gate,
      preventSelfApproval: gate.preventSelfApproval ?? gate.kind !== 'handoff',
    })),
  };
}

/** Written out field by field: objects made by spreading are many times slower to read, and steps are read often. */
function completeStep(step: ParsedStep): Step {
  const { role, nextAction, run, contract, dependsOn } = step;
  return {
    key: step.key,
    order: step.order,
    title: step.title ?? step.key,
    description: step.description,
    parallelizable: step.parallelizable,
    entryCriteria: readCriteria(step.entryCriteria, 'entry'),
    exitCriteria: readCriteria(step.exitCriteria, 'exit'),
    definitionOfDone: step.definitionOfDone,
    resources: step.resources,
    inputs: step.inputs,
    outputs: step.outputs,
    tasks: step.tasks,
    runner: step.runner,
    retry: step.retry,
    ...(dependsOn && { dependsOn: dependencyKeys(dependsOn) }),
    ...(role !== undefined && { role }),
    ...(nextAction !== undefined && { nextAction }),
    ...(run !== undefined && { run }),
    ...(contract !== undefined && { contract }),
  };
}

const dependencyKeys = (dependsOn: NonNullable<ParsedStep['dependsOn']>): readonly string[] => [
  ...new Set(dependsOn.map((on) => (typeof on === 'string' ? on : on.step))),
];
