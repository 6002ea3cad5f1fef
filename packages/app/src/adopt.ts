/** Items on a branch: what the checkout has and the branch has not yet is copied, by digest, on first sight. */
import {
  readRecord,
  refuse,
  registrationSlot,
  type DefinitionResult,
  type NewRecord,
  type Refused,
  type Registration,
} from '@orchestrator/core';
import { pinContracts, refuseForeignContracts } from './contracts.ts';
import { appendAndSettle, outcomeUnknown } from './commit.ts';
import type { Deps } from './deps.ts';
import { readRecords } from './load.ts';
import { editedAfterUse, loadPlans } from './plans.ts';

type Found =
  | {
      readonly ok: true;
      readonly found: DefinitionResult | undefined;
      /** What the store lacks of it. */
      readonly copies: readonly NewRecord[];
    }
  | Refused;

/** The definition under this name, and its file where the store does not have it yet. */
export async function findDefinition(
  { definitions }: Pick<Deps, 'definitions'>,
  id: string,
  version: string,
): Promise<Found> {
  const found = await definitions.read(id, version);
  const here = await definitions.inCheckout?.(id, version);
  if (here === undefined || found?.ok !== true) return { ok: true, found, copies: [] };
  if (here.found.ok && here.found.digest === found.digest) {
    return { ok: true, found, copies: here.file === undefined ? [] : [here.file] };
  }
  return refuse(
    'definition-changed',
    `${here.found.path} in the checkout is not the ${id}@${version} that the store has; a version is frozen once an item uses it.`,
    'Put the change into a new version, or restore the file.',
    { details: [{ path: here.found.path }] },
  );
}

/** Copies the item's registration and definition into the store, if only the checkout has them. */
export async function adopt(deps: Deps, item: string): Promise<Refused | undefined> {
  const file = await deps.checkout?.registration(item);
  if (file === undefined) return undefined;
  const { read, version } = await readRecords(deps, item);
  if (read.registration !== undefined || read.damages.length > 0) return undefined;
  const parsed = readRecord(file);
  if (!parsed.ok) {
    const { path, detail } = parsed.damage;
    return refuse(
      'invalid-input',
      `${path}: ${detail}`,
      `Make it a record: orchestrator register --from ${path}`,
      { details: [parsed.damage] },
    );
  }
  if (parsed.stored.kind !== 'registration') return undefined;
  const { record } = parsed.stored;
  if (registrationSlot(record.workItemId) !== file.path) {
    return refuse(
      'invalid-input',
      `${file.path} registers ${record.workItemId}.`,
      'Rename the file, or correct workItemId and run register --from again.',
    );
  }
  const definition = await findDefinition(deps, record.workflow.id, record.workflow.version);
  if (!definition.ok) return definition;
  if (definition.found?.ok === true && definition.found.digest !== record.workflow.digest) {
    return editedAfterUse(definition.found.path, record);
  }
  const foreign = await refuseForeign(deps, definition.found, record);
  if (foreign !== undefined) return foreign;
  const plan = await loadPlans(deps, { registration: parsed.stored, records: [] });
  if (!plan.ok) return plan;
  const append = { records: [{ path: file.path, text: file.text }], views: [] };
  const outcome = await appendAndSettle(
    deps,
    item,
    { ...append, definitions: definition.copies },
    version,
  );
  // After a conflict somebody else has registered it: whoever asked reads it in any case.
  return outcome === 'unknown' ? outcomeUnknown(item) : undefined;
}

/** Where there is a checkout, what a registration says of its contracts must be what they are. */
async function refuseForeign(
  deps: Deps,
  found: DefinitionResult | undefined,
  { contracts = {}, inputs }: Registration,
): Promise<Refused | undefined> {
  if (deps.contracts === undefined || found?.ok !== true) return undefined;
  const pins = await pinContracts(deps, found.workflow, inputs);
  return pins.ok ? refuseForeignContracts(contracts, pins.contracts ?? {}) : pins;
}
