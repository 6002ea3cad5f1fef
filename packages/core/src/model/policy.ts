/** `orchestrator.yml` at the root: where items live, what the base branch is, who holds which role. */
import * as z from 'zod/mini';
import { personSchema, roleSchema, textSchema } from './ids.ts';
import { issueProblems } from './issues.ts';
import type { WorkflowProblem } from './problem.ts';

const refName = z
  .string('a branch name')
  .check(
    z.regex(
      /^(?!HEAD$)(?!.*\.\.)(?!.{201})[A-Za-z0-9_][A-Za-z0-9._-]*(?<!\.)(?<!\.lock)(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*(?<!\.)(?<!\.lock))*$/,
      'a branch name of letters, digits, ., _, / and -',
    ),
  );

const storeSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('worktree'),
      commit: z._default(z.boolean('true or false'), false),
    }),
    z.strictObject({
      kind: z.literal('git'),
      branch: z._default(refName, 'orchestrator'),
      /** A remote's name, a URL or a path; absent: `origin`, else the repository itself. */
      remote: z.optional(textSchema.check(z.minLength(1, 'a remote, a URL or a path'))),
    }),
  ],
  'a mapping, such as {kind: git}',
);

export const policySchema = z.strictObject({
  store: z._default(storeSchema, { kind: 'worktree', commit: false }),
  base: z.optional(refName),
  roles: z._default(z.record(roleSchema, z.array(personSchema)), {}),
  /** May the `command` validations of contracts run? A contract is data; a workflow's own commands always may. */
  contracts: z.optional(z.strictObject({ commands: z.boolean('true or false') })),
});
export type Policy = z.infer<typeof policySchema>;

export const defaultPolicy: Policy = { store: { kind: 'worktree', commit: false }, roles: {} };

export type ReadPolicy =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly WorkflowProblem[] };

/** Validates what `orchestrator.yml` holds. An empty file is the default policy. */
export function readPolicy(document: unknown): ReadPolicy {
  if (document === null || document === undefined) return { ok: true, policy: defaultPolicy };
  const parsed = z.safeParse(policySchema, document, { reportInput: true });
  if (parsed.success) return { ok: true, policy: parsed.data };
  const known = (at: readonly PropertyKey[]): readonly string[] =>
    at.at(-1) === 'kind'
      ? ['worktree', 'git']
      : at[0] === 'store'
        ? ['kind', 'commit', 'branch', 'remote']
        : at[0] === 'contracts'
          ? ['commands']
          : Object.keys(policySchema.shape);
  return { ok: false, problems: issueProblems(parsed.error.issues, known) };
}
