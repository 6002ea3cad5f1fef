/** A version is frozen once an item uses it: who uses it, and under which bytes. */
import { readRecord, type Registration } from '@orchestrator/core';
import type { Deps } from './deps.ts';

/** The registration of the first item that uses this version, if any does. */
export async function firstUser(
  { store }: Pick<Deps, 'store'>,
  id: string,
  version: string,
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
