/** `orchestrator.yml` at the root. */
import * as path from 'node:path';
import {
  defaultPolicy,
  readPolicy,
  type DefinitionProblem,
  type PolicyInForce,
} from '@orchestrator/core';
import { withLines } from './definition-files.ts';
import { readYamlFile } from './yaml-cache.ts';
import { readIfThere } from './worktree/files.ts';

export const policyFile = 'orchestrator.yml';

export type PolicyFile =
  | { readonly ok: true; readonly inForce: PolicyInForce }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/** The policy at a root, and the digest of its bytes; the default one when there is no file. */
export async function readPolicyFile(root: string): Promise<PolicyFile> {
  const text = readIfThere(path.join(root, policyFile));
  if (text === undefined) return { ok: true, inForce: { policy: defaultPolicy } };
  const document = await readYamlFile(root, text);
  if (document.problems.length > 0) {
    return { ok: false, problems: document.problems.map((it) => ({ ...it, path: policyFile })) };
  }
  const read = readPolicy(document.value);
  if (read.ok) return { ok: true, inForce: { policy: read.policy, digest: document.digest } };
  return { ok: false, problems: await withLines(read.problems, policyFile, document) };
}
