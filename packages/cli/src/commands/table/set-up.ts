/** Beginning: a first workflow, checking what was written, registering an item. */
import { item, actor, type CommandRow } from './command-row.ts';

export const setUpCommands: readonly CommandRow[] = [
  {
    name: 'init',
    summary: 'set up a first plan, orchestrator.yml and the GitHub workflows; overwrites nothing',
    example: 'orchestrator init',
    options: [['--dry-run', 'say what would be written']],
    load: async () => (await import('../init.ts')).init,
  },
  {
    name: 'validate',
    summary: 'check definitions, policy and records; name every problem with its line',
    example: 'orchestrator validate artifacts/workflows/release-train@1.0.0.yaml',
    options: [['--fix', 'bring the choices of the gate button up to date']],
    argument: ['[path...]', 'files to check (default: everything)'],
    load: async () => (await import('../validate.ts')).validate,
  },
  {
    name: 'register',
    summary: 'register a work item to a version of a workflow',
    example: 'orchestrator register --work-item wi-42 --workflow release-train@1.0.0',
    options: [
      item,
      ['--workflow <id@version>', 'the workflow and its version'],
      ['--title <text>', 'a title (default: the id)'],
      ['--owner <person>', 'who is accountable (default: the actor)'],
      ['--link <target…>', 'a URL, blocked-by:ITEM, relates:ITEM or duplicates:ITEM'],
      ['--input <name=value…>', 'an input'],
      ['--pr <number>', 'the pull request'],
      ['--from <file>', 'a registration written by hand'],
      actor,
    ],
    load: async () => (await import('../register.ts')).register,
  },
];
