import { sha256 } from './hash.ts';

/**
 * The name of exactly this set of records: a hash of their slots and ids.
 * @param files sorted by path
 */
export function versionOf(
  files: readonly { readonly path: string; readonly id: string }[],
): string {
  let lines = '';
  for (const { path, id } of files) lines += `${path} ${id}\n`;
  return sha256(lines);
}
