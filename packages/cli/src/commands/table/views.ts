/** What is shown; nothing is written but exports. */
import { item, step, filters, type CommandRow } from './command-row.ts';

export const viewCommands: readonly CommandRow[] = [
  {
    name: 'status',
    summary: 'where an item stands and what is next',
    example: 'orchestrator status --work-item wi-42',
    options: [item],
    load: async () => (await import('../views.ts')).status,
  },
  {
    name: 'explain',
    summary: 'why each step is where it is, with every rule',
    example: 'orchestrator explain --work-item wi-42 --step publish',
    options: [item, step],
    load: async () => (await import('../views.ts')).explain,
  },
  {
    name: 'next',
    summary: 'the packet for whoever takes the next step',
    example: 'orchestrator next --work-item wi-42 --json',
    options: [item, step],
    load: async () => (await import('../views.ts')).next,
  },
  {
    name: 'list',
    summary: 'all items and their states',
    example: 'orchestrator list --status active',
    options: [...filters],
    load: async () => (await import('../list.ts')).list,
  },
  {
    name: 'history',
    summary: 'every record of an item, causes before effects',
    example: 'orchestrator history --work-item wi-42',
    options: [item],
    load: async () => (await import('../views.ts')).history,
  },
  {
    name: 'export',
    summary: 'the portfolio with flow metrics, histories and artifacts',
    example: 'orchestrator export --stdout',
    options: [
      ['--stdout', 'print the portfolio too'],
      ['--format <format>', 'json, ndjson, csv or md'],
      ['--out <file>', 'write the format to this file'],
      ['--as-of <time>', 'as it was at this time (RFC 3339; default: now)'],
      ['--bucket <size>', 'periods of a day or a week'],
      ...filters,
    ],
    load: async () => (await import('../export.ts')).exportItems,
  },
  {
    name: 'verify',
    summary: 'check the whole history: bytes, slots, links, legality',
    example: 'orchestrator verify',
    options: [
      item,
      ['--since <commit>', 'only additions may have followed this commit'],
      ['--outputs', 'hash the outputs of what is done again, and name those that changed'],
    ],
    load: async () => (await import('../verify.ts')).verify,
  },
];
