/** What each refusal means and what to do, for `docs/refusals.md`. A code without a row here does not compile. */
import type { RefusalCode } from '../../../core/src/decide/refusal.ts';

interface Meaning {
  readonly means: string;
  readonly remedy: string;
  /** Who gives it, where showing it with every command would show nothing more. */
  readonly givenBy?: string;
}

export const meanings: Readonly<Record<RefusalCode, Meaning>> = {
  'secret-found': {
    means:
      'What was to be recorded has the form of a well-known credential; a history can not be unwritten.',
    remedy: 'Leave it out; revoke it if it was shown to anybody.',
  },
  'unknown-run': {
    means: 'There is no run of that name.',
    remedy: 'Correct the name (`orchestrator run list`), or start a run.',
  },
  'invalid-contract': {
    means:
      'A contract that a step names is not there, does not follow its schema, or names what the item has no value for.',
    remedy: 'Correct the file and line that are named; `orchestrator validate` shows all problems.',
  },
  'gate-not-started': {
    means: 'Nobody has begun an attempt at this gate of the run, so there is none to end.',
    remedy: 'Start it with `gate start`.',
  },
  'gates-not-passed': {
    means: 'The run was to be ended, and its gates do not say what it was to be ended as.',
    remedy: 'Finish the gates that are named, or say FAILED or CANCELED.',
  },
  'contract-changed': {
    means:
      'The file of a contract is not what the item or run was bound to. Which of the two counts is not guessed.',
    remedy:
      'Restore the file; or bind the item to the changed one with `migrate` to the version that it is under, and begin a new attempt.',
  },
  'invalid-input': {
    means: 'An option is unknown, missing or badly written, or two options contradict each other.',
    remedy: 'Correct the option that is named; `--help` on the command shows all of them.',
  },
  'invalid-definition': {
    means: 'The workflow that is needed does not follow its schema, or could never be finished.',
    remedy: 'Correct the line that is named; `orchestrator validate` shows every problem at once.',
  },
  'invalid-policy': {
    means:
      '`orchestrator.yml` does not follow its schema; nothing is done under rules that are not understood.',
    remedy: 'Correct the line that is named; `orchestrator validate` shows every problem at once.',
  },
  'unknown-item': {
    means: 'There is no work item of that name in the store that `orchestrator.yml` names.',
    remedy: 'Correct the name (`orchestrator list`), or register the item.',
  },
  'unknown-workflow': {
    means: 'There is no definition with that id and version.',
    remedy: 'Name one that there is, or write the definition.',
  },
  'unknown-step': {
    means: "The item's workflow has no step of that name.",
    remedy: 'Name a step of the workflow; `orchestrator explain` lists them.',
  },
  'unknown-gate': {
    means: "The item's workflow has no gate of that name.",
    remedy: 'Name a gate of the workflow; `orchestrator status` lists them.',
  },
  'unknown-attempt': {
    means: 'No claimed attempt of the step has that label, slot or number.',
    remedy: 'Name one of the attempts that are listed, or leave `--attempt` out.',
  },
  'unknown-blocker': {
    means: 'The item has no blocker of that name.',
    remedy: 'Name one that `orchestrator status` lists.',
  },
  'unknown-record': {
    means: 'The item has no record with that id or path, or more than one id begins like that.',
    remedy: 'Copy the id from `orchestrator history`.',
  },
  'reason-missing': {
    means: 'A decision that others must live with needs a reason.',
    remedy: 'Say why: `--reason "…"`.',
  },
  'return-to-missing': {
    means: 'Neither the command nor the gate says which step a rejection goes back to.',
    remedy: 'Name one of the steps that are listed: `--return-to STEP`.',
  },
  'return-not-behind': {
    means: 'The step to go back to is none that the work at the gate was built on.',
    remedy: 'Name one of the steps that are listed: `--return-to STEP`.',
  },
  'file-missing': {
    means: 'A file or folder that the command names is not there.',
    remedy: 'Name one that is, relative to the root.',
  },
  'target-missing': {
    means: 'To merge or link an item, the other one must be named, and it must exist.',
    remedy: 'Name it: `--target ITEM`.',
  },
  'mapping-invalid': {
    means:
      'A mapping names a step that a version does not have, or sends two steps to the same one.',
    remedy: 'Correct `--map OLD=NEW`; with `--dry-run` nothing is written.',
  },
  'change-missing': {
    means:
      'A new version does not say who changed the workflow, why, or what that means for its users.',
    remedy: 'Add `change` to the definition, or the options that are named.',
  },
  'not-correctable': {
    means: 'The field decides something, is not in the record, or would not be valid like that.',
    remedy: 'Correct a field that is listed; what a record decides is changed by a new decision.',
  },
  'already-claimed': {
    means: 'Somebody else has taken the step and not ended it.',
    remedy: 'Take another step; if the holder is known to be dead, `abandon` its attempt.',
  },
  'not-owner': {
    means: 'The attempt is another executor’s, or was claimed elsewhere under the same name.',
    remedy: 'Let its holder end it; if the holder is known to be dead, `abandon` it.',
  },
  'gate-moved': {
    means: 'What you were shown at the gate is not what stands there now.',
    remedy: 'Look again, and decide on the present state.',
  },
  'already-requeued': {
    means: 'Somebody else has requeued the step.',
    remedy: 'Claim it.',
  },
  'already-rejected': {
    means: 'Somebody else has rejected the state that you were shown.',
    remedy: 'Read their reason; the gate is reached again when the work is done again.',
  },
  'version-moved': {
    means: 'The item was migrated since you looked at it.',
    remedy: 'Look at it again, and decide under its present version.',
  },
  'item-exists': {
    means: 'The item is registered already, with other facts.',
    remedy: 'Choose another id, or go on with the item that there is.',
  },
  'wrong-store': {
    means: 'The item has its records in another store than the one that `orchestrator.yml` names.',
    remedy: 'Name the store that has them; an item lives in exactly one.',
  },
  'not-effective': {
    means: 'The version is not in effect yet, or not any more.',
    remedy: 'Name a version that is in effect.',
  },
  'step-not-launchable': {
    means: 'The step may not start yet: every reason is named.',
    remedy: 'Do what it waits for; `orchestrator explain --step` shows every rule.',
  },
  'step-completed': {
    means: 'The step is done.',
    remedy: 'Go on with `orchestrator next`; to have it done again, reject it at a gate.',
  },
  'executor-busy': {
    means: 'The executor has an open attempt of this item; it does one thing at a time.',
    remedy: 'Complete that one first, or claim under another name: `--executor NAME`.',
  },
  'attempt-not-claimed': {
    means: 'Nobody has claimed the step, so there is no attempt to end.',
    remedy: 'Claim it first.',
  },
  'attempt-closed': {
    means: 'The attempt has ended with another outcome; what was recorded first stays.',
    remedy: 'To have the step done again: `retry` after a failure, else reject it at a gate.',
  },
  'attempt-id-taken': {
    means: 'Another attempt of the item has that label.',
    remedy: 'Choose another label, or leave `--attempt` out.',
  },
  'entry-criteria': {
    means: 'Checks on the way into the step fail; all of them are listed.',
    remedy: 'Mend what they name and claim again; nothing was recorded.',
  },
  'exit-criteria': {
    means: 'Checks on the way out of the step fail; all of them are listed.',
    remedy: 'Mend what they name and complete again; the attempt is still yours.',
  },
  'gate-not-pending': {
    means: 'The work that the gate covers is not all done.',
    remedy: 'Do what is missing; `orchestrator status` names it.',
  },
  'gate-approved': {
    means: 'Enough others have approved; a further vote would count for nothing.',
    remedy: 'Go on with `orchestrator next`.',
  },
  'not-an-approver': {
    means: 'The gate is for other people or roles.',
    remedy: 'Ask one of those named; who holds a role is written in `orchestrator.yml`.',
  },
  'self-approval': {
    means: 'Nobody approves what they did themselves.',
    remedy: 'Ask somebody else, or allow it in a new version: `preventSelfApproval: false`.',
  },
  'already-integrated': {
    means: 'The rejection would undo work that is in the base branch.',
    remedy: '`revert` it first, with a reason; then reject it.',
  },
  'not-integrated': {
    means: 'There is nothing to revert: the step is not integrated.',
    remedy: 'Reject it at a gate.',
  },
  'nothing-to-integrate': {
    means: 'No step is done that is not integrated already.',
    remedy: 'Do a step first; `orchestrator status` names the next ones.',
  },
  'not-in-base': {
    means: 'The commit is not in the base branch, or that branch does not exist here.',
    remedy: 'Merge it, or correct `base:` in `orchestrator.yml`.',
  },
  'no-repository': {
    means: 'The command needs a git repository with commits.',
    remedy: 'Run `git init` and commit, or leave the option out.',
  },
  'requeue-not-needed': {
    means:
      'The last attempt of the step did not fail, or its own retry policy covers the next one.',
    remedy: 'Claim it, if it is ready.',
  },
  'step-failed': {
    means: "A step's own command failed, and the pool stopped.",
    remedy: 'Mend what its output names, then `retry` the step.',
  },
  'item-ended': {
    means: 'The item was merged into another one, or closed.',
    remedy: 'Go on with the other item, or let this one proceed after all.',
  },
  'blocker-exists': {
    means: 'Another blocker of the item has that id, or had it; ids are never reused.',
    remedy: 'Choose another id, or leave `--blocker` out.',
  },
  'blocker-resolved': {
    means: 'The blocker is resolved already.',
    remedy: 'See what is still in the way: `orchestrator status`.',
  },
  'already-owner': {
    means: 'That person answers for the item or the step already.',
    remedy: 'Name somebody else.',
  },
  'already-migrated': {
    means: 'The item is under that version already.',
    remedy: 'Name another version; `orchestrator changelog` lists them.',
  },
  'mapping-missing': {
    means: 'The new version lacks a step that is open.',
    remedy: 'Say where it goes on: `--map OLD=NEW`, or `--map OLD=` to drop it.',
  },
  'nothing-to-undo': {
    means: 'No migration of the item is in effect.',
    remedy: 'Migrate to another version instead.',
  },
  'version-exists': {
    means: 'There is a definition of that version already, with other contents.',
    remedy: 'Give the new one a higher version.',
  },
  'item-damaged': {
    means:
      'A record of the item is changed, missing or misplaced; the item is read-only until that is mended.',
    remedy: 'Restore the file that is named; `orchestrator verify` names every one.',
  },
  'definition-changed': {
    means:
      'The definition is not the one that the item was registered with; a version in use is frozen.',
    remedy: 'Restore the file, and put the change into a new version.',
  },
  'history-rewritten': {
    means: 'The branch of the records does not contain what this clone saw there before.',
    remedy: 'Push what was there again; or remove the clone that is named, if it was meant.',
    givenBy: 'every command, with the store on a branch',
  },
  'outcome-unknown': {
    means: 'The answer to a write was lost, so nobody knows yet whether it was stored.',
    remedy: 'Run the same command again: it finds out, and does no harm.',
    givenBy: 'every command that writes, with the store on a branch',
  },
  contended: {
    means: 'Others wrote to the item all the time; nothing was stored.',
    remedy: 'Run the same command again.',
    givenBy: 'every command that writes',
  },
  'storage-failed': {
    means: 'The disk, the network, the permissions or git are not what the store needs.',
    remedy: 'Mend what is named, and run the same command again.',
    givenBy: 'every command that reads or writes records',
  },
};
