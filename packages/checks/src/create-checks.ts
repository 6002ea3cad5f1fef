import type { CheckResult, Checks, Criterion } from '@orchestrator/core';
import { digestFiles } from './digest-files.ts';
import { realRoot } from './files/locate.ts';
import { runCheck, type Setting } from './run-check.ts';

export interface ChecksOptions {
  /** The checkout: every path is relative to it, and nothing outside of it is opened. */
  readonly root: string;
  /**
   * Whether the `command` checks of contracts may run; not by default, since a contract is data. Those
   * of a workflow always may: the digest of its definition pins what runs.
   */
  readonly allowContractCommands?: boolean;
}

/** Runs criteria and hashes files in the checkout at `root`. */
export function createChecks({ root, allowContractCommands = false }: ChecksOptions): Checks {
  return {
    run: (criteria) =>
      runAll({ root: realRoot(root), allowContractCommands, folders: new Map() }, criteria),
    digest: (patterns) => digestFiles(realRoot(root), patterns),
  };
}

/** One after the other: a command may write what the next check reads. */
async function runAll(
  setting: Setting,
  criteria: readonly Criterion[],
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { id, check, isOfContract = false } of criteria) {
    if (check === undefined) continue;
    results.push({ id, ...(await runCheck(setting, check, isOfContract)) });
  }
  return results;
}
