/** Every command: what it does, its options, an example, and where it is. */
import { decisionCommands } from './table/decisions.ts';
import { runCommands } from './table/runs.ts';
import { setUpCommands } from './table/set-up.ts';
import { stepCommands } from './table/steps.ts';
import { versionCommands } from './table/versions.ts';
import { viewCommands } from './table/views.ts';
import type { CommandRow } from './table/command-row.ts';

export type { CommandRow };

/** In the order of `--help`. */
export const commands: readonly CommandRow[] = [
  ...setUpCommands,
  ...stepCommands,
  ...decisionCommands,
  ...runCommands,
  ...versionCommands,
  ...viewCommands,
];
