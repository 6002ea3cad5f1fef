/** What people decide about an item and its steps. */
import {
  item,
  step,
  attempt,
  actor,
  executor,
  reason,
  nonce,
  nextAction,
  type CommandRow,
} from './command-row.ts';

import { runnerGateCommands } from './runs.ts';

export const decisionCommands: readonly CommandRow[] = [
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
    load: async () => (await import('../gate.ts')).gate,
    below: runnerGateCommands,
  },
  {
    name: 'retry',
    summary: 'requeue a step that did not succeed, as a new attempt',
    example: 'orchestrator retry --work-item wi-42 --step test --reason "The network was down"',
    options: [item, step, reason, actor],
    load: async () => (await import('../amend.ts')).retry,
  },
  {
    name: 'release',
    summary: 'give an attempt of yours back, unfinished',
    example: 'orchestrator release --work-item wi-42 --step test --reason "Called away"',
    options: [item, step, attempt, executor, actor, nonce, reason],
    load: async () => (await import('../amend.ts')).release,
  },
  {
    name: 'abandon',
    summary: 'end an attempt whose holder is known to be dead',
    example: 'orchestrator abandon --work-item wi-42 --step test --reason "The runner is gone"',
    options: [item, step, attempt, actor, reason],
    load: async () => (await import('../amend.ts')).abandon,
  },
  {
    name: 'revert',
    summary: 'open integrated work for rejection again',
    example: 'orchestrator revert --work-item wi-42 --step build --reason "Broke production"',
    options: [item, step, reason, actor],
    load: async () => (await import('../amend.ts')).revert,
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
    load: async () => (await import('../accountability.ts')).block,
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
    load: async () => (await import('../accountability.ts')).unblock,
  },
  {
    name: 'transfer',
    summary: 'make somebody else answer for an item, or for one of its steps',
    example: 'orchestrator transfer --work-item wi-42 --to bob --reason "Alice is on leave"',
    options: [item, step, ['--to <person>', 'the new owner'], reason, actor],
    load: async () => (await import('../accountability.ts')).transfer,
  },
  {
    name: 'correct',
    summary: 'add what a record should have said; the record itself stays',
    example:
      'orchestrator correct --work-item wi-42 --record 1f2e3d4c --set "outcome=Built on Node 24" --reason "A slip"',
    options: [
      item,
      [
        '--record <id>',
        'the record: 8 digits of its id (history shows them), its path, or the attempt of an outcome, such as build.2',
      ],
      [
        '--set <field=value…>',
        'what a field should say: actor, at, commit, nextAction, outcome, owner, reason, timestamp or title',
      ],
      reason,
      actor,
    ],
    load: async () => (await import('../accountability.ts')).correct,
  },
];
