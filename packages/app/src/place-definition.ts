/** Puts a definition into the checkout: a version has one content, for ever, wherever it is used or kept. */
import {
  compareVersions,
  refuse,
  type Change,
  type DefinitionResult,
  type Definitions,
  type DefinitionShelf,
  type Refused,
  type Workflow,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';
import { boundToOther } from './frozen.ts';

/** A definition as somebody wrote it. */
export interface Draft {
  readonly path: string;
  readonly workflow: Workflow;
  /** What its `change` entry says so far. */
  readonly change: Partial<Change>;
  /** Its text with that entry filled up; `undefined` when that can't be done without touching the rest. */
  readonly withChange: (
    change: Change,
  ) => Promise<{ readonly text: string; readonly digest: string } | undefined>;
}

type PlaceDeps = Pick<Deps, 'store' | 'definitions'>;

type Placed = { readonly ok: true; readonly path: string; readonly repeated: boolean } | Refused;

/**
 * Writes the definition, unless its version has another content already.
 * @throws StorageError when a link, a folder or the disk is in the way
 */
export async function placeDefinition(
  deps: PlaceDeps,
  shelf: DefinitionShelf,
  draft: Draft,
  { text, digest }: { readonly text: string; readonly digest: string },
): Promise<Placed> {
  const { id, version } = draft.workflow;
  const user = await boundToOther(deps, { id, version, digest });
  if (user !== undefined) return isInUse(draft, user.workItemId);
  const kept = await keptCopy(deps.definitions, id, version);
  if (kept !== undefined && (!kept.ok || kept.digest !== digest)) {
    return isPublished(draft, kept.path, deps.definitions);
  }
  const there = shelf.find(id, version);
  const path = there?.path ?? `artifacts/workflows/${id}@${version}.yaml`;
  if (there?.text === text) return { ok: true, path, repeated: true };
  const isMine = there !== undefined && shelf.isSame(draft.path, there.path);
  const done =
    there === undefined ? shelf.add(path, text) : isMine && shelf.replace(path, there.text, text);
  return done ? { ok: true, path, repeated: false } : isPublished(draft, path, deps.definitions);
}

const isInUse = ({ workflow: { id, version } }: Draft, item: string): Refused =>
  refuse(
    'definition-changed',
    `${item} uses ${id}@${version} with another content; a version is frozen once an item uses it.`,
    'Give the change a version of its own, and publish that.',
    { details: [{ workItemId: item }] },
  );

async function isPublished(
  { workflow: { id, version } }: Draft,
  path: string,
  definitions: Definitions,
): Promise<Refused> {
  const versions = (await definitions.list()).filter((it) => it.id === id);
  const highest = [version, ...versions.map((it) => it.version)].sort(compareVersions).at(-1);
  const [major = 1, minor = 0] = (highest ?? version).split('.').map(Number);
  return refuse(
    'version-exists',
    `${id}@${version} is published already, with another content (${path}).`,
    `Give the change a version of its own, such as ${major}.${minor + 1}.0.`,
    { details: [{ path }] },
  );
}

/** The copy that a store of its own keeps of a version, where items do not live in the checkout. */
export async function keptCopy(
  definitions: Definitions,
  id: string,
  version: string,
): Promise<DefinitionResult | undefined> {
  if (definitions.inCheckout === undefined) return undefined;
  const here = await definitions.inCheckout(id, version);
  const found = await definitions.read(id, version);
  // Read as the checkout has it, and ready to be copied: the store has none.
  return here?.file !== undefined || here?.found.ok === false ? undefined : found;
}
