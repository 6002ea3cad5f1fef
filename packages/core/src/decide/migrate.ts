/** Migrations (FR-016): an item goes on under another version of its workflow; a rollback undoes the last one. */
import { sameJson } from '../bytes/canonical-json.ts';
import { migrationSlot } from '../bytes/slots.ts';
import type { Migration } from '../model/amendments.ts';
import { samePerson } from '../model/ids.ts';
import type { PinnedContracts } from '../model/contract.ts';
import type { Stored } from '../model/records.ts';
import type { Plan } from '../schedule/plan.ts';
import { inEffectSince } from '../state/bindings.ts';
import type { ItemState } from '../state/state.ts';
import { decided, draft, repeated, type Context, type Decision } from './decision.ts';
import { itemEnded } from './ended.ts';
import { mapSteps, type Renames, type StepMapping } from './map-steps.ts';
import { refuse, type Refused } from './refusal.ts';
import { checkEffective, checkLengths } from './register.ts';

interface Pinned {
  readonly actor: string;
  readonly reason: string;
  /** Id of the binding that the person was shown; absent: the present one. */
  readonly shown?: string;
}

export interface MigrateItem extends Pinned {
  readonly renames: Renames;
}

/**
 * @param target the plan of the version to go on under
 * @param contracts those of its steps, as they are now: to go on under the same version with others is a migration too
 */
export function migrateItem(
  context: Context,
  command: MigrateItem,
  target: Plan,
  contracts?: PinnedContracts,
): Decision<'migration'> {
  const { state } = context;
  const last = state.migrations.at(-1);
  const { id, version } = target.workflow;
  if (last !== undefined && saysTheSame(last, command) && maps(last, command, target))
    return repeated(last);
  const problem = checkPinned(state, command) ?? checkTarget(context, target, contracts);
  if (problem !== undefined) return problem;
  const mapping = mapSteps(state, target, command.renames);
  if (!mapping.ok) return mapping;
  const lost = gateLost(state, target, mapping.mapping);
  if (lost !== undefined) return lost;
  const to = { id, version, digest: target.digest };
  return decided(
    migrationDraft(context, command, { to, ...mapping, ...(contracts && { contracts }) }),
  );
}

/** What a run shows of a gate lies under the gate's name: one that somebody began has to stay. */
function gateLost(
  state: ItemState,
  target: Plan,
  mapping: StepMapping['mapping'],
): Refused | undefined {
  if (state.registration.record.run === undefined) return undefined;
  for (const { planned, attempts } of state.steps) {
    const { key, contract } = planned.step;
    const to = mapping[key];
    const after = to === undefined ? undefined : target.byKey.get(to)?.step.contract;
    if (attempts.length === 0 || after === contract) continue;
    return refuse(
      'mapping-invalid',
      `The gate ${contract ?? key} of ${state.registration.record.title} was begun, and ${target.workflow.id}@${target.workflow.version} has no such gate for it.`,
      'A run keeps the gates that were begun: start another run under that version.',
    );
  }
  return undefined;
}

/** The migration that a rollback undoes, and the plan that it goes back to. */
export function findRollback(
  state: ItemState,
): { readonly ok: true; readonly undone: Stored<'migration'>; readonly target: Plan } | Refused {
  const undone = inEffectSince(state.migrations, 0).at(-1);
  const target = undone && state.bindings[undone.record.n - 1]?.plan;
  if (undone !== undefined && target !== undefined) return { ok: true, undone, target };
  return refuse(
    'nothing-to-undo',
    `${state.item} is under the version that it was registered with; there is no migration to undo.`,
    `Go to another version: orchestrator migrate --work-item ${state.item} --to VERSION --reason "…"`,
  );
}

/** Undoes the last migration that is in effect: the steps go back to where they came from. */
export function rollBack(context: Context, command: Pinned): Decision<'migration'> {
  const { state } = context;
  const last = state.migrations.at(-1);
  if (last?.record.undoes !== undefined && saysTheSame(last, command)) return repeated(last);
  const problem = checkPinned(state, command);
  if (problem !== undefined) return problem;
  const found = findRollback(state);
  if (!found.ok) return found;
  const { undone } = found;
  const mapping = Object.fromEntries(
    Object.entries(undone.record.mapping).map(([before, after]) => [after, before]),
  );
  const dropped = state.plan.steps
    .map(({ step }) => step.key)
    .filter((key) => !Object.hasOwn(mapping, key))
    .sort();
  const { from: to } = undone.record;
  const lost = gateLost(state, found.target, mapping);
  if (lost !== undefined) return lost;
  const { contracts } = state.bindings[undone.record.n - 1]?.stored.record ?? {};
  const back = { to, mapping, dropped, undoes: undone.id };
  return decided(migrationDraft(context, command, { ...back, ...(contracts && { contracts }) }));
}

const saysTheSame = ({ record }: Stored<'migration'>, { actor, reason }: Pinned): boolean =>
  samePerson(record.actor, actor) && record.reason === reason;

/** Did it go just there, with every step where the command says? */
const maps = ({ record }: Stored<'migration'>, { renames }: MigrateItem, target: Plan): boolean =>
  record.undoes === undefined &&
  record.to.digest === target.digest &&
  Object.entries(renames).every(([from, to]) =>
    to === null ? record.dropped.includes(from) : record.mapping[from] === to,
  );

function checkPinned(state: ItemState, { shown, reason }: Pinned): Refused | undefined {
  if (state.ended !== undefined) return itemEnded(state, state.ended);
  if (reason.trim() === '') {
    return refuse('reason-missing', 'A migration needs a reason.', 'Say why: --reason "…"');
  }
  if (shown === undefined || shown === state.binding.id) return undefined;
  return versionMoved(state);
}

/** What somebody decided about was under another version than the item is now. */
export function versionMoved(state: ItemState): Refused {
  const { id, version } = state.plan.workflow;
  return refuse(
    'version-moved',
    `${state.item} was migrated to ${id}@${version} by ${state.binding.record.actor} meanwhile.`,
    `Look at it again: orchestrator status --work-item ${state.item}`,
    { holder: state.binding.record.actor },
  );
}

function checkTarget(
  { state, now }: Context,
  target: Plan,
  contracts: PinnedContracts | undefined,
): Refused | undefined {
  const present = state.plan.workflow;
  const { id, version } = target.workflow;
  if (id !== present.id) {
    return refuse(
      'invalid-input',
      `${state.item} belongs to the workflow ${present.id}; ${id} is another one.`,
      `Name a version of ${present.id}, or register a new item with ${id}@${version}.`,
    );
  }
  const isSame = target.digest === state.plan.digest && version === present.version;
  if (isSame && sameJson(contracts ?? {}, state.binding.record.contracts ?? {})) {
    return refuse(
      'already-migrated',
      `${state.item} is under ${id}@${version} already.`,
      `See the versions there are: orchestrator changelog --workflow ${id}`,
    );
  }
  return checkEffective(target.workflow, now) ?? checkLengths(target.workflow, state.item);
}

function migrationDraft(
  { state, ids, now }: Context,
  { actor, reason }: Pinned,
  {
    to,
    mapping,
    dropped,
    undoes,
    contracts,
  }: StepMapping & Pick<Migration, 'to' | 'undoes' | 'contracts'>,
) {
  const last = state.migrations.at(-1);
  const n = (last?.record.n ?? 0) + 1;
  const { id, version } = state.plan.workflow;
  const record: Migration = {
    schemaVersion: '1.0',
    type: 'item.migrated',
    workItemId: state.item,
    at: now,
    actor,
    causes: [last?.id ?? state.registration.id],
    n,
    from: { id, version, digest: state.plan.digest },
    to,
    mapping: { ...mapping },
    dropped: [...dropped],
    ...(undoes !== undefined && { undoes }),
    ...(contracts && { contracts }),
    reason,
  };
  return draft('migration', migrationSlot(state.item, n), record, ids);
}
