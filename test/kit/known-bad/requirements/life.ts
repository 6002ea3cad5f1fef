/** Rules of owners, blockers and versions, switched off. */
import type { BrokenRule } from '../rules.ts';

const decide = 'packages/core/src/decide';
const accountability = 'packages/app/test/requirements/accountability.test.ts';
const versions = 'packages/app/test/requirements/versions.test.ts';

export const lifeRules: readonly BrokenRule[] = [
  {
    name: 'a transfer of a step is one of the item',
    file: 'packages/core/src/state/accountability.ts',
    find: 'if (record.step === undefined) owner = record.to;',
    replace: 'if (record.to !== undefined) owner = record.to;',
    caughtBy: [
      accountability,
      'FR-011: somebody answers for the item and for each step given a transfer of one step, when it is looked at, then only that step has another owner',
    ],
    shows: '-   "owner": "olga",',
  },
  {
    name: 'a transfer needs no reason',
    file: `${decide}/own.ts`,
    find: "if (reason.trim() === '') {",
    replace: "if (reason === '') {",
    caughtBy: [
      accountability,
      'FR-011: somebody answers for the item and for each step given no reason, when somebody transfers, then it is refused',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'a blocker blocks nothing',
    file: 'packages/core/src/schedule/rules.ts',
    find: 'state.blockers.length === 0 || blockersOf(state, planned.step.key).length === 0,',
    replace: 'state.blockers.length === 0 || blockersOf(state, planned.step.key).length >= 0,',
    caughtBy: [
      accountability,
      'FR-012: blockers are declared, classified and resolved given a blocked step, when somebody claims it, then it is refused until the blocker is resolved',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'a blocker holds up its own step alone',
    file: 'packages/core/src/views/decisions.ts',
    find: 'planned.index === start || behind.has(planned.index);',
    replace: 'planned.index === start;',
    caughtBy: [
      accountability,
      'FR-012: blockers are declared, classified and resolved given a blocker, when the status is asked for, then it shows the kind, who resolves it, and every step that it holds up',
    ],
    shows: '-       "publish",',
  },
  {
    name: 'a version may be used before it takes effect',
    file: `${decide}/register.ts`,
    find: 'now < Date.parse(effectiveFrom)',
    replace: 'now < 0',
    caughtBy: [
      versions,
      'FR-016: versions take effect at a date, and items go over to them by a plan given a version that is not in effect yet, or no more, when an item is registered to it, then it is refused',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'a dry run migrates',
    file: 'packages/app/src/migrate.ts',
    find: 'if (command.dryRun === true) {',
    replace: "if (command.dryRun === true && command.item === '') {",
    caughtBy: [
      versions,
      'FR-016: versions take effect at a date, and items go over to them by a plan given a dry run, when the plan is shown, then it says what each step becomes and writes nothing',
    ],
    shows: '"artifacts/journal/wi-1/migration.1.json"',
  },
  {
    name: 'a rollback undoes nothing that was decided before',
    file: 'packages/core/src/state/bindings.ts',
    find: 'if (undone === -1) effective.push(migration);',
    replace: 'if (undone >= -1) effective.push(migration);',
    caughtBy: [
      versions,
      'FR-016: versions take effect at a date, and items go over to them by a plan given a migration that dropped a step, when it is rolled back, then the item is as it was, and both are on record with reasons',
    ],
    shows: '+     "test",',
  },
  {
    name: 'an open step without a place is dropped',
    file: `${decide}/map-steps.ts`,
    find: 'if (homeless.length > 0) return',
    replace: 'if (homeless.length > 99) return',
    caughtBy: [
      versions,
      'edge case: the workflow changes while an item is in flight given an open step that the new version lacks, when the item is migrated, then an explicit mapping is asked for, and with it the work counts on',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'a version is published without reason and impact',
    file: 'packages/app/src/publish.ts',
    find: "const missing = parts.filter((part) => change[part].trim() === '');",
    replace: "const missing = parts.filter((part) => change[part] === ' ');",
    caughtBy: [
      versions,
      'FR-022: edits of workflows and policy are logged given a new version, when it is published without reason or impact, then it is refused and not written',
    ],
    shows: 'The command was carried out.',
  },
];
