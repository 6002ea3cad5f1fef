import type { World } from '../world.ts';

export type Permission = 'r' | 'w';

/** A signed URL to read or to write the bytes of an artifact; it needs no token, and bears none. */
export function blobUrl(world: World, id: number, permission: Permission): string {
  const sig = world.sign(`${permission}:${id}`);
  return `${world.blobs}/artifacts/${id}?sp=${permission}&sig=${sig}`;
}
