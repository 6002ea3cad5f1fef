/** Running the machine-checked criteria of a step, and what is said when some of them fail. */
import {
  byCodeUnit,
  refuse,
  requiredOutputs,
  type CheckResult,
  type Criterion,
  type Output,
  type Refused,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';

/** Runs the machine-checked ones of some criteria. */
export async function runChecks(
  { checks }: Pick<Deps, 'checks'>,
  criteria: readonly Criterion[],
): Promise<readonly CheckResult[]> {
  const checkable = criteria.filter(({ check }) => check !== undefined);
  return checkable.length === 0 ? [] : checks.run(checkable);
}

/** What was looked at, and what lies there now. */
export interface Looked {
  readonly checks: readonly CheckResult[];
  readonly outputs: readonly Output[];
  /** Literal paths that were asked for and are not there. */
  readonly missing: readonly string[];
}

/**
 * Runs the checks of a step and hashes its outputs. What was read by a check and is another file by the time it is
 * hashed has not been checked: it fails.
 */
export async function lookAtWork(
  deps: Pick<Deps, 'checks'>,
  {
    exitCriteria,
    outputs,
  }: { readonly exitCriteria: readonly Criterion[]; readonly outputs: readonly string[] },
  evidence: readonly string[] = [],
): Promise<Looked> {
  const required = requiredOutputs(exitCriteria);
  // A command may write what the checks after it read: then a change is no sign of anything.
  const mayChange = exitCriteria.some(({ check }) => check?.type === 'command');
  const read = exitCriteria.flatMap(({ check }) =>
    check !== undefined && 'path' in check && check.type !== 'file_exists' && !mayChange
      ? [check.path]
      : [],
  );
  const before = await hash(deps, read, literal);
  const checks = await runChecks(deps, exitCriteria);
  const others = [...outputs.filter((path) => !required.includes(path)), ...evidence];
  const [named, found] = [await hash(deps, required, literal), await hash(deps, others)];
  const after = await hash(deps, read, literal);
  const [then, now] = [digests(before.outputs), digests(after.outputs)];
  const other = read.filter((path) => then.get(path) !== now.get(path));
  const results = other.reduce(
    (so, path) => failAt(so, exitCriteria, path, `${path} was changed while it was checked`),
    checks,
  );
  // What was there when it was looked for and can't be hashed can't be vouched for.
  const hashed = digests(named.outputs);
  const lost = required.filter((path) => !hashed.has(path));
  const all = new Map([...named.outputs, ...found.outputs].map((it) => [it.path, it]));
  return {
    checks: lost.reduce((so, path) => failAt(so, exitCriteria, path), results),
    outputs: [...all.values()].sort((one, other) => byCodeUnit(one.path, other.path)),
    missing: [...named.missing, ...found.missing],
  };
}

const literal = { literal: true };

const hash = ({ checks }: Pick<Deps, 'checks'>, paths: readonly string[], how?: object) =>
  paths.length === 0
    ? Promise.resolve({ outputs: [], missing: [] })
    : checks.digest([...new Set(paths)], how);

const digests = (outputs: readonly Output[]): ReadonlyMap<string, string> =>
  new Map(outputs.map(({ path, sha256 }) => [path, sha256]));

/** Fails what passed on a path. */
function failAt(
  results: readonly CheckResult[],
  criteria: readonly Criterion[],
  path: string,
  detail = `${path} could not be hashed`,
): readonly CheckResult[] {
  const ids = new Set(
    criteria.flatMap(({ id, check }) =>
      check && 'path' in check && check.path === path ? [id] : [],
    ),
  );
  return results.map((it) => (ids.has(it.id) && it.ok ? { ...it, ok: false, detail } : it));
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
