/** What shows a run is rewritten in the same append that changes it, whoever changes it. */
import {
  runViews,
  stateWith,
  type Draft,
  type Ids,
  type ItemState,
  type NewView,
  type Store,
} from '@orchestrator/core';

interface Decided {
  readonly records: readonly Draft[];
  readonly views?: readonly NewView[];
  readonly plans?: readonly ItemState['plan'][];
}

/** Adds the files of the run that these records change; for any other item nothing. */
export function withRunViews<P extends Decided>(
  decided: P,
  state: ItemState,
  ids: Pick<Ids, 'sha256'>,
): P {
  if (state.registration.record.run === undefined || decided.records.length === 0) return decided;
  const before = new Map(runViews(state).map(({ path, text }) => [path, text]));
  const after = runViews(stateWith(state, decided.records, ids, decided.plans));
  const changed = after.filter(({ path, text }) => before.get(path) !== text);
  const others = (decided.views ?? []).filter(
    ({ path }) => !changed.some((it) => it.path === path),
  );
  return { ...decided, views: [...others, ...changed] };
}

/** The files of a run that are not what its records come to: to schedule the run writes them anew. */
export async function staleRunFiles(
  store: Pick<Store, 'readView'>,
  state: ItemState,
): Promise<readonly NewView[]> {
  const stale: NewView[] = [];
  for (const view of runViews(state)) {
    if ((await store.readView(view.path)) !== view.text) stale.push(view);
  }
  return stale;
}
