/** The gate button against the definitions: what it should offer and does not, and the other way round. */
import * as path from 'node:path';
import * as z from 'zod/mini';
import type { DefinitionProblem } from '@orchestrator/core';
import { readYaml } from '@orchestrator/stores/yaml';
import { decisionsFor, type Choices } from './choices.ts';
import { gateWorkflowFile } from './gate-workflow.ts';
import { readText } from './read-text.ts';
import { rewriteOptions } from './rewrite-options.ts';

const choiceSchema = z.looseObject({
  options: z.array(z.union([z.string(), z.number(), z.boolean()])),
});
const buttonSchema = z.looseObject({
  on: z.looseObject({
    workflow_dispatch: z.looseObject({
      inputs: z.looseObject({
        gate: z.optional(choiceSchema),
        decision: z.optional(choiceSchema),
        target: z.optional(z.unknown()),
      }),
    }),
  }),
  jobs: z.record(z.string(), z.looseObject({ steps: z.optional(z.array(z.unknown())) })),
});
const stepSchema = z.looseObject({ uses: z.string() });
const gateAction = /^[^/@\s]+\/[^/@\s]+\/gate@\S+$/;

export interface StaleChoices {
  readonly problems: readonly DefinitionProblem[];
  /** The file with the choices brought up to date; undefined where its lists are not laid out in a way that is known. */
  readonly text: string | undefined;
}

/** @returns undefined when the choices are fresh, or the file is no gate button of ours */
export function staleChoices(root: string, wanted: Choices): StaleChoices | undefined {
  const before = readText(path.join(root, gateWorkflowFile));
  if (before === undefined) return undefined;
  const stale = staleFields(before, wanted);
  if (stale.length === 0) return undefined;
  // From the end, so that the lines of the fields before keep their numbers.
  const last = stale.toSorted((one, other) => other.line - one.line);
  const after = last.reduce<string | undefined>(
    (text, field) => (text === undefined ? undefined : rewriteOptions(text, field)),
    before,
  );
  // Read again: only what comes out right is offered.
  const text = after !== undefined && staleFields(after, wanted).length === 0 ? after : undefined;
  return { problems: stale.map((field) => problemOf(field, text !== undefined)), text };
}

interface Button {
  readonly inputs: z.infer<typeof buttonSchema>['on']['workflow_dispatch']['inputs'];
  readonly lineOf: (field: string) => number;
}

function readButton(text: string): Button | undefined {
  const { value, lineOf } = readYaml(text);
  const parsed = z.safeParse(buttonSchema, value);
  if (!parsed.success) return undefined;
  const steps = Object.values(parsed.data.jobs).flatMap((job) => job.steps ?? []);
  const isOurs = steps.some((step) => {
    const read = z.safeParse(stepSchema, step);
    return read.success && gateAction.test(read.data.uses);
  });
  if (!isOurs) return undefined;
  const place = ['on', 'workflow_dispatch', 'inputs'];
  return {
    inputs: parsed.data.on.workflow_dispatch.inputs,
    lineOf: (field) => lineOf([...place, field, 'options']),
  };
}

interface StaleField {
  readonly name: string;
  /** Where its list is announced, from 1. */
  readonly line: number;
  readonly present: readonly string[];
  readonly right: readonly string[];
}

function staleFields(text: string, wanted: Choices): readonly StaleField[] {
  const button = readButton(text);
  if (button === undefined || wanted.gates.length === 0) return [];
  const { gate, decision, target } = button.inputs;
  const decisions = decisionsFor({ reviews: wanted.reviews, target: target !== undefined });
  const offered = decision?.options.map(String) ?? [];
  // Somebody may have reasons to offer more decisions, but a gate that is not there helps nobody.
  const kept = offered.filter((name) => !decisions.includes(name));
  return [
    { name: 'gate', field: gate, right: wanted.gates },
    { name: 'decision', field: decision, right: [...decisions, ...kept] },
  ].flatMap(({ name, field, right }) => {
    const present = field?.options.map(String) ?? right;
    return sameSet(present, right) ? [] : [{ name, line: button.lineOf(name), present, right }];
  });
}

const sameSet = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((name) => others.includes(name));

function problemOf(
  { name, line, present, right }: StaleField,
  isFixable: boolean,
): DefinitionProblem {
  const missing = right.filter((key) => !present.includes(key));
  const extra = present.filter((key) => !right.includes(key));
  const parts = [
    missing.length > 0 ? `lacks ${missing.join(', ')}` : '',
    extra.length > 0 ? `offers ${extra.join(', ')}, which no definition has` : '',
    missing.length + extra.length === 0 ? 'offers the same twice' : '',
  ].filter((part) => part !== '');
  return {
    code: 'stale-choices',
    path: gateWorkflowFile,
    line,
    detail: `The field ${name} of the button ${parts.join(' and ')}.`,
    hint: isFixable
      ? 'Bring it up to date: orchestrator validate --fix'
      : `The list is laid out in a way that --fix leaves alone; write it by hand: options: [${right.join(', ')}]`,
  };
}
