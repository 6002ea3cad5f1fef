/** What a person wants decided, or why nothing is. */
import type { GateCommand } from '@orchestrator/app';
import type { Refused } from '@orchestrator/core';

export type Order =
  | { readonly ok: true; readonly command: GateCommand }
  /** The comment is one like others. */
  | { readonly ok: true; readonly command?: undefined }
  | (Refused & {
      /** The person may be told why: they can write here anyway. */
      readonly tell?: true;
    });
