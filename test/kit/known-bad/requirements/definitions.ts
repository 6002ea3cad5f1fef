/** Rules of definitions and of what an item is bound to, switched off. */
import type { BrokenRule } from '../rules.ts';

const scenarios = 'packages/app/test/scenarios.test.ts';
const definitions = 'packages/app/test/requirements/definitions.test.ts';

export const definitionRules: readonly BrokenRule[] = [
  {
    name: 'the definition of done is not attested',
    file: 'packages/core/src/decide/end-attempt.ts',
    find: "return step.definitionOfDone === '' ? plain : [...plain, 'definition-of-done'];",
    replace: 'return plain;',
    caughtBy: [
      definitions,
      'FR-001: reusable workflows with ordered steps given entry and exit criteria and a definition of done, when the step is done, then each was checked or vouched for',
    ],
    shows: '-     "definition-of-done",',
  },
  {
    name: 'exit criteria are not enforced',
    file: 'packages/app/src/complete.ts',
    find: 'if (failed !== undefined) return failed;',
    replace: '',
    caughtBy: [
      scenarios,
      'scenario 1: steps run in ascending order unless marked parallelizable an exit criterion that fails keeps the attempt open, and names every failure',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'two steps may have one key',
    file: 'packages/core/src/model/check-workflow.ts',
    find: "...duplicates(workflow.steps, 'steps', 'step'),",
    replace: '',
    caughtBy: [
      definitions,
      'FR-001: reusable workflows with ordered steps given two steps with one key, when the definition is read, then it is refused and says which',
    ],
    shows: '+   "ok": true,',
  },
  {
    name: 'an item may be registered again, to another version',
    file: 'packages/core/src/decide/register.ts',
    find: 'if (facts(existing.record) === facts(wanted)) return',
    replace: "if (facts(wanted) !== '') return",
    caughtBy: [
      definitions,
      'FR-002: an item is bound to one active workflow given a registered item, when it is registered to another version, then it is refused and stays where it is',
    ],
    shows: 'The command was carried out.',
  },
  {
    name: 'what runs has nothing left to verify',
    file: 'packages/core/src/views/status.ts',
    find: '(running.length > 0 ? running : ready)',
    replace: '(running.length > 0 ? [] : ready)',
    caughtBy: [
      definitions,
      'FR-002: an item is bound to one active workflow given a claimed step, when the status is asked for, then it shows the current step, the next one and what remains',
    ],
    shows: '-     "definition-of-done",',
  },
];
