/** Reading an item: its records, the definitions that it is bound to, and the state they make. */
import {
  damagesOf,
  fold,
  nearest,
  readItem,
  refuse,
  runLabelOf,
  type ItemRecords,
  type ItemState,
  type Refused,
  type StoredFile,
} from '@orchestrator/core';
import { loadDependencies } from './dependencies.ts';
import type { Deps } from './deps.ts';
import { loadPlans } from './plans.ts';

export interface Loaded {
  readonly ok: true;
  readonly state: ItemState;
  readonly version: string;
}

type ReadDeps = Pick<Deps, 'store' | 'definitions' | 'ids' | 'checkout'>;

/** The item as it is, damaged or not: for views. */
export async function loadItem(deps: ReadDeps, item: string): Promise<Loaded | Refused> {
  const { read, version } = await readRecords(deps, item);
  const { registration } = read;
  if (registration === undefined) return notRegistered(deps, read);
  const found = await loadPlans(deps, { ...read, registration });
  if (!found.ok) return found;
  const dependencies = await loadDependencies(deps, registration.record);
  const state = fold({ ...read, registration }, found.plans, deps.ids, dependencies);
  return { ok: true, state, version };
}

/** The item, unless it is damaged: for commands that write. */
export async function loadForWriting(deps: ReadDeps, item: string): Promise<Loaded | Refused> {
  const misplaced = await refuseMisplaced(deps, item);
  if (misplaced !== undefined) return misplaced;
  const loaded = await loadItem(deps, item);
  return loaded.ok ? (refuseDamaged(loaded.state) ?? loaded) : loaded;
}

/** What is damaged is read-only until it is mended. */
export function refuseDamaged({ item, damages }: ItemState): Refused | undefined {
  const [first, ...others] = damages;
  if (first === undefined) return undefined;
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return refuse(
    'item-damaged',
    `The history of ${item} is damaged: ${first.path}: ${first.detail}${more} The item is read-only until it is mended.`,
    first.hint,
    { details: damages.map(({ path, detail, hint }) => ({ path, detail, hint })) },
  );
}

/** An item lives in exactly one store. */
export async function refuseMisplaced(
  { store }: Pick<Deps, 'store'>,
  item: string,
): Promise<Refused | undefined> {
  const elsewhere = await store.elsewhere?.(item);
  if (elsewhere === undefined) return undefined;
  return refuse(
    'wrong-store',
    `${item} has records in ${elsewhere}, which is not the store that orchestrator.yml names; an item lives in exactly one.`,
    `To go on with the item there, name that store in orchestrator.yml (the checkout is store: {kind: worktree}); or move its records away from ${elsewhere}.`,
  );
}

export interface ReadRecords {
  readonly read: ItemRecords;
  readonly files: readonly StoredFile[];
  readonly version: string;
}

/**
 * A folder can change while it is listed: what looks damaged is read twice.
 * @param afresh check everything again, whatever was found valid before
 */
export async function readRecords(
  { store }: Pick<Deps, 'store'>,
  item: string,
  afresh = false,
): Promise<ReadRecords> {
  const readOnce = async (): Promise<ReadRecords> => {
    const { files: found, version } = await store.read(item);
    const files = afresh ? found.map(withoutNote) : found;
    return { read: readItem(item, files), files, version };
  };
  const first = await readOnce();
  if (damagesOf(first.read).length > 0) return readOnce();
  if (worthNoting(first.files)) store.noteChecked?.(item, first.files);
  return first;
}

function withoutNote(file: StoredFile): StoredFile {
  const { checked, ...rest } = file;
  return checked === undefined ? file : rest;
}

/** Below this many new records, checking them again costs less than noting that they were. */
const fewRecords = 256;
const worthNoting = (files: readonly StoredFile[]): boolean =>
  files.length >= fewRecords && files.filter((file) => file.checked !== true).length >= fewRecords;

async function notRegistered(
  { store, checkout }: Pick<Deps, 'store' | 'checkout'>,
  read: ItemRecords,
): Promise<Refused> {
  const damages = damagesOf(read);
  const [damage] = damages;
  if (damage !== undefined) {
    return refuse(
      'item-damaged',
      `The registration of ${read.item} can't be read: ${damage.path}: ${damage.detail}`,
      damage.hint,
      { details: damages.map(({ path, detail, hint }) => ({ path, detail, hint })) },
    );
  }
  const where = store.place === undefined ? '' : ` on ${store.place}`;
  if ((await checkout?.registration(read.item)) !== undefined) {
    return refuse(
      'unknown-item',
      `There is no work item ${read.item}${where} yet; the checkout has its registration.`,
      `Take it over: orchestrator schedule --work-item ${read.item}`,
    );
  }
  const items = await store.items();
  const guess = nearest(read.item, items);
  return refuse(
    'unknown-item',
    `There is no work item ${read.item}${where}.`,
    guess === undefined && runLabelOf(read.item) !== undefined
      ? 'See the runs: orchestrator run list'
      : guess === undefined
        ? `Register it: orchestrator register --work-item ${read.item} --workflow ID@VERSION`
        : `Did you mean ${guess}?`,
  );
}
