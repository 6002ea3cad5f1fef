/** Rules of order and exclusive assignment, switched off. */
import type { BrokenRule } from '../rules.ts';

const schedule = 'packages/core/src/schedule';
const claim = 'packages/core/src/decide/claim.ts';
const scenarios = 'packages/app/test/scenarios.test.ts';
const edgeCases = 'packages/app/test/edge-cases.test.ts';
const joins = 'packages/app/test/requirements/joins.test.ts';

export const scheduleRules: readonly BrokenRule[] = [
  {
    name: 'steps run in descending order',
    file: `${schedule}/groups.ts`,
    find: 'one.order - other.order ||',
    replace: 'other.order - one.order ||',
    caughtBy: [
      scenarios,
      'scenario 1: steps run in ascending order unless marked parallelizable whatever the order of the file, one step after the other',
    ],
    shows: '+   "s3",',
  },
  {
    name: 'a join waits for its last branch alone',
    file: `${schedule}/rules.ts`,
    find: '? doneUntil >= before.end',
    replace: '? before.end === 0 || state.steps[before.end - 1]?.counting !== undefined',
    caughtBy: [
      joins,
      'FR-004: parallelizable steps and joins given a branch that failed, when the other one is done, then the join waits and says for whom',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'a join that names its branches waits for any of them',
    file: `${schedule}/rules.ts`,
    find: ': before.indexes.every(',
    replace: ': before.indexes.some(',
    caughtBy: [
      joins,
      'FR-004: parallelizable steps and joins given a join that names its branches, when one of them is done, then it waits for the other',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'one branch is launched at a time',
    file: `${schedule}/walk.ts`,
    find: 'progress.free -= 1;',
    replace: 'progress.free = 0;',
    caughtBy: [
      joins,
      'FR-004: parallelizable steps and joins given branches that are ready, when the item is scheduled, then all of them are launched at once',
    ],
    shows: '-   "c",',
  },
  {
    name: 'launches are recorded last first',
    file: `${schedule}/walk.ts`,
    find: 'launches.push({ step, k: standing.k });',
    replace: 'launches.unshift({ step, k: standing.k });',
    caughtBy: [
      scenarios,
      'scenario 2: parallelizable steps are triggered concurrently and joined B and C start together after A, in ascending order; D waits for both',
    ],
    shows: '+   "b",',
  },
  {
    name: 'steps that run alone start together',
    file: `${schedule}/walk.ts`,
    find: 'if (!step.planned.step.parallelizable) {',
    replace: "if (step.planned.step.key === '') {",
    caughtBy: [
      scenarios,
      'scenario 3: only the lowest of several eligible steps is started higher ones wait, whatever executors there are',
    ],
    shows: '+   "s2",',
  },
  {
    name: 'a later step overtakes one that waits to run alone',
    file: `${schedule}/walk.ts`,
    find: 'progress.stop = step.planned.step;',
    replace: '',
    caughtBy: [
      scenarios,
      'scenario 3: only the lowest of several eligible steps is started nothing overtakes a step that runs alone and waits for its turn',
    ],
    shows: '+   "p2",',
  },
  {
    name: 'a step that runs alone is preempted',
    file: `${schedule}/walk.ts`,
    find: 'alone: busy.find(({ parallelizable }) => !parallelizable),',
    replace: 'alone: undefined,',
    caughtBy: [
      scenarios,
      'scenario 3: only the lowest of several eligible steps is started no preemption: an earlier step that becomes ready again waits for what runs',
    ],
    shows: '-     "p1",',
  },
  {
    name: 'equal orders stay as the file has them',
    file: `${schedule}/groups.ts`,
    find: '|| byCodeUnit(one.key, other.key);',
    replace: "|| byCodeUnit('', '');",
    caughtBy: [
      edgeCases,
      'edge case: equal order indices the key decides, by code unit, and the tie is recorded',
    ],
    shows: '+     "t10",',
  },
  {
    name: 'the number of executors bounds nothing',
    file: `${schedule}/walk.ts`,
    find: 'free > 0 ? undefined',
    replace: 'free > -Infinity ? undefined',
    caughtBy: [
      scenarios,
      'scenario 2: parallelizable steps are triggered concurrently and joined with one executor only the first is launched; a freed place launches the next',
    ],
    shows: '+   "c",',
  },
  {
    name: 'nobody holds a shared constraint',
    file: `${schedule}/walk.ts`,
    find: 'for (const resource of resources) holders.set(resource, key);',
    replace: 'for (const resource of resources) holders.set(`${resource} ${key}`, key);',
    caughtBy: [
      edgeCases,
      'edge case: two parallelizable steps contend for a shared constraint they are serialised, and both decisions record with whom they share',
    ],
    shows: '+     "y",',
  },
  {
    name: 'a running attempt may be claimed by others',
    file: claim,
    find: 'return heldBySomebody(standing.attempt);',
    replace: 'return { ok: true, k: step.nextNumber };',
    caughtBy: [
      'packages/app/test/exclusive-claim.test.ts',
      'scenario 4: a claim is exclusive until a terminal state another executor is refused with the name of the holder',
    ],
    shows: '-   "code": "already-claimed",',
  },
  {
    name: 'owning is a name, without a nonce',
    file: claim,
    find: 'nonce === executor.nonce ||',
    replace: "nonce !== '' ||",
    caughtBy: [
      'packages/app/test/exclusive-claim.test.ts',
      'scenario 4: a claim is exclusive until a terminal state the same executor on another machine is another executor: it has another nonce',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'what failed is tried again by itself',
    file: `${schedule}/rules.ts`,
    find: 'return requeueAfter(state, last) !== undefined || isCoveredByPolicy(step);',
    replace: 'return last.handoff !== undefined || isCoveredByPolicy(step);',
    caughtBy: [
      edgeCases,
      'edge case: an executor fails in the middle of a task a new attempt is requeued explicitly, and the failed one stays in history',
    ],
    shows: '+     "a",',
  },
];
