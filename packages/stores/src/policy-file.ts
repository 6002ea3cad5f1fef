/** `orchestrator.yml` at the root. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  defaultPolicy,
  readPolicy,
  type DefinitionProblem,
  type Policy,
  type PolicyInForce,
} from '@orchestrator/core';
import { withLines } from './definition-files.ts';
import { sha256 } from './hash.ts';
import { readCachedJson, writeCache } from './worktree/cache.ts';
import { readIfThere } from './worktree/files.ts';

export const policyFile = 'orchestrator.yml';

export type PolicyFile =
  | { readonly ok: true; readonly inForce: PolicyInForce }
  | { readonly ok: false; readonly problems: readonly DefinitionProblem[] };

/** The policy at a root, and the digest of its bytes; the default one when there is no file. */
export async function readPolicyFile(root: string): Promise<PolicyFile> {
  const file = path.join(root, policyFile);
  if (fs.statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    const detail = 'A folder lies where the policy should be.';
    return {
      ok: false,
      problems: [{ code: 'unreadable', path: policyFile, line: 1, detail, hint: 'Move it away.' }],
    };
  }
  const text = readIfThere(file);
  if (text === undefined) return { ok: true, inForce: { policy: defaultPolicy } };
  const digest = sha256(text);
  const cached = readCachedJson(root, `${digest}.policy`);
  if (cached !== undefined) return { ok: true, inForce: { policy: cached as Policy, digest } };
  const read = await readPolicyText(text);
  if (read.ok) writeCache(root, `${digest}.policy`, JSON.stringify(read.inForce.policy));
  return read;
}

/** The policy that a text stands for, and the digest of its bytes. */
export async function readPolicyText(text: string): Promise<PolicyFile> {
  const { readYaml } = await import('./yaml-document.ts');
  const { value, problems, lineOf } = readYaml(text);
  if (problems.length > 0) {
    return { ok: false, problems: problems.map((it) => ({ ...it, path: policyFile })) };
  }
  const read = readPolicy(value);
  return read.ok
    ? { ok: true, inForce: { policy: read.policy, digest: sha256(text) } }
    : { ok: false, problems: withLines(read.problems, policyFile, lineOf) };
}
