/** Versions of workflows, and the items that go along. */
import { item, actor, reason, type CommandRow } from './command-row.ts';

export const versionCommands: readonly CommandRow[] = [
  {
    name: 'migrate',
    summary: 'take an item to another version of its workflow, or back',
    example: 'orchestrator migrate --work-item wi-42 --to 2.0.0 --map build=compile --dry-run',
    options: [
      item,
      ['--to <version>', 'the version to go to'],
      ['--map <old=new…>', 'where a step goes on that is called otherwise there; OLD= drops it'],
      ['--rollback', 'undo the last migration'],
      ['--dry-run', 'say what would become of each step, and write nothing'],
      reason,
      actor,
    ],
    load: async () => (await import('../migrate.ts')).migrate,
  },
  {
    name: 'publish',
    summary: 'publish a version of a workflow, with its entry in the change log',
    example:
      'orchestrator publish drafts/release-train.yaml --reason "Audits ask for it" --impact "One more approval"',
    options: [
      ['--author <text>', 'who made the change (default: the actor)'],
      ['--reason <text>', 'why it was made'],
      ['--impact <text>', 'whom it affects, and how'],
      actor,
    ],
    argument: ['[file]', 'the draft, or a file that is in artifacts/workflows/ already'],
    load: async () => (await import('../publish.ts')).publish,
  },
  {
    name: 'changelog',
    summary: 'who changed workflows and policy, when, why, and what that changed',
    example: 'orchestrator changelog --workflow release-train',
    options: [['--workflow <id>', 'versions of this workflow alone']],
    load: async () => (await import('../changelog.ts')).changelog,
  },
  {
    name: 'impact',
    summary: 'what a change of definitions or policy would do to each item in flight',
    example: 'orchestrator impact --from main --to HEAD',
    options: [
      ['--from <ref>', 'the commit before the change (default: HEAD)'],
      ['--to <ref>', 'the commit with the change (default: the files in the checkout)'],
    ],
    load: async () => (await import('../impact.ts')).impact,
  },
];
