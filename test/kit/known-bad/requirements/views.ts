/** Rules of what is shown, switched off: explanations, the change log, metrics, filters, exports. */
import type { BrokenRule } from '../rules.ts';

const views = 'packages/core/src/views';
const status = 'packages/app/test/requirements/status.test.ts';
const portfolio = 'packages/app/test/requirements/portfolio.test.ts';

const flow =
  'FR-013: flow metrics given one item that was reworked and is done, one at work and one not begun, then lead time, cycle times, throughput, WIP and rework rate are right';
const filters =
  'FR-017: views of the portfolio, on demand given items of several owners, states and times, when the list is filtered, then just those are shown that fit';

export const viewRules: readonly BrokenRule[] = [
  {
    name: 'pending branches are not shown',
    file: `${views}/pending-branches.ts`,
    find: 'if (keys.length < 2 || !isNearest) return [];',
    replace: 'if (keys.length < 99 || !isNearest) return [];',
    caughtBy: [
      status,
      'FR-015: status that explains itself given a join, when one branch is done, then status names what is pending, what remains and who does what',
    ],
    shows: '-   "pendingBranches": Array [',
  },
  {
    name: 'only rules that hold are explained',
    file: `${views}/explain.ts`,
    find: 'const ok = rule.holds(facts, step);',
    replace: 'const ok = facts.doneUntil >= 0;',
    caughtBy: [
      status,
      'FR-015: status that explains itself given a step that waits, when it is explained, then every rule is there, passed and failed, with its records',
    ],
    shows: '-     false,',
  },
  {
    name: 'a failure has no next action',
    file: `${views}/next-action.ts`,
    find: 'failed.length > 0 &&',
    replace: 'failed.length > 99 &&',
    caughtBy: [
      status,
      'FR-015: status that explains itself given each state of an item in turn, when the status is asked for, then there is a next action',
    ],
    shows: '-   "blocked: Requeue a (retry)",',
  },
  {
    name: 'the change log leaves out what a version says of itself',
    file: `${views}/changelog.ts`,
    find: "? { told: 'definition' as const, ...change }",
    replace: "? { told: 'definition' as const }",
    caughtBy: [
      'packages/app/test/requirements/versions.test.ts',
      'FR-022: edits of workflows and policy are logged given versions and an edited policy, when the change log is read, then each entry has author, reason and impact',
    ],
    shows: '-     "impact": "One more step",',
  },
  {
    name: 'the change log leaves out the policy',
    file: `${views}/changelog.ts`,
    find: '[...removals(versions, byPath), ...policies(edits)]',
    replace: '[...removals(versions, byPath), ...policies([])]',
    caughtBy: [
      'packages/app/test/requirements/versions.test.ts',
      'FR-022: edits of workflows and policy are logged given versions and an edited policy, when the change log is read, then each entry has author, reason and impact',
    ],
    shows: '-     "impact": "Sam may approve",',
  },
  {
    name: 'lead time begins with the first claim',
    file: 'packages/core/src/metrics/measure.ts',
    find: 'const leadTimeMs = exit - life.registered;',
    replace: 'const leadTimeMs = exit - (life.started ?? life.registered);',
    caughtBy: [portfolio, flow],
    shows: '-     "p50": 70000,',
  },
  {
    name: 'the cycle time of a step is that of its last visit',
    file: 'packages/core/src/metrics/steps.ts',
    find: 'sums.set(life, (sums.get(life) ?? 0) + timeOfVisit(visit));',
    replace: 'sums.set(life, timeOfVisit(visit));',
    caughtBy: [portfolio, flow],
    shows: '-       "p50": 60000,',
  },
  {
    name: 'what is under way counts as delivered',
    file: 'packages/core/src/metrics/flow.ts',
    find: 'delivered: delivered.length,',
    replace: 'delivered: items.length,',
    caughtBy: [portfolio, flow],
    shows: '-   "delivered": 1,',
  },
  {
    name: 'what nobody has begun is in progress',
    file: 'packages/core/src/metrics/measure.ts',
    find: 'const wip = last === undefined && life.started !== undefined;',
    replace: 'const wip = last === undefined;',
    caughtBy: [portfolio, flow],
    shows: '-   "wip": 1,',
  },
  {
    name: 'what came back does not count as reworked',
    file: 'packages/core/src/metrics/rework.ts',
    find: 'const again = delivered.filter(({ life }) => life.loops.length > 0);',
    replace: 'const again = delivered.filter(({ life }) => life.loops.length > 1);',
    caughtBy: [portfolio, flow],
    shows: '-       "part": 1,',
  },
  {
    name: 'blocked time is not measured',
    file: 'packages/core/src/metrics/measure.ts',
    find: 'impededMs: lengthOf(intersection(blocked, active)),',
    replace: 'impededMs: 0,',
    caughtBy: [
      portfolio,
      'FR-012: blockers in timelines and flow metrics given a blocker of 40 seconds, when the portfolio is made, then that time is shown, by kind and by item',
    ],
    shows: '-   "impededMs": 40000,',
  },
  {
    name: 'the list ignores the owner',
    file: 'packages/app/src/list.ts',
    find: '(owner === undefined || ownerOf(known.life).toLowerCase() === owner.toLowerCase()) &&',
    replace: '',
    caughtBy: [portfolio, filters],
    shows: '+   "wi-3",',
  },
  {
    name: 'the list ignores the workflow',
    file: 'packages/app/src/list.ts',
    find: '(workflow === undefined ||',
    replace: "(workflow !== '' ||",
    caughtBy: [portfolio, filters],
    shows: '+   "wi-1",',
  },
  {
    name: 'the list ignores the state',
    file: 'packages/app/src/list.ts',
    find: 'if (status !== undefined && entry.state !== status) return false;',
    replace: '',
    caughtBy: [portfolio, filters],
    shows: '+   "wi-1",',
  },
  {
    name: 'the list ignores the time',
    file: 'packages/app/src/list.ts',
    find: 'return life.registered < to &&',
    replace: 'return life.registered > 0 &&',
    caughtBy: [portfolio, filters],
    shows: '+   "wi-3",',
  },
  {
    name: 'the export has no drill-down',
    file: 'packages/app/src/export.ts',
    find: '...(included && drillDown)',
    replace: '...(!included && drillDown)',
    caughtBy: [
      portfolio,
      'FR-026: from the portfolio down to history and artifacts given a finished step, when the portfolio is exported, then each item has its records and what was handed over',
    ],
    shows: 'There is no drill-down.',
  },
];
