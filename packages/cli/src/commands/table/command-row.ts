/** What a row of the command table is, and the options that many commands share. */
import type { Run } from '../options.ts';

export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  /** Flags and description; `…` marks what may be given repeatedly. */
  readonly options: readonly (readonly [flags: string, description: string])[];
  readonly argument?: readonly [name: string, description: string];
  /** Absent where there are only commands below it. */
  readonly load?: () => Promise<Run>;
  /** `run start`: found by the first word after the name; they take options of their own. */
  readonly below?: readonly CommandRow[];
}

export const item = ['--work-item <id>', 'the work item'] as const;
export const step = ['--step <key>', 'the step'] as const;
export const attempt = ['--attempt <name>', 'the attempt, by its label or its number'] as const;
export const actor = ['--actor <person>', "who decides (default: git's user)"] as const;
export const executor = ['--executor <id>', 'who executes (default: local)'] as const;
export const run = ['--run <id>', 'the run'] as const;
export const runGate = ['--gate <name>', 'the gate, such as G2'] as const;
export const agent = ['--agent <name>', 'who does the work'] as const;
export const reason = ['--reason <text>', 'why'] as const;
export const nonce = [
  '--nonce <text>',
  'the nonce of the claim, where it is not kept here',
] as const;
export const nextAction = ['--next-action <text>', 'what is to be done next'] as const;
export const filters = [
  ['--owner <person>', 'items of this owner'],
  ['--workflow <id>', 'items of this workflow, or id@version'],
  ['--status <state>', 'items in this state'],
  ['--since <time>', 'items under way at or after this time (RFC 3339)'],
  ['--until <time>', 'items registered before this time (RFC 3339)'],
  ['--mode <mode>', 'what --since and --until are about: finished, active, registered or event'],
] as const;
