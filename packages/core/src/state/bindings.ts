/**
 * What an item was bound to in turn, and under which key the steps of an earlier version go on (protocol.md,
 * Migration). A rollback and the migration that it undoes cancel out for everything that was decided before both.
 */
import type { Stored } from '../model/records.ts';
import type { Binding } from './state.ts';

type Migrations = readonly Stored<'migration'>[];

/** The migrations among the bindings: all but the first. */
export const migrationsOf = (bindings: readonly Binding[]): Migrations =>
  bindings.flatMap(({ stored }) => (stored.kind === 'migration' ? [stored] : []));

/**
 * The key under which a step goes on now; `undefined` where it was dropped on the way.
 * @param binding place of the binding that the key belongs to: 0 is the registration, n the n-th migration
 */
export function keyNow(migrations: Migrations, binding: number, key: string): string | undefined {
  let now: string | undefined = key;
  for (const { record } of inEffectSince(migrations, binding)) {
    if (now === undefined || !Object.hasOwn(record.mapping, now)) return undefined;
    now = record.mapping[now];
  }
  return now;
}

/** The migrations after a binding, less the pairs that cancel out. */
export function inEffectSince(migrations: Migrations, binding: number): Migrations {
  const effective: Stored<'migration'>[] = [];
  for (const migration of migrations.slice(binding)) {
    const undone = effective.findIndex(({ id }) => id === migration.record.undoes);
    if (undone === -1) effective.push(migration);
    else effective.splice(undone, 1);
  }
  return effective;
}

/** Place of the binding that a record was made under: that of the migration it names, or of the registration. */
export const placeOfBinding = (migrations: Migrations, id: string | undefined): number =>
  id === undefined ? 0 : migrations.findIndex((migration) => migration.id === id) + 1;
