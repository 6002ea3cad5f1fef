/** A version is frozen once an item uses it: who is or was bound to it under other bytes. */
import { readItem, readRecord, type Registration } from '@orchestrator/core';
import type { Deps } from './deps.ts';

type StoreDeps = Pick<Deps, 'store'>;

/** The first item that is or was bound to this version with another content, and the bytes that it is bound to. */
export async function boundToOther(
  deps: StoreDeps,
  wanted: Registration['workflow'],
): Promise<Pick<Registration, 'workItemId' | 'workflow'> | undefined> {
  const user = await firstRegistered(deps, wanted);
  // All users of a version have the same bytes: whoever came second was compared with the first.
  if (user !== undefined) return user.workflow.digest === wanted.digest ? undefined : user;
  return firstMigrated(deps, wanted);
}

/** The registration of the first item that uses this version, if any does. */
async function firstRegistered(
  { store }: StoreDeps,
  { id, version }: Registration['workflow'],
): Promise<Registration | undefined> {
  for (const item of await store.items()) {
    const file = await store.registration(item);
    const read = file && readRecord(file);
    if (read?.ok !== true || read.stored.kind !== 'registration') continue;
    const { workflow } = read.stored.record;
    if (workflow.id === id && workflow.version === version) return read.stored.record;
  }
  return undefined;
}

/** Nobody was registered with it: items that were migrated to it. Every item is read, once in the life of a version. */
async function firstMigrated(
  { store }: StoreDeps,
  { id, version, digest }: Registration['workflow'],
): Promise<Pick<Registration, 'workItemId' | 'workflow'> | undefined> {
  const items = await store.items();
  await store.prefetch?.(items);
  for (const workItemId of items) {
    const { records } = readItem(workItemId, (await store.read(workItemId)).files);
    for (const { kind, record } of records) {
      if (kind !== 'migration' || record.to.id !== id || record.to.version !== version) continue;
      if (record.to.digest !== digest) return { workItemId, workflow: record.to };
    }
  }
  return undefined;
}
