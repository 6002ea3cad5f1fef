/** Running the machine-checked criteria of a step, and what is said when some of them fail. */
import { refuse, type CheckResult, type Criterion, type Refused } from '@orchestrator/core';
import type { Deps } from './deps.ts';

/** Runs the machine-checked ones of some criteria. */
export async function runChecks(
  { checks }: Pick<Deps, 'checks'>,
  criteria: readonly Criterion[],
): Promise<readonly CheckResult[]> {
  const checkable = criteria.filter(({ check }) => check !== undefined);
  return checkable.length === 0 ? [] : checks.run(checkable);
}

/** All criteria that failed, in one refusal; nothing when all passed. */
export function refuseFailed(
  code: 'entry-criteria' | 'exit-criteria',
  step: string,
  criteria: readonly Criterion[],
  results: readonly CheckResult[],
): Refused | undefined {
  const failed = results.filter(({ ok }) => !ok);
  if (failed.length === 0) return undefined;
  const texts = new Map(criteria.map(({ id, text }) => [id, text]));
  const list = failed
    .map(({ id, detail }) => `${id}: ${texts.get(id) ?? id} (${detail})`)
    .join('; ');
  const doing = code === 'entry-criteria' ? 'start' : 'be completed';
  return refuse(
    code,
    `${step} can't ${doing}: ${failed.length} of ${results.length} checks fail. ${list}`,
    'Mend what the checks name and run the same command again; nothing was recorded.',
    { details: failed },
  );
}
