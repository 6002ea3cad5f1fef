/** What all actions share: the frame they run in, and how they meet the runner. */
export { readClaimFile, type ClaimFile } from './claim-file.ts';
export { claimInputs } from './claim-inputs.ts';
export { download } from './download.ts';
export { endAttempt, endOpen } from './end-attempt.ts';
export { writeWhole } from './files.ts';
export { count, flag, legInputs, lines, readInputs, tokenInput, word } from './inputs.ts';
export { branchOf, itemsOfPull, type PullPlace } from './items-of-pull.ts';
export type { Kit } from './kit.ts';
export { hasCheckout } from './deps.ts';
export { refOf } from './packet.ts';
export { looksOn } from './observe.ts';
export { runAction, type Done } from './run-action.ts';
export { filesAt, showStatus, statusSticky, tellKept, type Shown } from './show-status.ts';
export { runWithoutStore, type JobKit } from './run-without-store.ts';
export { isSkipped, takeAttempt } from './take-attempt.ts';
