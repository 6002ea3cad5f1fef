/** Runs live in the checkout, whichever store the other items are in: their files are for people to read and commit. */
import {
  byCodeUnit,
  runLabelOf,
  runsFolder,
  type Repository,
  type Store,
  type StoredFile,
} from '@orchestrator/core';

/** One store in which runs are in the checkout and all other items where they belong. */
export function withRuns(store: Store, checkout: Store): Store {
  const storeOf = (item: string): Store => (runLabelOf(item) === undefined ? store : checkout);
  const storeAt = (path: string): Store => (isOfRun(path) ? checkout : store);
  return {
    ...store,
    read: (item, mayBeOld) => storeOf(item).read(item, mayBeOld),
    registration: (item) => storeOf(item).registration(item),
    append: (item, append, version) => storeOf(item).append(item, append, version),
    noteChecked: (item, files) => storeOf(item).noteChecked?.(item, files),
    elsewhere: async (item) => storeOf(item).elsewhere?.(item),
    prefetch: async (items) => store.prefetch?.(items.filter((it) => runLabelOf(it) === undefined)),
    items: async () => {
      const runs = (await checkout.items()).filter((item) => runLabelOf(item) !== undefined);
      return [...(await store.items()), ...runs].sort(byCodeUnit);
    },
    runFiles: async (item) => (await checkout.runFiles?.(item)) ?? [],
    readView: (path) => storeAt(path).readView(path),
    writeView: (view) => storeAt(view.path).writeView(view),
  };
}

/** Records on a branch are committed, and are what is committed; those of runs are compared with HEAD. */
export async function differencesOfRuns(
  repository: Pick<Repository, 'differences'>,
  files: readonly StoredFile[],
): ReturnType<Repository['differences']> {
  const found = await repository.differences(files.filter(({ path }) => isOfRun(path)));
  const { uncommitted = [], changed = [], deleted = [] } = found ?? {};
  return { uncommitted, changed, deleted: deleted.filter(isOfRun) };
}

/** Where there are runs, a commit of the checkout says what became of them since; it knows nothing of the branch. */
export async function changesOfRuns(
  checkout: Pick<Store, 'items'>,
  repository: Pick<Repository, 'changesSince'>,
  commit: string,
): ReturnType<Repository['changesSince']> {
  const hasRuns = (await checkout.items()).some((item) => runLabelOf(item) !== undefined);
  if (!hasRuns) return undefined;
  return (await repository.changesSince(commit))?.filter(({ path }) => isOfRun(path));
}

const isOfRun = (path: string): boolean => path.startsWith(`${runsFolder}/`);
