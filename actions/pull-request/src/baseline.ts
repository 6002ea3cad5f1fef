/** What was merged is integrated: its attempts can't be sent back any more, until somebody reverts that. */
import { integrate } from '@orchestrator/app';
import type { Kit } from '@orchestrator/action-kit';
import type { Pull } from '@orchestrator/github';
import { createRepository } from '@orchestrator/stores';
import { openHistory } from './commits.ts';
import { baseOf } from './find-pull.ts';

/** Records the merge for every item; one that refuses is told of, and the others go on. @returns those that have it */
export async function integrateAll(
  kit: Kit,
  { number, baseRef, mergeCommit: commit }: Pull,
  items: readonly string[],
): Promise<readonly string[]> {
  const { deps, actor, log } = kit;
  const base = baseOf(kit);
  if (items.length === 0) return [];
  if (baseRef !== base || commit === undefined) {
    log.notice(
      `#${number} was merged into ${baseRef}, not into the base branch ${base}: that integrates nothing.`,
    );
    return [];
  }
  const history = await openHistory(kit);
  await history.bringBranch(base, commit);
  const world = { ...deps, repository: createRepository(history.folder) };
  const outcome = `Merged #${number} into ${base} at ${commit.slice(0, 12)}`;
  const integrated: string[] = [];
  for (const item of items) {
    const done = await integrate(world, { item, actor, commit, outcome });
    if (done.ok) integrated.push(item);
    else log.notice(`${item}: ${done.refusal.message}\n${done.refusal.hint}`, done.refusal.code);
  }
  if (integrated.length > 0)
    log.info(`Integrated at ${commit.slice(0, 12)}: ${integrated.join(', ')}.`);
  return integrated;
}
