/** The log of all edits of workflows and policy: every version that there is, and every commit that git knows (FR-022). */
import { byCodeUnit } from '../bytes/json.ts';
import { root } from '../bytes/slots.ts';
import type { Policy } from '../model/policy.ts';
import type { Workflow } from '../model/workflow.ts';
import type { DefinitionProblem, DefinitionResult } from '../ports.ts';
import {
  compareVersions,
  definitionDifferences,
  policyDifferences,
  versionBefore,
  type DefinitionDifferences,
  type PolicyDifferences,
} from './differences.ts';

/** The entry of a version in the change log. */
export type Change = NonNullable<Workflow['change']>;

/** A commit that changed one file. */
export interface FileEdit {
  readonly commit: string;
  /** When it was committed, RFC 3339. */
  readonly at: string;
  readonly author: string;
  /** The first line of its message. */
  readonly reason: string;
  /** Its `Impact:` trailers. */
  readonly impact?: string;
  /** Relative to the root. */
  readonly path: string;
  readonly change: 'added' | 'edited' | 'removed';
  /** What the policy said, where that is the file; `null`: it was not valid. */
  readonly policy?: { readonly before: Policy | null; readonly after: Policy | null };
}

export interface EditLog {
  /** The newest first. */
  readonly edits: readonly FileEdit[];
  /** Is the history there from its beginning? A shallow clone is cut off. */
  readonly complete: boolean;
}

/** What git tells of an edit. */
export type Told = Omit<FileEdit, 'path' | 'policy'>;

export interface VersionEntry extends Partial<Change>, Partial<Pick<FileEdit, 'commit' | 'at'>> {
  readonly kind: 'version';
  readonly workflow: { readonly id: string; readonly version: string; readonly digest?: string };
  readonly path: string;
  /** Who says what was changed, and why: the definition itself, or the commit that added it. */
  readonly told?: 'definition' | 'commit';
  readonly effectiveFrom?: string;
  readonly effectiveUntil?: string;
  /** The version before it. */
  readonly previous?: string;
  /** Against the version before; absent where one of the two can't be read. */
  readonly differences?: DefinitionDifferences;
  /** Later commits that edited the file itself, the newest first. */
  readonly edits: readonly Told[];
  readonly problems?: readonly DefinitionProblem[];
}

export interface RemovalEntry extends Told {
  readonly kind: 'removal';
  readonly workflow: { readonly id: string; readonly version: string };
  readonly path: string;
}

export interface PolicyEntry extends Told {
  readonly kind: 'policy';
  readonly path: string;
  /** Absent where the policy was not valid before or after. */
  readonly differences?: PolicyDifferences;
}

export type ChangelogEntry = VersionEntry | RemovalEntry | PolicyEntry;

/** A version that there is. */
export interface FoundVersion {
  readonly id: string;
  readonly version: string;
  readonly found: DefinitionResult;
}

/**
 * The newest first; what is not committed yet before everything else.
 * @param log absent outside git
 */
export function changelogEntries(
  versions: readonly FoundVersion[],
  log: EditLog | undefined,
): readonly ChangelogEntry[] {
  const edits = log?.edits ?? [];
  const byPath = new Map<string, readonly FileEdit[]>();
  for (const edit of edits) byPath.set(edit.path, [...(byPath.get(edit.path) ?? []), edit]);
  // Where the history is cut off, what it does not tell is old rather than new.
  const unknown = log?.complete === false ? edits.length : -1;
  const place = new Map(edits.map((edit, index) => [edit, index]));
  const placed = [
    ...versions.map((it) => {
      const { added, entry } = versionEntry(it, versions, byPath.get(it.found.path) ?? []);
      return { entry, place: (added && place.get(added)) ?? unknown };
    }),
    ...[...removals(versions, byPath), ...policies(edits)].map(({ edit, entry }) => ({
      entry,
      place: place.get(edit) ?? unknown,
    })),
  ];
  return placed
    .sort((one, other) => one.place - other.place || byName(one.entry, other.entry))
    .map(({ entry }) => entry);
}

/** Versions before the policy, by id, the highest version first. */
function byName(one: ChangelogEntry, other: ChangelogEntry): number {
  if (one.kind === 'policy' || other.kind === 'policy')
    return Number(one.kind === 'policy') - Number(other.kind === 'policy');
  return (
    byCodeUnit(one.workflow.id, other.workflow.id) ||
    compareVersions(other.workflow.version, one.workflow.version)
  );
}

const toldOf = ({ commit, at, author, reason, impact, change }: FileEdit): Told => ({
  ...{ commit, at, author, reason, change },
  ...(impact !== undefined && { impact }),
});

/** @param edits of its file, the newest first */
function versionEntry(
  { id, version, found }: FoundVersion,
  all: readonly FoundVersion[],
  edits: readonly FileEdit[],
): { readonly added: FileEdit | undefined; readonly entry: VersionEntry } {
  const removed = edits.findIndex(({ change }) => change === 'removed');
  // A file that two branches have added is there since the first of the two.
  const present = removed === -1 ? edits : edits.slice(0, removed);
  const added = present.findLast(({ change }) => change === 'added');
  const later = present.filter(({ change }) => change === 'edited').map(toldOf);
  const git = added && { commit: added.commit, at: added.at };
  const common = { kind: 'version' as const, path: found.path, ...git, edits: later };
  if (!found.ok)
    return { added, entry: { ...common, workflow: { id, version }, problems: found.problems } };
  const { workflow, digest } = found;
  const others = all.filter((other) => other.id === id);
  const previous = versionBefore(
    version,
    others.map((other) => other.version),
  );
  const before = others.find((other) => other.version === previous)?.found;
  const { change, effectiveFrom, effectiveUntil } = workflow;
  const entry: VersionEntry = {
    ...common,
    workflow: { id, version, digest },
    ...(change !== undefined
      ? { told: 'definition' as const, ...change }
      : added && { told: 'commit' as const, ...wordsOf(added) }),
    ...(effectiveFrom !== undefined && { effectiveFrom }),
    ...(effectiveUntil !== undefined && { effectiveUntil }),
    ...(previous !== undefined && { previous }),
    ...(before?.ok !== false && {
      differences: definitionDifferences(before?.workflow, workflow),
    }),
  };
  return { added, entry };
}

const wordsOf = ({ author, reason, impact }: FileEdit) => ({
  author,
  reason,
  ...(impact !== undefined && { impact }),
});

const definitionPath = new RegExp(
  `^${root}/workflows/([a-z0-9-]+)@(\\d+\\.\\d+\\.\\d+)\\.(?:ya?ml|json)$`,
);

/** Versions that were there once. */
function removals(
  versions: readonly FoundVersion[],
  byPath: ReadonlyMap<string, readonly FileEdit[]>,
): readonly { readonly edit: FileEdit; readonly entry: RemovalEntry }[] {
  const there = new Set(versions.map(({ id, version }) => `${id}@${version}`));
  return [...byPath].flatMap(([path, [edit]]) => {
    const [, id = '', version = ''] = definitionPath.exec(path) ?? [];
    if (edit?.change !== 'removed' || id === '' || there.has(`${id}@${version}`)) return [];
    return [{ edit, entry: { kind: 'removal', workflow: { id, version }, path, ...toldOf(edit) } }];
  });
}

const policies = (
  edits: readonly FileEdit[],
): readonly { readonly edit: FileEdit; readonly entry: PolicyEntry }[] =>
  edits.flatMap((edit) => {
    const { policy, path } = edit;
    if (policy === undefined) return [];
    const { before, after } = policy;
    const differences = before && after && policyDifferences(before, after);
    const entry = {
      kind: 'policy' as const,
      path,
      ...toldOf(edit),
      ...(differences && { differences }),
    };
    return [{ edit, entry }];
  });
