/** What a change of definitions or policy would do to one item. */
import {
  compareVersions,
  deciderChanges,
  isInFlight,
  migrationImpact,
  type DeciderChange,
  type DefinitionDifferences,
  type DefinitionProblem,
  type DefinitionResult,
  type Definitions,
  type ItemState,
  type MigrationImpact,
  type PolicyDifferences,
  type PolicyInForce,
  type Refusal,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';
import { loadItem } from './load.ts';
import { keptCopy } from './place-definition.ts';
import { planOf } from './plans.ts';

/** Definitions and policy as they are at one place: a commit, or the checkout. */
export interface Side {
  /** As somebody named it. */
  readonly name: string;
  readonly commit?: string;
  /** Those of the checkout alone, wherever items keep theirs. */
  readonly definitions: Definitions;
  readonly inForce: PolicyInForce;
}

export interface ChangedDefinition {
  readonly id: string;
  readonly version: string;
  readonly path: string;
  readonly change: 'added' | 'edited' | 'removed';
  /** Against what it was, or against the version before; absent where either can't be read. */
  readonly differences?: DefinitionDifferences;
  /** What is wrong with it now. */
  readonly problems?: readonly DefinitionProblem[];
}

export interface WholeChange {
  readonly from: Side;
  readonly to: Side;
  readonly definitions: readonly ChangedDefinition[];
  readonly policy: PolicyDifferences;
}

export interface ItemImpact {
  readonly workItemId: string;
  readonly workflow?: { readonly id: string; readonly version: string; readonly digest: string };
  readonly affected: boolean;
  /** It becomes read-only: a definition that it is pinned to is not there any more as it was. */
  readonly damaged?: {
    readonly path: string;
    readonly change: 'edited' | 'removed';
    readonly error: Pick<Refusal, 'code' | 'message' | 'hint'>;
    /** What the edit would do if it were a new version, and the item went on under that. */
    readonly asNewVersion?: Omit<MigrationImpact, 'to' | 'command'>;
  };
  /** It was read-only, and is not any more. */
  readonly mended?: true;
  /** The change names another store; the item stays in the present one, where nobody looks for it. */
  readonly leftBehind?: true;
  readonly deciders?: readonly DeciderChange[];
  /** A version that the item could go on under. It stays on its own until somebody migrates it. */
  readonly migration?: MigrationImpact & { readonly isNew: boolean };
  /** It can't be read, before the change and after it. */
  readonly error?: Pick<Refusal, 'code' | 'message' | 'hint'>;
}

export type ImpactDeps = Pick<Deps, 'store' | 'definitions' | 'checkout' | 'ids' | 'clock'>;

/** @returns nothing for an item that is done or ended */
export async function impactOn(
  deps: ImpactDeps,
  change: WholeChange,
  item: string,
): Promise<ItemImpact | undefined> {
  const before = await loadItem(seenFrom(deps, change.from), item);
  const after = await loadItem(seenFrom(deps, change.to), item);
  if (!before.ok && !after.ok) {
    const error = errorOf(after.refusal);
    return { workItemId: item, affected: false, error };
  }
  const state = after.ok ? after.state : before.ok ? before.state : undefined;
  if (state === undefined || !isInFlight(state)) return undefined;
  const { id, version } = state.plan.workflow;
  const deciders = deciderChanges(state, change.from.inForce.policy, change.to.inForce.policy);
  const migration = await migrationOf(deps, change, state);
  const found = {
    ...(!after.ok && { damaged: await damageOf(deps, change, state, after.refusal) }),
    ...(!before.ok && { mended: true as const }),
    ...(isStoreMoved(change.policy) && { leftBehind: true as const }),
    ...(deciders.length > 0 && { deciders }),
  };
  return {
    workItemId: item,
    workflow: { id, version, digest: state.plan.digest },
    affected: Object.keys(found).length > 0 || migration?.isNew === true,
    ...found,
    ...(migration !== undefined && { migration }),
  };
}

const errorOf = ({ code, message, hint }: Refusal): Pick<Refusal, 'code' | 'message' | 'hint'> => ({
  code,
  message,
  hint,
});

/** The world with the definitions of one side; what a store keeps of its own stays, whatever the checkout holds. */
function seenFrom<D extends ImpactDeps>(deps: D, { definitions }: Side): D {
  const read: Definitions['read'] = async (id, version) =>
    (await keptCopy(deps.definitions, id, version)) ?? definitions.read(id, version);
  return { ...deps, definitions: { list: () => definitions.list(), read } };
}

/** Does the change name another place for items? Whether the checkout commits is no matter of place. */
function isStoreMoved({ store }: PolicyDifferences): boolean {
  if (store === undefined) return false;
  const { from, to } = store;
  if (from.kind !== 'git' || to.kind !== 'git') return from.kind !== to.kind;
  return from.branch !== to.branch || from.remote !== to.remote;
}

/** The pinned definition that is not there any more as it was; and what the edit would do in a version of its own. */
async function damageOf(
  deps: ImpactDeps,
  { to }: WholeChange,
  state: ItemState,
  refusal: Refusal,
): Promise<NonNullable<ItemImpact['damaged']>> {
  const bound = state.bindings.map(({ stored }) =>
    stored.kind === 'migration' ? stored.record.to : stored.record.workflow,
  );
  for (const { id, version, digest } of bound) {
    const found = await seenFrom(deps, to).definitions.read(id, version);
    if (found?.ok === true && found.digest === digest) continue;
    const path = found?.path ?? `artifacts/workflows/${id}@${version}.yaml`;
    const error = errorOf(refusal);
    if (found === undefined) return { path, change: 'removed', error };
    const isPresent = digest === state.plan.digest;
    return {
      ...{ path, change: 'edited' as const, error },
      ...(found.ok && isPresent && { asNewVersion: withoutName(previewOf(deps, state, found)) }),
    };
  }
  return { path: '', change: 'edited', error: errorOf(refusal) };
}

/** The edited file still has the old name: a command with it would lead nowhere. */
const withoutName = ({
  to: _to,
  command: _command,
  ...effects
}: MigrationImpact): Omit<MigrationImpact, 'to' | 'command'> => effects;

function previewOf(
  { ids, clock }: ImpactDeps,
  state: ItemState,
  { workflow, digest }: Extract<DefinitionResult, { ok: true }>,
): MigrationImpact {
  return migrationImpact({ state, ids, now: clock.now() }, planOf(workflow, digest));
}

/** The highest version that the change brings; else the highest that was there before, and is effective now. */
async function migrationOf(
  deps: ImpactDeps,
  { to, definitions }: WholeChange,
  state: ItemState,
): Promise<ItemImpact['migration']> {
  const { id, version } = state.plan.workflow;
  const now = Date.parse(deps.clock.now());
  const brought = new Set(
    definitions.filter((it) => it.id === id && it.change !== 'removed').map((it) => it.version),
  );
  const higher = (await to.definitions.list())
    .filter((it) => it.id === id && compareVersions(it.version, version) > 0)
    .sort((one, other) => compareVersions(other.version, one.version));
  const isNew = (it: { readonly version: string }): boolean => brought.has(it.version);
  for (const it of [...higher.filter(isNew), ...higher.filter((it) => !isNew(it))]) {
    const found = await to.definitions.read(id, it.version);
    if (found?.ok !== true) continue;
    const { effectiveFrom, effectiveUntil } = found.workflow;
    if (effectiveUntil !== undefined && Date.parse(effectiveUntil) <= now) continue;
    // A version that somebody brings is told ahead of its time.
    if (!isNew(it) && effectiveFrom !== undefined && Date.parse(effectiveFrom) > now) continue;
    return { isNew: isNew(it), ...previewOf(deps, state, found) };
  }
  return undefined;
}
