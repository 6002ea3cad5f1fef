/** What all actions share: the frame they run in, and how they meet the runner. */
export { readClaimFile, writeClaimFile, type ClaimFile } from './claim-file.ts';
export { download } from './download.ts';
export { writeWhole } from './files.ts';
export { finish, type Finished } from './finish.ts';
export { count, flag, legInputs, lines, readInputs, tokenInput, word } from './inputs.ts';
export type { Kit } from './kit.ts';
export { hasCheckout } from './deps.ts';
export { takeHandedIn, withOutbox } from './outbox.ts';
export { mayPush, mightPush } from './persist.ts';
export { runAction, type Done } from './run-action.ts';
