/** The items that an item waits for by `blocked-by` links, as they stand: they are read, and never written. */
import {
  fold,
  isDone,
  readItem,
  type Dependency,
  type ItemState,
  type Registration,
} from '@orchestrator/core';
import type { Deps } from './deps.ts';
import { loadPlans } from './plans.ts';

type ReadDeps = Pick<Deps, 'store' | 'definitions' | 'ids'>;

const prefix = 'blocked-by:';

/** The items that the links of a registration name as in its way. */
export async function loadDependencies(
  deps: ReadDeps,
  { links, workItemId }: Registration,
): Promise<readonly Dependency[]> {
  const items = links
    .filter((link) => link.startsWith(prefix))
    .map((link) => link.slice(prefix.length));
  const found: Dependency[] = [];
  for (const item of new Set(items)) {
    // An item that names itself waits for nobody.
    if (item !== workItemId) found.push(await standingOf(deps, item));
  }
  return found;
}

/** An item that was merged stands as its survivor does. */
async function standingOf(deps: ReadDeps, item: string): Promise<Dependency> {
  const seen = new Set<string>();
  for (let name = item; ;) {
    seen.add(name);
    const mergedInto = name === item ? {} : { mergedInto: name };
    const state = await loadAlone(deps, name);
    if (typeof state === 'string') return { item, standing: state, ...mergedInto };
    const ended = state.ended?.kind === 'review' ? state.ended.record : undefined;
    if (ended?.decision !== 'merge' || seen.has(ended.target)) {
      const standing = isDone(state) ? 'done' : state.ended === undefined ? 'open' : 'closed';
      return { item, standing, ...mergedInto };
    }
    name = ended.target;
  }
}

/** An item without what it waits for in turn: whether it is done does not depend on that. */
async function loadAlone(deps: ReadDeps, item: string): Promise<ItemState | 'unknown' | 'open'> {
  const { files } = await deps.store.read(item);
  const read = readItem(item, files);
  const { registration } = read;
  if (registration === undefined) return files.length === 0 ? 'unknown' : 'open';
  const found = await loadPlans(deps, { ...read, registration });
  if (!found.ok) return 'open';
  const state = fold({ ...read, registration }, found.plans, deps.ids);
  // A damaged item lets nobody go before it is mended.
  return state.damages.length > 0 ? 'open' : state;
}
