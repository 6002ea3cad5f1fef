/** `orchestrator.yml` at the root. */
import * as path from 'node:path';
import {
  defaultPolicy,
  readPolicy,
  type DefinitionProblem,
  type PolicyInForce,
} from '@orchestrator/core';
import { sha256 } from './hash.ts';
import { readIfThere } from './worktree/files.ts';

export const policyFile = 'orchestrator.yml';

export type PolicyFile =
  | { readonly ok: true; readonly inForce: PolicyInForce }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/** The policy at a root, and the digest of its bytes; the default one when there is no file. */
export async function readPolicyFile(root: string): Promise<PolicyFile> {
  const text = readIfThere(path.join(root, policyFile));
  if (text === undefined) return { ok: true, inForce: { policy: defaultPolicy } };
  const { readYaml } = await import('./yaml-document.ts');
  const document = readYaml(text);
  if (document.problems.length > 0) {
    return {
      ok: false,
      problems: document.problems.map((problem) => ({ ...problem, path: policyFile })),
    };
  }
  const read = readPolicy(document.value);
  if (read.ok) return { ok: true, inForce: { policy: read.policy, digest: sha256(text) } };
  const problems = read.problems.map(({ at, ...problem }) => ({
    ...problem,
    path: policyFile,
    line: document.lineOf(at),
  }));
  return { ok: false, problems };
}
