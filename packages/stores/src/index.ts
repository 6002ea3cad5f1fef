/** Where records, definitions and policy lie: in memory, or in a checkout. */
export { createDefinitions, readDefinitionFile } from './definition-files.ts';
export { createGitStore, type GitStore, type GitStoreOptions } from './git/git-store.ts';
export { createMemoryStore, type MemoryStore } from './memory.ts';
export { policyFile, readPolicyFile, type PolicyFile } from './policy-file.ts';
export { createRepository } from './repository.ts';
export { systemClock, systemIds, type FixedForTests } from './system.ts';
export { sha256 } from './hash.ts';
export { createNonces } from './worktree/nonces.ts';
export { createWorktreeStore } from './worktree/worktree-store.ts';
export { gitTop } from './worktree/scratch.ts';
