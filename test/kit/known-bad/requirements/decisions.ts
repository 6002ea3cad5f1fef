/** Rules of what people decide, switched off: reviews, gates, rework. */
import type { BrokenRule } from '../rules.ts';

const decide = 'packages/core/src/decide';
const requirements = 'packages/app/test/requirements';
const duplicates = `${requirements}/duplicates.test.ts`;
const gates = `${requirements}/gates.test.ts`;
const rework = `${requirements}/rework.test.ts`;

export const decisionRules: readonly BrokenRule[] = [
  {
    name: 'steps may start before the duplicate review',
    file: 'packages/core/src/schedule/plan.ts',
    find: 'const everywhere = gate.before === undefined && gate.after === undefined;',
    replace: "const everywhere = gate.key === '';",
    caughtBy: [
      duplicates,
      'FR-003: a person reviews for duplicates before anything is executed given an item that is not reviewed, when somebody wants to begin, then nobody may, and it says whose turn it is',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'a merge needs no rationale',
    file: `${decide}/review.ts`,
    find: "if (reason.trim() !== '') return undefined;",
    replace: "if (reason !== '') return undefined;",
    caughtBy: [
      duplicates,
      'FR-003: a person reviews for duplicates before anything is executed given no rationale, when a reviewer decides to merge, then it is refused and nothing is recorded',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'only the item that names the other shows a link',
    file: 'packages/core/src/views/relations.ts',
    find: 'relation.item === item ?',
    replace: "relation.kind !== 'linked' && relation.item === item ?",
    caughtBy: [
      duplicates,
      'FR-003: a person reviews for duplicates before anything is executed given a linked item, when either is looked at, then each shows the other, with the rationale',
    ],
    shows: '-     "item": "wi-1",',
  },
  {
    name: 'a merged item goes on',
    file: 'packages/core/src/state/fold.ts',
    find: "record.decision === 'merge' || record.decision === 'close';",
    replace: "record.decision === 'close';",
    caughtBy: [
      duplicates,
      'scenario 5: duplicates are decided before any execution given a duplicate, when it is merged, then it ends with the rationale and no step of it can begin',
    ],
    shows: '-   "code": "item-ended",',
  },
  {
    name: 'a suspicion is overturned without a word',
    file: `${decide}/suspicion.ts`,
    find: 'if (ended !== undefined) return true;',
    replace: "if (ended?.record.decision === 'merge') return true;",
    caughtBy: [
      duplicates,
      'edge case: a suspicion is overturned given an item that was closed as a duplicate, when a person lets it proceed, then a rationale is needed, and both stay on record',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'one approval is a quorum',
    file: 'packages/core/src/state/gate-state.ts',
    find: 'people.size >= gate.approvals',
    replace: 'people.size >= 1',
    caughtBy: [
      gates,
      'FR-006: review and release gates given a quorum of two, when one has approved, then the step behind waits; with both sign-offs it may start',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'the reasons of a rejection are not passed on',
    file: 'packages/core/src/views/packet.ts',
    find: 'rework: reworksOf(state, stepState),',
    replace: 'rework: [],',
    caughtBy: [
      gates,
      'FR-006: review and release gates given a rejection, when the work is taken up again, then reason and follow-ups are read',
    ],
    shows: '-         "reason": "crashes on start",',
  },
  {
    name: 'anybody may decide, whatever the policy says',
    file: `${decide}/gate.ts`,
    find: 'if ((gate.users.length > 0 || gate.roles.length > 0) && !named && !holds) {',
    replace: 'if (gate.users.length > 0 && !named && !holds) {',
    caughtBy: [
      gates,
      'FR-025: every error says what to do next a conflict with the policy: who may decide instead',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'a rejection needs no reason',
    file: `${decide}/rework.ts`,
    find: "if (command.reason.trim() === '') {",
    replace: "if (command.reason === '') {",
    caughtBy: [gates, 'FR-025: every error says what to do next missing data: what to add'],
    shows: 'The command was carried out.',
  },
  {
    name: 'a gate may be decided before it is reached',
    file: 'packages/core/src/state/gate-state.ts',
    find: 'if (covered.length < behind.length)',
    replace: 'if (covered.length > behind.length)',
    caughtBy: [
      gates,
      'FR-025: every error says what to do next an invalid state: what is missing, and the command that shows it',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'integrated work may be rejected',
    file: `${decide}/rework.ts`,
    find: 'integrated.length > 0',
    replace: 'integrated.length > 99',
    caughtBy: [
      rework,
      'FR-010: integration is the line given integrated work, when it is rejected, then an explicit revert with a reason comes first',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'unchanged inputs are never found again',
    file: 'packages/core/src/state/input-digest.ts',
    find: 'claim?.record.inputDigest === digest &&',
    replace: "claim?.record.inputDigest === '' &&",
    caughtBy: [
      rework,
      'FR-010: doing a step again has no effect twice given unchanged inputs, when a step behind rework is claimed, then the earlier outcome holds and nobody works',
    ],
    shows: 'Received has value: undefined',
  },
  {
    name: 'a rejected outcome is used again',
    file: 'packages/core/src/state/input-digest.ts',
    find: '.slice(refused + 1)',
    replace: '.slice(Math.min(refused, 0))',
    caughtBy: [
      rework,
      'FR-010: doing a step again has no effect twice given unchanged inputs, when the rejected step itself is claimed, then it is done again',
    ],
    shows: 'toBeUndefined()',
  },
  {
    name: 'rework is not counted',
    file: 'packages/core/src/views/status.ts',
    find: 'times: state.reworks.length,',
    replace: 'times: Math.min(state.reworks.length, 1),',
    caughtBy: [
      rework,
      'FR-021: items go back with recorded reasons given a rejection, when the status is asked for, then reworks are counted: how often, and how many steps',
    ],
    shows: '-   "times": 2,',
  },
  {
    name: 'entry criteria are not checked again',
    file: 'packages/app/src/unchanged.ts',
    find: 'if (failed !== undefined) return failed;',
    replace: 'if (failed !== undefined && step.attempts.length === 0) return failed;',
    caughtBy: [
      'packages/app/test/scenarios.test.ts',
      'scenario 6: a rejection sends the item back to the step named re-entry criteria are checked again and rework is counted',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'a rejection goes back to the step behind the gate alone',
    file: `${decide}/rework.ts`,
    find: 'const all = place === undefined ?',
    replace: 'const all = place !== undefined ?',
    caughtBy: [
      'packages/app/test/scenarios.test.ts',
      'scenario 6: a rejection sends the item back to the step named re-entry criteria are checked again and rework is counted',
    ],
    shows: '-       "docs",',
  },
  {
    name: 'a parallel branch is taken back as well',
    file: 'packages/core/src/state/built-on.ts',
    find: 'if (index !== undefined && (index === place || dependents.has(index)))',
    replace: 'if (index !== undefined && dependents.size >= 0)',
    caughtBy: [
      'packages/app/test/gates.test.ts',
      'reject a parallel branch keeps its result and its running attempt',
    ],
    shows: '-   "side",',
  },
];
