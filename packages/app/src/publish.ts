/** Publishing a version of a workflow: checked whole, with its entry in the change log, never over another content. */
import {
  compareVersions,
  definitionDifferences,
  isInFlight,
  refuse,
  versionBefore,
  type Change,
  type DefinitionDifferences,
  type Definitions,
  type DefinitionShelf,
  type Refused,
  type Workflow,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';
import { loadItem } from './load.ts';
import { placeDefinition, type Draft } from './place-definition.ts';

export interface Publish {
  readonly draft: Draft;
  /** What was said beside the file. */
  readonly given: Partial<Change>;
  /** The author, where nobody says another. */
  readonly actor: string;
}

export interface Published {
  readonly ok: true;
  readonly workflow: { readonly id: string; readonly version: string; readonly digest: string };
  readonly path: string;
  readonly change: Change;
  /** The highest version before it. */
  readonly previous?: { readonly version: string; readonly digest?: string; readonly path: string };
  /** Against that version; without one, everything is new. Absent where that version can't be read. */
  readonly differences?: DefinitionDifferences;
  /** The highest version there is, where it is above this one. */
  readonly higher?: string;
  /** It was published before, with this very content. */
  readonly repeated: boolean;
  /** Items in flight under other versions of the workflow. */
  readonly inFlight: readonly string[];
}

type PublishDeps = Pick<Deps, 'store' | 'definitions' | 'ids' | 'checkout'>;

/** Nothing is written unless everything is right. @throws StorageError when it can't be written */
export async function publish(
  deps: PublishDeps,
  shelf: DefinitionShelf,
  command: Publish,
): Promise<Published | Refused> {
  const { draft } = command;
  const agreed = agreeOnChange(command);
  if (!agreed.ok) return agreed;
  const whole = await draft.withChange(agreed.change);
  if (whole === undefined) return entryByHand(draft);
  const { id, version } = draft.workflow;
  const placed = await placeDefinition(deps, shelf, draft, whole);
  if (!placed.ok) return placed;
  return {
    ok: true,
    workflow: { id, version, digest: whole.digest },
    path: placed.path,
    change: agreed.change,
    ...(await compared(deps.definitions, draft.workflow)),
    repeated: placed.repeated,
    inFlight: await itemsInFlight(deps, id, version),
  };
}

const parts = ['author', 'reason', 'impact'] as const;

function agreeOnChange({
  draft,
  given,
  actor,
}: Publish): { readonly ok: true; readonly change: Change } | Refused {
  for (const part of parts) {
    const [written, said] = [draft.change[part], given[part]];
    if (written === undefined || said === undefined || written === said) continue;
    return refuse(
      'invalid-input',
      `--${part} ${JSON.stringify(said)} is not what ${draft.path} says under change: ${JSON.stringify(written)}.`,
      `Leave --${part} out, or correct the file.`,
    );
  }
  const { author = actor, reason = '', impact = '' } = { ...given, ...draft.change };
  const change: Change = { author, reason, impact };
  const missing = parts.filter((part) => change[part].trim() === '');
  if (missing.length === 0) return { ok: true, change };
  return refuse(
    'change-missing',
    `The change log needs ${missing.join(' and ')} of this version: who it affects has to know.`,
    `Add ${missing.map((part) => `--${part} "…"`).join(' ')}, or write it into ${draft.path} under change:.`,
    { details: missing.map((part) => ({ missing: part })) },
  );
}

const entryByHand = ({ path }: Draft): Refused =>
  refuse(
    'change-missing',
    `The change entry can't be added to ${path} without rewriting the rest of it.`,
    'Write it into the file yourself, as change: {author: …, reason: …, impact: …}, and publish again.',
  );

async function compared(
  definitions: Definitions,
  workflow: Workflow,
): Promise<Pick<Published, 'previous' | 'differences' | 'higher'>> {
  const all = (await definitions.list()).filter((it) => it.id === workflow.id);
  const versions = all.map(({ version }) => version);
  const highest = versions.sort(compareVersions).at(-1) ?? workflow.version;
  const higher = compareVersions(highest, workflow.version) > 0 ? { higher: highest } : {};
  const version = versionBefore(workflow.version, versions);
  const found = version && (await definitions.read(workflow.id, version));
  if (version === undefined || !found) {
    return { differences: definitionDifferences(undefined, workflow), ...higher };
  }
  const { path } = found;
  if (!found.ok) return { previous: { version, path }, ...higher };
  return {
    previous: { version, digest: found.digest, path },
    differences: definitionDifferences(found.workflow, workflow),
    ...higher,
  };
}

async function itemsInFlight(
  deps: PublishDeps,
  id: string,
  version: string,
): Promise<readonly string[]> {
  const items: string[] = [];
  for (const item of await deps.store.items()) {
    const loaded = await loadItem(deps, item);
    if (!loaded.ok || !isInFlight(loaded.state)) continue;
    const { workflow } = loaded.state.plan;
    if (workflow.id === id && workflow.version !== version) items.push(item);
  }
  return items;
}
