/** Where records, definitions and policy lie: in memory, or in a checkout. */
export { createDefinitions, readDefinitionFile } from './definition-files.ts';
export { createGitStore, type GitStore, type GitStoreOptions } from './git/git-store.ts';
export { createBranchDefinitions } from './git/branch-definitions.ts';
export { messageFor } from './git/message.ts';
export { fetchDefaultFiles } from './git/default-files.ts';
export { findRemote, type WantedStore } from './git/find-remote.ts';
export { branchWith, createCheckout, isCheckedOut } from './checkout.ts';
export { createMemoryStore, type MemoryStore } from './memory.ts';
export { createOutboxStore } from './outbox.ts';
export { policyFile, readPolicyFile, type PolicyFile } from './policy-file.ts';
export { createRepository } from './repository.ts';
export { systemClock, systemIds, type FixedForTests } from './system.ts';
export { filesBelow, type FoundFile } from './uploads.ts';
export { sha256 } from './hash.ts';
export { createNonces } from './worktree/nonces.ts';
export { createWorktreeStore } from './worktree/worktree-store.ts';
export { gitTop } from './worktree/scratch.ts';
