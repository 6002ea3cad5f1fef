import { sha256 } from './hash.ts';

/**
 * The name of exactly this set of records: a hash of their slots and ids, and one of their slots alone, so that a
 * second look at the set need not read every file again.
 * @param files sorted by path
 */
export function versionOf(
  files: readonly { readonly path: string; readonly id: string }[],
): string {
  let names = '';
  let records = '';
  for (const { path, id } of files) {
    names += `${path}\n`;
    records += `${path} ${id}\n`;
  }
  return `${sha256(records)}-${sha256(names)}`;
}

/** Does a set with these slots, sorted, look like the one of that version? Records don't change, so slots are enough. */
export const looksLike = (paths: readonly string[], version: string): boolean =>
  version.endsWith(`-${sha256(paths.map((path) => `${path}\n`).join(''))}`);
