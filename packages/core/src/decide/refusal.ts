/** Refusals: a stable code, what happened, what to do next, and the exit code it stands for (semantics §7). */

/** Exit codes of the command line; 1 is left for bugs. */
export const exits = { usage: 2, lost: 3, rules: 4, damaged: 5, later: 6 } as const;

/** Every code by which a command is refused, and its exit code. */
export const refusalCodes = {
  'invalid-input': exits.usage,
  'invalid-definition': exits.usage,
  'invalid-policy': exits.usage,
  'unknown-item': exits.usage,
  'unknown-workflow': exits.usage,
  'unknown-step': exits.usage,
  'unknown-gate': exits.usage,
  'unknown-attempt': exits.usage,
  'reason-missing': exits.usage,
  'return-to-missing': exits.usage,
  'return-not-behind': exits.usage,
  'file-missing': exits.usage,
  'unknown-blocker': exits.usage,
  'unknown-record': exits.usage,
  'target-missing': exits.usage,
  'mapping-invalid': exits.usage,
  'change-missing': exits.usage,
  'not-correctable': exits.usage,
  'secret-found': exits.usage,
  'unknown-run': exits.usage,
  'invalid-contract': exits.usage,
  'already-claimed': exits.lost,
  'not-owner': exits.lost,
  'gate-moved': exits.lost,
  'already-requeued': exits.lost,
  'already-rejected': exits.lost,
  'version-moved': exits.lost,
  'item-exists': exits.rules,
  'wrong-store': exits.rules,
  'not-effective': exits.rules,
  'step-not-launchable': exits.rules,
  'step-completed': exits.rules,
  'executor-busy': exits.rules,
  'attempt-not-claimed': exits.rules,
  'attempt-closed': exits.rules,
  'attempt-id-taken': exits.rules,
  'entry-criteria': exits.rules,
  'exit-criteria': exits.rules,
  'gate-not-pending': exits.rules,
  'gate-approved': exits.rules,
  'not-an-approver': exits.rules,
  'self-approval': exits.rules,
  'already-integrated': exits.rules,
  'not-integrated': exits.rules,
  'nothing-to-integrate': exits.rules,
  'not-in-base': exits.rules,
  'no-repository': exits.rules,
  'requeue-not-needed': exits.rules,
  'step-failed': exits.rules,
  'item-ended': exits.rules,
  'blocker-exists': exits.rules,
  'blocker-resolved': exits.rules,
  'already-owner': exits.rules,
  'already-migrated': exits.rules,
  'mapping-missing': exits.rules,
  'nothing-to-undo': exits.rules,
  'version-exists': exits.rules,
  'gate-not-started': exits.rules,
  'gates-not-passed': exits.rules,
  'item-damaged': exits.damaged,
  'definition-changed': exits.damaged,
  'contract-changed': exits.damaged,
  'history-rewritten': exits.damaged,
  'outcome-unknown': exits.later,
  contended: exits.later,
  'storage-failed': exits.later,
} as const;
export type RefusalCode = keyof typeof refusalCodes;

export interface Refusal {
  readonly code: RefusalCode;
  /** What happened, in one sentence. */
  readonly message: string;
  /** What to do next, in one sentence. */
  readonly hint: string;
  /** Who holds what was wanted. */
  readonly holder?: string;
  /** Everything else that a program may want to read: failed checks, problems of a file. */
  readonly details?: readonly object[];
}

export const exitOf = ({ code }: Refusal): number => refusalCodes[code];

export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

/** A refusal as a result. */
export function refuse(
  code: RefusalCode,
  message: string,
  hint: string,
  more: Pick<Refusal, 'holder' | 'details'> = {},
): Refused {
  return { ok: false, refusal: { code, message, hint, ...more } };
}
