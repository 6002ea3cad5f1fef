import * as z from 'zod/mini';

import { readActionFile, type ActionName } from '../../../scripts/release/action-file.ts';
import { root } from '../../actions/release-tree.ts';
import { around, type Rule } from '../rule.ts';
import { actionOf, type Workflow } from '../workflow.ts';

const stepsWithAction = ({ jobs }: Workflow) =>
  jobs.flatMap(({ id, steps }) =>
    steps.flatMap((step) => {
      const name = actionOf(step);
      return name === undefined
        ? []
        : [{ job: id, step, name, action: readActionFile(root, name as ActionName) }];
    }),
  );

const knownInputs: Rule = {
  name: 'every input that is given to an action is one that it has',
  check: (workflow) =>
    stepsWithAction(workflow).flatMap(({ job, step, name, action }) =>
      Object.keys(step.with)
        .filter((input) => !(input in action.inputs))
        .map((input) => `${job}: ${name} has no input ${input}`),
    ),
  bad: [around('steps: [{ uses: org/orchestrator/gate@v1, with: { actor: alice } }]')],
};

const knownOutputs: Rule = {
  name: 'every output that is used is one that the action has',
  check: (workflow) =>
    stepsWithAction(workflow).flatMap(({ job, step, name, action }) => {
      if (typeof step['id'] !== 'string') return [];
      const used = workflow.text.matchAll(
        new RegExp(`steps\\.${step['id']}\\.outputs\\.([\\w-]+)`, 'g'),
      );
      return [...used]
        .flatMap(([, output = '']) => (output in action.outputs ? [] : [output]))
        .map((output) => `${job}: ${name} has no output ${output}`);
    }),
  bad: [
    around(
      'outputs: { m: "${{ steps.a.outputs.legs }}" }\nsteps: [{ id: a, uses: org/orchestrator/schedule@v1 }]',
    ),
  ],
};

const buttonSchema = z.record(z.string(), z.looseObject({ type: z.optional(z.string()) }));

const buttonOfGate: Rule = {
  name: 'the fields of the gate button are inputs of the gate, and gate and decision are choices',
  check: (workflow) => {
    const gate = stepsWithAction(workflow).find(({ name }) => name === 'gate');
    const fields = buttonSchema.safeParse(workflow.on['workflow_dispatch']?.['inputs']);
    if (gate === undefined || !fields.success) return [];
    return Object.entries(fields.data).flatMap(([field, { type }]) => [
      ...(field in gate.action.inputs ? [] : [`${field} is no input of the gate`]),
      ...(['gate', 'decision'].includes(field) && type !== 'choice'
        ? [`${field} is no choice`]
        : []),
    ]);
  },
  bad: [
    around(
      'steps: [{ uses: org/orchestrator/gate@v1 }]',
      '{ workflow_dispatch: { inputs: { approver: { type: string } } } }',
    ),
    around(
      'steps: [{ uses: org/orchestrator/gate@v1 }]',
      '{ workflow_dispatch: { inputs: { gate: { type: string } } } }',
    ),
  ],
};

export const inputRules: readonly Rule[] = [knownInputs, knownOutputs, buttonOfGate];
