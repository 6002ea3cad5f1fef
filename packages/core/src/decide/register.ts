/** Registering a work item: the first record of its history. */
import { canonicalJson } from '../bytes/canonical-json.ts';
import { runLabelOf } from '../bytes/run-ids.ts';
import { registrationSlot } from '../bytes/slots.ts';
import { maxItemAndStepLength } from '../model/ids.ts';
import type { Registration } from '../model/registration.ts';
import type { Stored } from '../model/records.ts';
import type { Workflow } from '../model/workflow.ts';
import type { Ids } from '../ports.ts';
import { decided, draft, repeated, type Decision } from './decision.ts';
import { refuse, type Refused } from './refusal.ts';

export type RegisterItem = Omit<Registration, 'schemaVersion' | 'type' | 'causes' | 'workflow'>;

/**
 * @param existing the registration that the item has already, if any.
 * @param digest sha256 of the definition's bytes: from here on the item is pinned to it.
 */
export function registerItem(
  command: RegisterItem,
  workflow: Workflow,
  digest: string,
  existing: Stored<'registration'> | undefined,
  ids: Pick<Ids, 'sha256'>,
): Decision<'registration'> {
  const record: Registration = {
    schemaVersion: '1.0',
    type: 'item.registered',
    causes: [],
    ...command,
    workflow: { id: workflow.id, version: workflow.version, digest },
  };
  if (existing !== undefined) return alreadyThere(existing, record);
  if (command.run === undefined && runLabelOf(command.workItemId) !== undefined)
    return refuse(
      'invalid-input',
      `${command.workItemId} is the id of a run; only the gate runner makes those.`,
      'Choose another id, or start a run: orchestrator run start --help',
    );
  const problem =
    checkEffective(workflow, command.at) ?? checkLengths(workflow, command.workItemId);
  if (problem !== undefined) return problem;
  return decided(draft('registration', registrationSlot(command.workItemId), record, ids));
}

function alreadyThere(
  existing: Stored<'registration'>,
  wanted: Registration,
): Decision<'registration'> {
  const facts = ({ title, workflow, owner, links, inputs, pr }: Registration): string =>
    canonicalJson({ title, workflow, owner, links, inputs, pr: pr ?? null });
  if (facts(existing.record) === facts(wanted)) return repeated(existing);
  const { workItemId, workflow, actor } = existing.record;
  return refuse(
    'item-exists',
    `The work item ${workItemId} is registered already, with ${workflow.id}@${workflow.version}, by ${actor}.`,
    'Choose another id, or look at it: orchestrator status --work-item ' + workItemId,
  );
}

/** Is a version in effect at a moment? Outside it nothing is registered with it or migrated to it. */
export function checkEffective(workflow: Workflow, at: string): Refused | undefined {
  const { effectiveFrom, effectiveUntil, id, version } = workflow;
  const now = Date.parse(at);
  if (effectiveFrom !== undefined && now < Date.parse(effectiveFrom)) {
    return refuse(
      'not-effective',
      `${id}@${version} takes effect at ${effectiveFrom}.`,
      'Choose a version that is in effect, or wait.',
    );
  }
  if (effectiveUntil !== undefined && now >= Date.parse(effectiveUntil)) {
    return refuse(
      'not-effective',
      `${id}@${version} was in effect until ${effectiveUntil}.`,
      'Choose a newer version.',
    );
  }
  return undefined;
}

/** The item's id and every step key must fit into a file name together. */
export function checkLengths(workflow: Workflow, item: string): Refused | undefined {
  const longest = workflow.steps.reduce(
    (key, step) => (step.key.length > key.length ? step.key : key),
    '',
  );
  if (item.length + longest.length <= maxItemAndStepLength) return undefined;
  return refuse(
    'invalid-input',
    `The item's id and the step key ${longest} have ${item.length + longest.length} characters together; ${maxItemAndStepLength} is the most that fits into a file name.`,
    'Choose a shorter id.',
  );
}
