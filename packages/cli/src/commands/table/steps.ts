/** Working on steps: what may start, who has it, how it ended. */
import {
  item,
  step,
  attempt,
  actor,
  executor,
  nonce,
  nextAction,
  type CommandRow,
} from './command-row.ts';

export const stepCommands: readonly CommandRow[] = [
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
    load: async () => (await import('../schedule.ts')).schedule,
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
    load: async () => (await import('../schedule.ts')).delegate,
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
    load: async () => (await import('../claim.ts')).claim,
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
    load: async () => (await import('../complete.ts')).complete,
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
    load: async () => (await import('../work.ts')).work,
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
    load: async () => (await import('../collect.ts')).collect,
  },
];
