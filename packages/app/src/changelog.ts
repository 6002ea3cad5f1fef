/** The change log of workflows and policy: a view; nothing is written. */
import {
  changelogEntries,
  nearest,
  refuse,
  type ChangelogEntry,
  type EditLog,
  type Refused,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';

export interface ChangelogView {
  readonly schema: 'orchestrator.changelog/1';
  /** Is there a repository that tells commits? */
  readonly repository: boolean;
  /** Does its history reach back to the beginning? */
  readonly complete: boolean;
  /** The newest first. */
  readonly entries: readonly ChangelogEntry[];
}

/**
 * @param log what git tells; absent outside git
 * @param workflow entries of this workflow alone, and none of the policy
 */
export async function changelog(
  { definitions }: Pick<Deps, 'definitions'>,
  log: EditLog | undefined,
  workflow?: string,
): Promise<{ readonly ok: true; readonly view: ChangelogView } | Refused> {
  const versions = [];
  for (const { id, version } of await definitions.list()) {
    const found = await definitions.read(id, version);
    if (found !== undefined) versions.push({ id, version, found });
  }
  const all = changelogEntries(versions, log);
  const entries = all.filter((it) => workflow === undefined || idOf(it) === workflow);
  if (workflow !== undefined && entries.length === 0) {
    const guess = nearest(
      workflow,
      all.flatMap((it) => idOf(it) ?? []),
    );
    return refuse(
      'unknown-workflow',
      `There is no workflow ${workflow}, and git tells of none.`,
      guess === undefined ? 'See all of them: orchestrator changelog' : `Did you mean ${guess}?`,
    );
  }
  return {
    ok: true,
    view: {
      schema: 'orchestrator.changelog/1',
      repository: log !== undefined,
      complete: log?.complete ?? false,
      entries,
    },
  };
}

const idOf = (entry: ChangelogEntry): string | undefined =>
  entry.kind === 'policy' ? undefined : entry.workflow.id;
