/** Broken rules that the tests of the packages must catch, as edits of the shipped sources. */
import type { Edit } from './variants.ts';

export interface BrokenRule extends Edit {
  readonly name: string;
  /** A test file, from the top of the repository, and the full name of the test in it that must go red. */
  readonly caughtBy: readonly [file: string, test: string];
  /** Part of what that test says then; another failure would be another defect. */
  readonly shows: string;
}

const attemptLife = 'packages/core/src/state/attempt-life.ts';
const gateState = 'packages/core/src/state/gate-state.ts';
const launch = 'packages/core/src/schedule/launch.ts';
const turnstile = 'packages/stores/src/worktree/turnstile.ts';
const worktreeStore = 'packages/stores/src/worktree/worktree-store.ts';

const gates = 'packages/app/test/gates.test.ts';
const scenarios = 'packages/app/test/scenarios.test.ts';
const contract = 'packages/stores/test/contract.test.ts';
const voidRuns =
  'reject a running attempt becomes void, ends by its owner, counts for nothing; its step waits for it';
const samePatterns = [
  'packages/app/test/patterns.test.ts',
  'the two persistence patterns handoffs one by one, or in one batch afterwards',
] as const;
const interleavings = [
  'packages/stores/test/turnstile-interleavings.test.ts',
  'every interleaving of the worktree store two batches at one version, and a reader two switches, each of two processes, with and without kills',
] as const;

export const brokenRules: readonly BrokenRule[] = [
  {
    name: 'a handoff is named by the time of the completion',
    file: 'packages/core/src/decide/end-attempt.ts',
    find: 'handoffSlotOf(claim.record), record',
    replace: 'handoffSlotOf({ ...claim.record, at: context.now }), record',
    caughtBy: [
      scenarios,
      'scenario 7: the handoff artifact notifies the next agent it has every field of FR-014, and links to what it was built on',
    ],
    shows: 'Its slot is artifacts/handoff/item-1/',
  },
  {
    name: 'an approval counts for its gate, whatever state it names',
    file: gateState,
    find: 'record.gate === gate.key && record.state === state,',
    replace: 'record.gate === gate.key,',
    caughtBy: [gates, 'the state that was shown an approval counts for its state only'],
    shows: 'Received: "approved"',
  },
  {
    name: 'the state of a gate is that of its definition alone',
    file: gateState,
    find: 'canonicalJson({ covered: handoffs, gate',
    replace: 'canonicalJson({ covered: handoffs.slice(0, 0), gate',
    caughtBy: [
      gates,
      'the state that was shown a decision about a state that has moved is refused and shows the new one',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'a rejection goes back to any step',
    file: 'packages/core/src/decide/rework.ts',
    find: 'const attempt = behind.get(key);',
    replace: 'const attempt = behind.get(key) ?? found.step.last;',
    caughtBy: [gates, 'reject needs a step to go back to, and it must lie behind the gate'],
    shows: 'The command was carried out.',
  },
  {
    name: 'a void attempt that runs is not open',
    file: attemptLife,
    find: 'attempt.handoff === undefined && (attempt.claim !== undefined || !attempt.void);',
    replace: 'attempt.handoff === undefined && !attempt.void;',
    caughtBy: [gates, voidRuns],
    shows: '-     "void": true,',
  },
  {
    name: 'a completion counts when it is later than the rejection',
    file: attemptLife,
    find: 'void: voids.has(attemptName(step, k)),',
    replace: `void:
        voids.has(attemptName(step, k)) &&
        reworks.some(({ record: { timestamp } }) => timestamp > (handoff?.record.timestamp ?? '')),`,
    caughtBy: [gates, voidRuns],
    shows: '+     "publish",',
  },
  {
    name: 'the latest completion by its time counts, void or not',
    file: attemptLife,
    find: 'attempts.findLast((attempt) => isCompleted(attempt) && !attempt.void);',
    replace: `attempts
    .filter(isCompleted)
    .sort((one, other) => ((one.handoff?.record.timestamp ?? '') < (other.handoff?.record.timestamp ?? '') ? -1 : 1))
    .at(-1);`,
    caughtBy: [
      gates,
      'reject is possible after approval, and takes back what was built behind the gate',
    ],
    shows: '+     "docs",',
  },
  {
    name: 'slots are created if absent, without a turnstile',
    file: worktreeStore,
    find: 'const isMine = putUp(place, { records: fresh, views: append.views }, version);',
    replace: `const isMine = version !== '';
    for (const { path: slot, text } of fresh)
      fs.writeFileSync(path.join(place.root, slot), text, { flag: 'wx' });`,
    caughtBy: [
      contract,
      'worktree (in git) store an append on a stale version is a conflict, and nothing of it is stored',
    ],
    shows: 'Expected: "conflict"',
  },
  {
    name: 'no second look behind the turnstile',
    file: turnstile,
    find: 'if (batch !== undefined && versionOf(files) === batch.expected) {',
    replace: 'if (batch !== undefined) {',
    caughtBy: interleavings,
    shows: 'nobody stored this, or not on this set',
  },
  {
    name: 'a read lists the folders once',
    file: worktreeStore,
    find: 'const again = recordEntries(root, item);',
    replace: 'const again = entries;',
    caughtBy: interleavings,
    shows: 'read of a set that never was',
  },
  {
    name: 'a launch has the clock of its scheduler',
    file: launch,
    find: 'at: causes.map(({ record }) => timeOf(record)).reduce(laterTime),',
    replace: 'at: new Date().toISOString(),',
    caughtBy: samePatterns,
    shows: 'These never can land: artifacts/claims/item-1/a.1.json',
  },
  {
    name: 'a launch tells what was ready with it',
    file: 'packages/core/src/decide/launch.ts',
    find: "return draft('launch', slot, launchRecord(state, step), ids);",
    replace: `const tiedWith = walk(state).launches.map((it) => it.step.planned.step.key);
  return draft('launch', slot, { ...launchRecord(state, step), tiedWith }, ids);`,
    caughtBy: samePatterns,
    shows: 'These never can land: artifacts/claims/item-1/c.1.json',
  },
  {
    name: 'a launch tells what was running beside it',
    file: launch,
    find: 'tiedWith: [...tiedWith(state.plan, step.planned)],',
    replace:
      'tiedWith: state.steps.filter((it) => it.open).map(({ planned }) => planned.step.key),',
    caughtBy: samePatterns,
    shows: 'These never can land: artifacts/claims/item-1/c.1.json',
  },
];
