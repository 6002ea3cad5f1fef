/** Looking at what an attempt made: the checks of its step, and the sha256 of every output that is there. */
import {
  gateNameOf,
  type CheckResult,
  type Outcome,
  type Output,
  type Step,
} from '@orchestrator/core';
import { lookAtWork } from '../criteria.ts';
import type { Deps } from '../deps.ts';

export interface Evidence {
  readonly status: Extract<Outcome, 'completed' | 'failed'>;
  /** In one sentence, or what somebody said. */
  readonly outcome: string;
  readonly checks: readonly CheckResult[];
  readonly outputs: readonly Output[];
}

/** @param failedBecause somebody says that it failed: nothing is checked then */
export async function lookAtOutputs(
  deps: Deps,
  step: Step,
  failedBecause: string | undefined,
): Promise<Evidence> {
  // Of what nobody checks, the hashes are kept all the same.
  const looked = failedBecause === undefined ? step : { ...step, exitCriteria: [] };
  const { checks, outputs } = await lookAtWork(deps, looked);
  const failed = checks.filter(({ ok }) => !ok);
  if (failedBecause === undefined && failed.length === 0) {
    const outcome = `${gateNameOf(step)} passes: ${checks.length} checks, ${outputs.length} outputs`;
    return { status: 'completed', outcome, checks, outputs };
  }
  return { status: 'failed', outcome: failedBecause ?? inWords(failed, checks), checks, outputs };
}

/** A text of a record has at most 4,000 characters; every result is in the record itself. */
const longest = 2000;

function inWords(failed: readonly CheckResult[], checks: readonly CheckResult[]): string {
  // Several checks of one file that is missing say the same.
  const details = [...new Set(failed.map(({ detail }) => detail))].join('; ');
  const text = `${failed.length} of ${checks.length} checks fail: ${details}`;
  return text.length <= longest ? text : `${text.slice(0, longest - 1).toWellFormed()}…`;
}
