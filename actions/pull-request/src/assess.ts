/** What a pull request would do to the items in flight, where it changes definitions or the policy. */
import { impact, type ImpactView, type Side } from '@orchestrator/app';
import { StorageError, type DefinitionProblem } from '@orchestrator/core';
import type { Kit } from '@orchestrator/action-kit';
import type { Pull } from '@orchestrator/github';
import { openAtRef } from '@orchestrator/stores';
import { openHistory, openSnapshots, type Snapshots } from './commits.ts';

export type Assessed =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'impact'; readonly view: ImpactView }
  /** The policy that it brings, or the one that it starts from, can't be read. */
  | { readonly kind: 'invalid'; readonly side: string; readonly problem: DefinitionProblem }
  /** It could not be found out now. */
  | { readonly kind: 'unknown' };

/** Compares what the pull request starts from with what it brings; nothing of it is checked out or executed. */
export async function assess(kit: Kit, pull: Pull): Promise<Assessed> {
  try {
    const snapshots = await openSnapshots(kit);
    const sides = await changedSides(kit, snapshots, pull);
    if (sides === undefined) return { kind: 'unchanged' };
    await snapshots.bringRules([sides.from, sides.to]);
    const from = await sideAt(snapshots, sides.from, pull.baseRef);
    const to = await sideAt(snapshots, sides.to, pull.headRef);
    if ('kind' in from) return from;
    if ('kind' in to) return to;
    return { kind: 'impact', view: await impact(kit.deps, from, to) };
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    kit.log.warning(`${error.message}\n${error.hint}`, 'Impact not known');
    return { kind: 'unknown' };
  }
}

/** From where it left the base branch: what others have changed there since is not its doing. */
async function changedSides(
  kit: Kit,
  { bring, rulesOf }: Snapshots,
  { baseRef, headSha }: Pull,
): Promise<{ readonly from: string; readonly to: string } | undefined> {
  const base = await bring(`refs/heads/${baseRef}`);
  const to = await bring(headSha);
  const rules = await rulesOf(to);
  if ((await rulesOf(base)) === rules) return undefined;
  const history = await openHistory(kit);
  const left = (await history.mergeBase(base, to)) ?? base;
  const from = left === base ? base : await bring(left);
  return (await rulesOf(from)) === rules ? undefined : { from, to };
}

async function sideAt(
  { folder }: Snapshots,
  commit: string,
  name: string,
): Promise<Side | Extract<Assessed, { kind: 'invalid' | 'unknown' }>> {
  const found = await openAtRef(folder, commit);
  if (found === undefined) return { kind: 'unknown' };
  const { definitions, policy } = found;
  if (policy.ok) return { name, commit, definitions, inForce: policy.inForce };
  const [problem] = policy.problems;
  return problem === undefined ? { kind: 'unknown' } : { kind: 'invalid', side: name, problem };
}
