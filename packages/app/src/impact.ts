/** What a change of definitions or policy would do to each item in flight, before it is merged. Nothing is written. */
import {
  byCodeUnit,
  definitionDifferences,
  policyDifferences,
  versionBefore,
  type DefinitionResult,
  type PolicyDifferences,
} from '@orchestrator/core';
import {
  impactOn,
  type ChangedDefinition,
  type ImpactDeps,
  type ItemImpact,
  type Side,
  type WholeChange,
} from './item-impact.ts';
import { remember } from './remember.ts';

export interface ImpactView {
  readonly schema: 'orchestrator.impact/1';
  readonly from: Pick<Side, 'name' | 'commit'>;
  readonly to: Pick<Side, 'name' | 'commit'>;
  readonly definitions: readonly ChangedDefinition[];
  readonly policy: PolicyDifferences;
  /** Every item in flight, affected or not, by id. */
  readonly items: readonly ItemImpact[];
}

/** Folds every item in flight under the definitions and the policy of both sides, and says what differs. */
export async function impact(deps: ImpactDeps, from: Side, to: Side): Promise<ImpactView> {
  const sides = { from: remembering(from), to: remembering(to) };
  const definitions = await changedDefinitions(sides.from, sides.to);
  const policy = policyDifferences(from.inForce.policy, to.inForce.policy);
  const change: WholeChange = { ...sides, definitions, policy };
  const ids = await deps.store.items();
  await deps.store.prefetch?.(ids);
  const items: ItemImpact[] = [];
  for (const item of ids) {
    const found = await impactOn(deps, change, item);
    if (found !== undefined) items.push(found);
  }
  return {
    schema: 'orchestrator.impact/1',
    from: placeOf(from),
    to: placeOf(to),
    definitions,
    policy,
    items,
  };
}

const remembering = (side: Side): Side => ({ ...side, definitions: remember(side.definitions) });
const placeOf = ({ name, commit }: Side) => ({ name, ...(commit !== undefined && { commit }) });

async function changedDefinitions(from: Side, to: Side): Promise<readonly ChangedDefinition[]> {
  const [old, fresh] = [await from.definitions.list(), await to.definitions.list()];
  const names = new Map([...old, ...fresh].map((it) => [`${it.id}@${it.version}`, it]));
  const changed: ChangedDefinition[] = [];
  for (const [, { id, version }] of [...names].sort(([one], [other]) => byCodeUnit(one, other))) {
    const before = await from.definitions.read(id, version);
    const after = await to.definitions.read(id, version);
    const path = after?.path ?? before?.path;
    if (path === undefined || isSame(before, after)) continue;
    const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'edited';
    const versions = fresh.filter((it) => it.id === id).map((it) => it.version);
    const lower = change === 'added' ? versionBefore(version, versions) : undefined;
    const base = lower === undefined ? before : await to.definitions.read(id, lower);
    changed.push({ id, version, path, change, ...differencesOf(base, after) });
  }
  return changed;
}

/** Of two that can't be read, nothing more is known. */
const isSame = (one: DefinitionResult | undefined, other: DefinitionResult | undefined): boolean =>
  one?.ok === true && other?.ok === true
    ? one.digest === other.digest
    : one !== undefined && other !== undefined && one.ok === other.ok;

function differencesOf(
  before: DefinitionResult | undefined,
  after: DefinitionResult | undefined,
): Pick<ChangedDefinition, 'differences' | 'problems'> {
  if (after?.ok === false) return { problems: after.problems };
  if (after === undefined || before?.ok === false) return {};
  return { differences: definitionDifferences(before?.workflow, after.workflow) };
}
