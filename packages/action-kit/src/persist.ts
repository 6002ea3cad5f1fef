/** Which way a leg's records go: pushed by itself, or as an artifact that a collector stores. */
import type { ClaimFile } from './claim-file.ts';
import type { Kit } from './kit.ts';

export type Way = 'direct' | 'artifact';

/** May this job push, as far as one can ask? A file in reach tells nothing: only the server it stands for would know. */
export async function mayPush({ opened }: Pick<Kit, 'opened'>): Promise<boolean> {
  return (await isServer(opened)) && opened.store.mayPush();
}

/** The same, where nothing else would do: what nobody can tell is tried. */
export async function mightPush({ opened }: Pick<Kit, 'opened'>): Promise<boolean> {
  return !(await isServer(opened)) || opened.store.mayPush();
}

async function isServer({ store }: Kit['opened']): Promise<boolean> {
  return /^(https?|ssh):|^[^/:]+@[^/]+:/.test(await store.address());
}

/** What `auto` amounts to for the records of a claim. */
export async function wayFor(
  kit: Pick<Kit, 'opened' | 'artifacts'>,
  made: ClaimFile['made'] | 'not-yet',
): Promise<Way> {
  if (made === 'outbox') return 'artifact';
  if (kit.artifacts === undefined || made === 'here') return 'direct';
  return (await mayPush(kit)) ? 'direct' : 'artifact';
}
