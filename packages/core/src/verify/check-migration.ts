/** A migration goes from the version before to another one, step by step, one to one; a rollback is the exact way back. */
import { sameJson } from '../bytes/canonical-json.ts';
import type { Stored } from '../model/records.ts';
import { inEffectSince } from '../state/bindings.ts';
import type { Binding } from '../state/state.ts';
import { hasExactly, type Links } from './links.ts';

export function checkMigration(
  migration: Stored<'migration'>,
  { state }: Links,
): string | undefined {
  const { n, from, to, mapping, dropped } = migration.record;
  const before = state.bindings[n - 1];
  const after = state.bindings[n];
  if (before === undefined || after?.stored.id !== migration.id)
    return `There is no migration ${n - 1} before it.`;
  if (!hasExactly(migration, [before.stored.id]))
    return 'It does not cite the binding before it, and only that.';
  const present = before.plan.workflow;
  if (!sameJson(from, { id: present.id, version: present.version, digest: before.plan.digest }))
    return 'It does not begin at the version that the item was bound to.';
  if (to.id !== from.id) return 'It goes to another workflow.';
  if (
    migration.record.undoes === undefined &&
    sameJson(from, to) &&
    hasSameContracts(before, after)
  )
    return 'It goes to the version that it comes from.';
  const keys = [...before.plan.byKey.keys()].sort();
  if (!sameJson([...Object.keys(mapping), ...dropped].sort(), keys))
    return 'It does not say what becomes of each step.';
  const targets = Object.values(mapping);
  if (new Set(targets).size < targets.length || targets.some((key) => !after.plan.byKey.has(key)))
    return 'Its mapping is not one to one into the steps of the new version.';
  return checkRollback(migration, state.migrations.slice(0, n - 1));
}

const hasSameContracts = (before: Binding, after: Binding): boolean =>
  sameJson(before.stored.record.contracts ?? {}, after.stored.record.contracts ?? {});

function checkRollback(
  { record }: Stored<'migration'>,
  earlier: readonly Stored<'migration'>[],
): string | undefined {
  if (record.undoes === undefined) return undefined;
  const undone = inEffectSince(earlier, 0).at(-1);
  if (undone?.id !== record.undoes) return 'It does not undo the last migration.';
  const back = Object.fromEntries(
    Object.entries(undone.record.mapping).map(([old, key]) => [key, old]),
  );
  return sameJson(record.mapping, back) && sameJson(record.to, undone.record.from)
    ? undefined
    : 'It is not the way back of the migration that it undoes.';
}
