import { byCodeUnit } from '@orchestrator/core';
import { sha256 } from './hash.ts';

/** The name of exactly this set of records: a hash of their slots and ids. */
export const versionOf = (
  files: readonly { readonly path: string; readonly id: string }[],
): string =>
  sha256(
    files
      .map(({ path, id }) => `${path} ${id}\n`)
      .sort(byCodeUnit)
      .join(''),
  );
