/** `orchestrator.yml` for what was found around the folder. */
import type { Surroundings } from './surroundings.ts';

/** @returns its text: the records on a branch of the remote where there is one, else in the checkout */
export function policyText({ remote, base, person }: Surroundings): string {
  const place = remote === undefined || remote.name === 'origin' ? '' : `, remote: ${remote.name}`;
  return `${remote === undefined ? inCheckout : onBranch}
store: { kind: ${remote === undefined ? 'worktree' : `git${place}`} }

# What integration means: reaching this branch. Without this line: the default branch.
${base === undefined ? '# base: main' : `base: ${base}`}

# Who holds a role; gates ask for roles by name.
# roles: { quality: [${person ?? 'alice'}] }
`;
}

const onBranch =
  '# Records live on the branch orchestrator of the remote, which is made on first use.';
const inCheckout = `# Records live in this checkout, for you to commit. For the workflows in .github: { kind: git }, as soon as there is a
# remote; finish first what is under way, for a work item stays where it was begun.`;
