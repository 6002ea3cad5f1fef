/** Every command: what it does, its options, an example, and where it is. */
import type { Run } from './options.ts';

export interface CommandRow {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  /** Flags and description; `…` marks what may be given repeatedly. */
  readonly options: readonly (readonly [flags: string, description: string])[];
  readonly argument?: readonly [name: string, description: string];
  readonly load: () => Promise<Run>;
}

const item = ['--work-item <id>', 'the work item'] as const;
const step = ['--step <key>', 'the step'] as const;
const attempt = ['--attempt <name>', 'the attempt, by its label or its number'] as const;
const actor = ['--actor <person>', "who decides (default: git's user)"] as const;
const executor = ['--executor <id>', 'who executes (default: local)'] as const;
const reason = ['--reason <text>', 'why'] as const;
const nonce = ['--nonce <text>', 'the nonce of the claim, where it is not kept here'] as const;
const nextAction = ['--next-action <text>', 'what is to be done next'] as const;
const filters = [
  ['--owner <person>', 'items of this owner'],
  ['--workflow <id>', 'items of this workflow, or id@version'],
  ['--status <state>', 'items in this state'],
  ['--since <time>', 'items under way at or after this time (RFC 3339)'],
  ['--until <time>', 'items registered before this time (RFC 3339)'],
  ['--mode <mode>', 'what --since and --until are about: finished, active, registered or event'],
] as const;

export const commands: readonly CommandRow[] = [
  {
    name: 'init',
    summary: 'set up artifacts/ with a first workflow; overwrites nothing',
    example: 'orchestrator init',
    options: [['--dry-run', 'say what would be written']],
    load: async () => (await import('./init.ts')).init,
  },
  {
    name: 'validate',
    summary: 'check definitions, policy and records; name every problem with its line',
    example: 'orchestrator validate artifacts/workflows/release-train@1.0.0.yaml',
    options: [],
    argument: ['[path...]', 'files to check (default: everything)'],
    load: async () => (await import('./validate.ts')).validate,
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
    load: async () => (await import('./register.ts')).register,
  },
  {
    name: 'schedule',
    summary: 'record what may start now, and write the schedule',
    example: 'orchestrator schedule --work-item wi-42',
    options: [
      item,
      ['--executors <n>', 'how many attempts may be open at once'],
      ['--claim-as <id>', 'claim everything that may start, each step as ID-<step>'],
      actor,
    ],
    load: async () => (await import('./schedule.ts')).schedule,
  },
  {
    name: 'delegate',
    summary: 'schedule, with a prompt that every packet shows until the next one',
    example:
      'orchestrator delegate --non-interactive --prompt "Generate schedule" --structured-work-item wi-42',
    options: [
      ['--structured-work-item <id>', 'the work item'],
      ['--prompt <text>', 'what to tell whoever takes a step'],
      ['--non-interactive', 'ask nothing (nothing is asked anyway)'],
      ['--executors <n>', 'how many attempts may be open at once'],
    ],
    load: async () => (await import('./schedule.ts')).delegate,
  },
  {
    name: 'claim',
    summary: 'take a step, so that nobody else can',
    example: 'orchestrator claim --work-item wi-42 --step build',
    options: [
      item,
      step,
      attempt,
      executor,
      actor,
      nonce,
      ['--force', 'do it again although its declared inputs have not changed'],
    ],
    load: async () => (await import('./claim.ts')).claim,
  },
  {
    name: 'complete',
    summary: 'check the exit criteria and write the handoff artifact',
    example: 'orchestrator complete --work-item wi-42 --step build --outcome "Built"',
    options: [
      item,
      step,
      attempt,
      executor,
      actor,
      nonce,
      ['--outcome <text>', 'what came out'],
      nextAction,
      ['--status <status>', 'completed or failed'],
      ['--evidence <path…>', 'a file to hash into the handoff'],
      ['--out <dir>', 'write the handoff into this folder, for a collector, instead of the store'],
      ['--event-type <type>', 'attempt-completed, attempt-failed or baseline-integration'],
      ['--baseline <side>', 'pre or post'],
      [
        '--commit [sha]',
        'with a commit: the one that holds the work; without: commit the files just written',
      ],
    ],
    load: async () => (await import('./complete.ts')).complete,
  },
  {
    name: 'gate',
    summary: 'record a decision at a gate',
    example: [
      'orchestrator gate --work-item wi-42 --gate release --decision approve',
      'orchestrator gate --work-item wi-42 --gate release --decision reject --return-to build --reason "…"',
    ].join('\n  '),
    options: [
      item,
      ['--gate <key>', 'the gate'],
      [
        '--decision <decision>',
        'approve or reject; in a duplicate review also proceed, merge, link or close',
      ],
      ['--target <id>', 'the item to merge into or to link with'],
      reason,
      ['--return-to <step>', 'the step that a rejection goes back to'],
      ['--follow-up <text…>', 'what must follow'],
      ['--state <digits>', 'the state of the gate that you were shown (status and next show it)'],
      nextAction,
      actor,
    ],
    load: async () => (await import('./gate.ts')).gate,
  },
  {
    name: 'retry',
    summary: 'requeue a step that did not succeed, as a new attempt',
    example: 'orchestrator retry --work-item wi-42 --step test --reason "The network was down"',
    options: [item, step, reason, actor],
    load: async () => (await import('./amend.ts')).retry,
  },
  {
    name: 'release',
    summary: 'give an attempt of yours back, unfinished',
    example: 'orchestrator release --work-item wi-42 --step test --reason "Called away"',
    options: [item, step, attempt, executor, actor, nonce, reason],
    load: async () => (await import('./amend.ts')).release,
  },
  {
    name: 'abandon',
    summary: 'end an attempt whose holder is known to be dead',
    example: 'orchestrator abandon --work-item wi-42 --step test --reason "The runner is gone"',
    options: [item, step, attempt, actor, reason],
    load: async () => (await import('./amend.ts')).abandon,
  },
  {
    name: 'revert',
    summary: 'open integrated work for rejection again',
    example: 'orchestrator revert --work-item wi-42 --step build --reason "Broke production"',
    options: [item, step, reason, actor],
    load: async () => (await import('./amend.ts')).revert,
  },
  {
    name: 'block',
    summary: 'say what is in the way of a step, or of the whole item',
    example:
      'orchestrator block --work-item wi-42 --step test --type environment --reason "Staging is down"',
    options: [
      item,
      step,
      [
        '--type <type>',
        'dependency, resource, decision, defect, environment or other (default: other)',
      ],
      ['--blocker <id>', 'an id for it (default: its type and a number)'],
      ['--owner <person>', 'who is to resolve it (default: the actor)'],
      reason,
      actor,
    ],
    load: async () => (await import('./accountability.ts')).block,
  },
  {
    name: 'unblock',
    summary: 'resolve a blocker, or stop waiting for an item of a blocked-by link',
    example:
      'orchestrator unblock --work-item wi-42 --blocker environment-1 --reason "Staging is back"',
    options: [
      item,
      ['--blocker <id>', 'the blocker, or the item that is waited for'],
      reason,
      actor,
    ],
    load: async () => (await import('./accountability.ts')).unblock,
  },
  {
    name: 'transfer',
    summary: 'make somebody else answer for an item, or for one of its steps',
    example: 'orchestrator transfer --work-item wi-42 --to bob --reason "Alice is on leave"',
    options: [item, step, ['--to <person>', 'the new owner'], reason, actor],
    load: async () => (await import('./accountability.ts')).transfer,
  },
  {
    name: 'correct',
    summary: 'add what a record should have said; the record itself stays',
    example:
      'orchestrator correct --work-item wi-42 --record 1f2e3d4c --set "outcome=Built on Node 24" --reason "A slip"',
    options: [
      item,
      ['--record <id>', 'the record, by its id or its path (history shows both)'],
      [
        '--set <field=value…>',
        'what a field should say: actor, at, commit, nextAction, outcome, owner, reason, timestamp or title',
      ],
      reason,
      actor,
    ],
    load: async () => (await import('./accountability.ts')).correct,
  },
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
    load: async () => (await import('./migrate.ts')).migrate,
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
    load: async () => (await import('./publish.ts')).publish,
  },
  {
    name: 'changelog',
    summary: 'who changed workflows and policy, when, why, and what that changed',
    example: 'orchestrator changelog --workflow release-train',
    options: [['--workflow <id>', 'versions of this workflow alone']],
    load: async () => (await import('./changelog.ts')).changelog,
  },
  {
    name: 'impact',
    summary: 'what a change of definitions or policy would do to each item in flight',
    example: 'orchestrator impact --from main --to HEAD',
    options: [
      ['--from <ref>', 'the commit before the change (default: HEAD)'],
      ['--to <ref>', 'the commit with the change (default: the files in the checkout)'],
    ],
    load: async () => (await import('./impact.ts')).impact,
  },
  {
    name: 'status',
    summary: 'where an item stands and what is next',
    example: 'orchestrator status --work-item wi-42',
    options: [item],
    load: async () => (await import('./views.ts')).status,
  },
  {
    name: 'explain',
    summary: 'why each step is where it is, with every rule',
    example: 'orchestrator explain --work-item wi-42 --step publish',
    options: [item, step],
    load: async () => (await import('./views.ts')).explain,
  },
  {
    name: 'next',
    summary: 'the packet for whoever takes the next step',
    example: 'orchestrator next --work-item wi-42 --json',
    options: [item, step],
    load: async () => (await import('./views.ts')).next,
  },
  {
    name: 'list',
    summary: 'all items and their states',
    example: 'orchestrator list --status active',
    options: [...filters],
    load: async () => (await import('./list.ts')).list,
  },
  {
    name: 'history',
    summary: 'every record of an item, causes before effects',
    example: 'orchestrator history --work-item wi-42',
    options: [item],
    load: async () => (await import('./views.ts')).history,
  },
  {
    name: 'work',
    summary: "run the steps' own commands, several at a time",
    example: 'orchestrator work --work-item wi-42 --executors 4',
    options: [
      item,
      ['--executors <n>', 'how many at a time (default: 1)'],
      ['--executor <name>', 'the pool is called NAME-1, NAME-2, and so on (default: local)'],
      ['--wait', 'stay while others work on the item'],
      actor,
    ],
    load: async () => (await import('./work.ts')).work,
  },
  {
    name: 'collect',
    summary: 'record the handoffs found in a folder, all in one commit',
    example: 'orchestrator collect --from uploads',
    options: [
      ['--from <dir>', 'the folder; folders in it are looked into'],
      ['--work-item <id>', 'refuse handoffs of other items'],
      ['--digest <sha256…>', 'of two files for one attempt, the one to take'],
      ['--no-recheck', 'do not run the exit checks again here'],
    ],
    load: async () => (await import('./collect.ts')).collect,
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
    load: async () => (await import('./export.ts')).exportItems,
  },
  {
    name: 'verify',
    summary: 'check the whole history: bytes, slots, links, legality',
    example: 'orchestrator verify',
    options: [item, ['--since <commit>', 'only additions may have followed this commit']],
    load: async () => (await import('./verify.ts')).verify,
  },
];
