/** Taking an item to another version of its workflow, and back; or showing what that would do. */
import {
  findRollback,
  migrateItem,
  previewMigration,
  refuse,
  rollBack,
  type Decided,
  type ItemState,
  type MigrationPreview,
  type NewRecord,
  type PinnedContracts,
  type Plan,
  type Refused,
  type Renames,
} from '@orchestrator/core';
import { findDefinition } from './adopt.ts';
import { pinContracts } from './contracts.ts';
import { commit } from './commit.ts';
import type { Deps } from './deps.ts';
import { loadForWriting } from './load.ts';
import { boundToOther } from './frozen.ts';
import { editedAfterUse, planOf, refuseDefinition } from './plans.ts';

export interface Migrate {
  readonly item: string;
  readonly actor: string;
  readonly reason: string;
  /** The version to go to, of the item's workflow; absent: the last migration is rolled back. */
  readonly to?: { readonly id?: string; readonly version: string };
  readonly renames: Renames;
  /** Say what it would do, and write nothing. */
  readonly dryRun?: boolean;
}

export interface Migrated {
  readonly ok: true;
  readonly decision: Decided<'migration'>;
  /** What it does, or would do. */
  readonly preview: MigrationPreview;
  /** As it was before. */
  readonly state: ItemState;
}

export async function migrate(deps: Deps, command: Migrate): Promise<Migrated | Refused> {
  const loaded = await loadForWriting(deps, command.item);
  if (!loaded.ok) return loaded;
  const target = await findTarget(deps, loaded.state, command);
  if (!target.ok) return target;
  const shown = loaded.state.binding.id;
  const decide = (state: ItemState) => {
    const context = { state, ids: deps.ids, now: deps.clock.now() };
    const pinned = { ...command, shown };
    return command.to === undefined
      ? rollBack(context, pinned)
      : migrateItem(context, pinned, target.plan, target.contracts);
  };
  if (command.dryRun === true) {
    const decision = decide(loaded.state);
    return decision.ok ? shownAs(deps, decision, loaded.state, target.plan) : decision;
  }
  const committed = await commit(
    deps,
    command.item,
    (state) => {
      const decision = decide(state);
      return decision.ok
        ? { ...decision, definitions: target.copies, plans: [target.plan] }
        : decision;
    },
    'present',
  );
  if (!committed.ok) return committed;
  return shownAs(deps, committed.plan, committed.state, target.plan);
}

function shownAs(
  { ids }: Deps,
  decision: Decided<'migration'>,
  state: ItemState,
  target: Plan,
): Migrated {
  // A repeated decision is in the state already; what it did is seen from itself.
  const preview = decision.repeated
    ? {
        steps: [],
        added: [],
        reopens: [],
        lost: [],
        gatesAdded: [],
        approvalsFall: [],
        orphaned: [],
        after: state,
      }
    : previewMigration({ state, ids }, decision.answer, target);
  return { ok: true, decision, preview, state };
}

type Target =
  | {
      readonly ok: true;
      readonly plan: Plan;
      readonly copies: readonly NewRecord[];
      readonly contracts?: PinnedContracts;
    }
  | Refused;

async function findTarget(deps: Deps, state: ItemState, { to }: Migrate): Promise<Target> {
  if (to === undefined) {
    const found = findRollback(state);
    // The last migration may be the very rollback that is asked for again.
    if (!found.ok)
      return state.migrations.length > 0 ? { ok: true, plan: state.plan, copies: [] } : found;
    return { ok: true, plan: found.target, copies: [] };
  }
  const id = to.id ?? state.plan.workflow.id;
  const definition = await findDefinition(deps, id, to.version);
  if (!definition.ok) return definition;
  const { found, copies } = definition;
  if (found === undefined) {
    const versions = (await deps.definitions.list()).filter((it) => it.id === id);
    return refuse(
      'unknown-workflow',
      `There is no workflow ${id}@${to.version}.`,
      `The versions of ${id} are: ${versions.map(({ version }) => version).join(', ') || 'none'}.`,
    );
  }
  if (!found.ok) return refuseDefinition(found);
  const user = await boundToOther(deps, { id, version: to.version, digest: found.digest });
  if (user !== undefined) return editedAfterUse(found.path, user);
  const { inputs, run } = state.registration.record;
  const pins = await pinContracts(deps, found.workflow, inputs);
  if (!pins.ok) return pins;
  const { contracts } = pins;
  const facts = { inputs, ...(contracts && { contracts }), ...(run && { run }) };
  const plan = planOf(found.workflow, found.digest, facts);
  return { ok: true, plan, copies, ...(contracts && { contracts }) };
}
