/** Rules of records and artifacts, switched off: what is on file, what it says, and who sees that it was touched. */
import type { BrokenRule } from '../rules.ts';

const scenarios = 'packages/app/test/scenarios.test.ts';
const accountability = 'packages/app/test/requirements/accountability.test.ts';

export const artifactRules: readonly BrokenRule[] = [
  {
    name: 'a record may cite what is not there',
    file: 'packages/core/src/state/causes.ts',
    find: 'record.causes.some((cause) => !ids.has(cause));',
    replace: "record.causes.some((cause) => cause === '' && !ids.has(cause));",
    caughtBy: [
      'packages/app/test/edge-cases.test.ts',
      'edge case: the handoff artifact is missing or unreadable missing: only that item is blocked, with the way out',
    ],
    shows: '-   "code": "item-damaged",',
  },
  {
    name: 'a write of which nothing is known counts as done',
    file: 'packages/app/src/commit.ts',
    find: "if (outcome === 'unknown') return outcomeUnknown(item);",
    replace: "if (outcome === 'unknown') return { ok: true, plan, state: loaded.state };",
    caughtBy: [
      'packages/app/test/requirements/artifacts.test.ts',
      'FR-025: an artifact that may not have been written given a write of which nobody knows what became, when the same command is run again, then it finds out and does no harm',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'work goes on beside a record that was touched',
    file: 'packages/core/src/state/causes.ts',
    find: 'const isOrphan = ({ record }: AnyStored): boolean =>',
    replace:
      "const isOrphan = ({ record, kind }: AnyStored): boolean => kind === 'registration' &&",
    caughtBy: [
      accountability,
      'FR-009: a history that shows tampering, and corrections beside it given a handoff that somebody edited, when the next command runs, then verify names the record and nothing is built on it',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'a corrected record is read as it was written',
    file: 'packages/core/src/views/history.ts',
    find: '...(about && { corrections: about }),',
    replace: '',
    caughtBy: [
      accountability,
      'FR-009: a history that shows tampering, and corrections beside it given a wrong word in a record, when it is corrected, then the record stays, and readers see both',
    ],
    shows: '-   "corrections": Array [',
  },
  {
    name: 'the name of a handoff leaves out when it was claimed',
    file: 'packages/core/src/bytes/slots.ts',
    find: '`${rootOf(item)}/handoff/${item}/${compactTime(claimedAt)}-',
    replace: '`${rootOf(item)}/handoff/${item}/',
    caughtBy: [
      'packages/app/test/requirements/artifacts.test.ts',
      'FR-014: handoff artifacts are files given a completed step, when another process looks, then the file lies in its place, and the next packet is made of it',
    ],
    shows: 'Received string:  "item-1-a-a-local.json"',
  },
  {
    name: 'the next packet does not say what it builds on',
    file: 'packages/core/src/views/packet.ts',
    find: 'return [...handoffPaths(predecessorsOf(state, step)), ...handoffPaths(step.attempts)];',
    replace: 'return handoffPaths(step.attempts);',
    caughtBy: [
      scenarios,
      'scenario 7: the handoff artifact notifies the next agent the packet of the next step points to it',
    ],
    shows: '-       "artifacts/handoff/item-1/',
  },
  {
    name: 'what runs does not say what is still to be verified',
    file: 'packages/core/src/views/status.ts',
    find: 'if (stepState.counting !== undefined) return [];',
    replace: 'if (stepState.open !== undefined) return [];',
    caughtBy: [
      scenarios,
      'scenario 8: resuming restores the state and lists what is to be verified another process sees what runs, by whom, and the remaining exit criteria',
    ],
    shows: '-     "notes",',
  },
  {
    name: 'earlier attempts are not told',
    file: 'packages/core/src/views/packet.ts',
    find: 'earlier: earlierAttempts(state, stepState),',
    replace: 'earlier: [],',
    caughtBy: [
      'packages/app/test/requirements/rework.test.ts',
      'scenario 8: work is taken up again after an interruption given an abandoned attempt, when the step is requeued, then the packet has the state, and the criteria to be verified again',
    ],
    shows: '-         "outcome": "the runner died",',
  },
];
