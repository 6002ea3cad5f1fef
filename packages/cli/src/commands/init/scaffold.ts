/** The files that a repository begins with, for what was found around the folder. */
import * as path from 'node:path';
import type { Deps } from '@orchestrator/app';
import { registerItem, registrationSlot, readWorkflow, type Workflow } from '@orchestrator/core';
import { createDefinitions, policyFile, sha256 } from '@orchestrator/stores';
import { readYaml } from '@orchestrator/stores/yaml';
import { attributes, attributesFile } from './attributes.ts';
import { choicesOf } from './choices.ts';
import { firstPlan, firstPlanFile } from './first-plan.ts';
import { forkWorkflow, forkWorkflowFile } from './fork-workflow.ts';
import { gateWorkflow, gateWorkflowFile } from './gate-workflow.ts';
import { planWorkflow, planWorkflowFile } from './plan-workflow.ts';
import { policyText } from './policy-text.ts';
import { pullRequestWorkflow, pullRequestWorkflowFile } from './pull-request-workflow.ts';
import { readText } from './read-text.ts';
import type { Surroundings } from './surroundings.ts';
import type { NewFile } from './write-new.ts';

export const firstItem = 'my-first-item';

export interface Scaffold {
  readonly deps: Pick<Deps, 'clock' | 'ids'>;
  readonly root: string;
  readonly surroundings: Surroundings;
  /** Who registers the first item; absent: it is registered by hand, where records live in the checkout. */
  readonly actor?: string;
}

/** All files of the scaffold, in the order in which people should read them, whether they are there already or not. */
export async function scaffold(wanted: Scaffold): Promise<readonly NewFile[]> {
  const { root, surroundings } = wanted;
  const planText = readText(path.join(root, firstPlanFile)) ?? firstPlan;
  const plan = readWorkflow(readYaml(planText).value);
  const there = plan.ok ? [plan.workflow] : [];
  const choices = choicesOf([...there, ...(await definitionsIn(root))]);
  return [
    { path: policyFile, text: policyText(surroundings) },
    { path: firstPlanFile, text: firstPlan },
    ...(plan.ok ? registration(wanted, plan.workflow, sha256(planText)) : []),
    { path: attributesFile, text: attributes },
    { path: planWorkflowFile, text: planWorkflow },
    // A button without a choice is no workflow; `init` writes it as soon as there is a gate.
    ...(choices.gates.length === 0
      ? []
      : [{ path: gateWorkflowFile, text: gateWorkflow(choices) }]),
    { path: pullRequestWorkflowFile, text: pullRequestWorkflow },
    { path: forkWorkflowFile, text: forkWorkflow },
  ];
}

/** The record that `register` would write; with a store on a branch, the first run copies it there. */
function registration(
  { deps, actor }: Scaffold,
  workflow: Workflow,
  digest: string,
): readonly NewFile[] {
  if (actor === undefined) return [];
  const title = 'My first item';
  const at = deps.clock.now();
  const item = { workItemId: firstItem, at, actor, title, owner: actor, links: [], inputs: {} };
  const decision = registerItem(item, workflow, digest, undefined, deps.ids);
  if (!decision.ok) return [];
  return decision.records.map(({ text }) => ({ path: registrationSlot(firstItem), text }));
}

async function definitionsIn(root: string): Promise<readonly Workflow[]> {
  const definitions = createDefinitions(root);
  const found = await Promise.all(
    (await definitions.list()).map(({ id, version }) => definitions.read(id, version)),
  );
  return found.flatMap((one) => (one?.ok === true ? [one.workflow] : []));
}
