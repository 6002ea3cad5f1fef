import type { CheckResult, Checks, Criterion } from '@orchestrator/core';
import { digestFiles } from './digest-files.ts';
import { runCheck, type Setting } from './run-check.ts';

export interface ChecksOptions {
  /** The checkout: every path is relative to it, and nothing outside of it is opened. */
  readonly root: string;
  /** Whether `command` checks may run; yes by default, since the digest of the definition pins what runs. */
  readonly allowCommands?: boolean;
}

/** Runs criteria and hashes files in the checkout at `root`. */
export function createChecks({ root, allowCommands = true }: ChecksOptions): Checks {
  const setting: Setting = { root, allowCommands };
  return {
    run: (criteria) => runAll(setting, criteria),
    digest: (patterns) => digestFiles(root, patterns),
  };
}

/** One after the other: a command may write what the next check reads. */
async function runAll(
  setting: Setting,
  criteria: readonly Criterion[],
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { id, check } of criteria) {
    if (check !== undefined) results.push({ id, ...(await runCheck(setting, check)) });
  }
  return results;
}
