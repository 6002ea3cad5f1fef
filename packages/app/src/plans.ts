/** The definitions that an item is or was bound to, by the digests that its records name. */
import {
  bindWorkflow,
  makePlan,
  missingContracts,
  refuse,
  registrationSlot,
  restoreHint,
  sortedBy,
  type BindingFacts,
  type DefinitionResult,
  type ItemRecords,
  type Plan,
  type Refused,
  type Registration,
  type Stored,
  type Workflow,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';

/** Plans by the workflow they were made of: many items share one. */
const plans = new WeakMap<Workflow, Plan>();

/**
 * The plan of a definition.
 * @param facts of the item that is bound to it, where its steps have contracts or it is a run
 */
export function planOf(workflow: Workflow, digest: string, facts?: BindingFacts): Plan {
  if (facts?.contracts !== undefined || facts?.run !== undefined)
    return makePlan(bindWorkflow(workflow, facts), digest);
  const known = plans.get(workflow);
  if (known?.digest === digest) return known;
  const plan = makePlan(workflow, digest);
  plans.set(workflow, plan);
  return plan;
}

/** A version that an item is or was bound to. */
export interface Bound {
  readonly workItemId: string;
  readonly workflow: Registration['workflow'];
  /** What the record that binds it says beside the version. */
  readonly facts: BindingFacts;
}

/** The definitions that the registration and each migration name, in their order. */
export async function loadPlans(
  deps: Pick<Deps, 'definitions'>,
  {
    registration,
    records,
  }: Pick<ItemRecords, 'records'> & { registration: Stored<'registration'> },
): Promise<{ readonly ok: true; readonly plans: readonly Plan[] } | Refused> {
  const { workItemId, workflow, inputs, contracts, run } = registration.record;
  const facts = { inputs, ...(run && { run }) };
  const bound: Bound[] = [
    { workItemId, workflow, facts: { ...facts, ...(contracts && { contracts }) } },
    ...sortedBy(records, 'migration').map(({ record: { to, contracts: pins } }) => ({
      ...{ workItemId, workflow: to },
      facts: { ...facts, ...(pins && { contracts: pins }) },
    })),
  ];
  const plans: Plan[] = [];
  for (const version of bound) {
    const found = await loadPlan(deps, version);
    if (!found.ok) return found;
    plans.push(found.plan);
  }
  return { ok: true, plans };
}

/** The pinned definition. One that was edited since is refused: the records were made under the other. */
async function loadPlan(
  { definitions }: Pick<Deps, 'definitions'>,
  bound: Bound,
): Promise<{ readonly ok: true; readonly plan: Plan } | Refused> {
  const { workItemId, workflow, facts } = bound;
  const found = await definitions.read(workflow.id, workflow.version);
  const name = `${workflow.id}@${workflow.version}`;
  const file = found?.path ?? `artifacts/workflows/${name}.yaml`;
  if (found?.ok === true && found.digest === workflow.digest) {
    const [missing] = missingContracts(found.workflow, facts.contracts);
    if (missing !== undefined) return notPinned(bound, missing);
    return { ok: true, plan: planOf(found.workflow, found.digest, facts) };
  }
  if (found === undefined) {
    return refuse(
      'definition-changed',
      `The definition ${file} is gone, and ${workItemId} is bound to it.`,
      restoreHint(file),
      { details: [{ path: file }] },
    );
  }
  return editedAfterUse(file, bound, found.ok ? undefined : found.problems);
}

/** Without its contract a step would count as done that nobody checked. */
const notPinned = ({ workItemId, workflow }: Bound, gate: string): Refused =>
  refuse(
    'invalid-contract',
    `${workflow.id}@${workflow.version} names the contract ${gate}, and the registration of ${workItemId} does not hold it.`,
    `Register it by the command, which takes the contracts over: orchestrator register --from ${registrationSlot(workItemId)}`,
  );

/** Records were made under other bytes; nothing can be said or done under these. */
export function editedAfterUse(
  file: string,
  { workItemId, workflow }: Omit<Bound, 'facts'>,
  problems: readonly object[] = [{ path: file }],
): Refused {
  return refuse(
    'definition-changed',
    `The definition ${file} was edited after ${workItemId} was bound to it; a version is frozen once an item uses it.`,
    `${restoreHint(file)} — or, if the edit is committed, the version with sha256 ${workflow.digest.slice(0, 12)}… that git log -- ${file} shows. Put the change into a new version.`,
    { details: problems },
  );
}

/** Problems of a definition as a refusal that names the first one. */
export function refuseDefinition(found: Extract<DefinitionResult, { ok: false }>): Refused {
  const [first, ...others] = found.problems;
  const more = others.length > 0 ? ` (and ${others.length} more: orchestrator validate)` : '';
  return refuse(
    'invalid-definition',
    first === undefined
      ? `${found.path} is not a valid definition.`
      : `${first.path}:${first.line}: ${first.detail}${more}`,
    first?.hint ?? 'Run: orchestrator validate',
    { details: found.problems },
  );
}
