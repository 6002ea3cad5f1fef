/** Where items and definitions live, as orchestrator.yml says: in the checkout, or on a branch. */
import type { Deps } from '@orchestrator/app';
import {
  byCodeUnit,
  runLabelOf,
  runsFolder,
  type PolicyInForce,
  type Repository,
  type Store,
} from '@orchestrator/core';
import {
  branchWith,
  createBranchDefinitions,
  createCheckout,
  createDefinitions,
  createGitStore,
  createRepository,
  createWorktreeStore,
  findRemote,
  isCheckedOut,
} from '@orchestrator/stores';

/** Runs live in the checkout, whichever store the other items are in: their files are for people to read and commit. */
function withRuns(store: Store, checkout: Store): Store {
  const storeOf = (item: string): Store => (runLabelOf(item) === undefined ? store : checkout);
  return {
    ...store,
    read: (item, mayBeOld) => storeOf(item).read(item, mayBeOld),
    registration: (item) => storeOf(item).registration(item),
    append: (item, append, version) => storeOf(item).append(item, append, version),
    elsewhere: async (item) =>
      runLabelOf(item) === undefined ? store.elsewhere?.(item) : undefined,
    prefetch: async (items) => store.prefetch?.(items.filter((it) => runLabelOf(it) === undefined)),
    items: async () => {
      const runs = (await checkout.items()).filter((item) => runLabelOf(item) !== undefined);
      return [...(await store.items()), ...runs].sort(byCodeUnit);
    },
    runFiles: async (item) => (await checkout.runFiles?.(item)) ?? [],
    readView: (path) => (path.startsWith(`${runsFolder}/`) ? checkout : store).readView(path),
  };
}

type Places = Pick<Deps, 'store' | 'definitions' | 'checkout' | 'repository'>;

/** The branch that a store is on when nobody names another. */
const usualBranch = 'orchestrator';

/** Records on a branch are committed, and are what is committed. */
const committed: Pick<Repository, 'differences'> = {
  differences: () => Promise.resolve({ uncommitted: [], changed: [], deleted: [] }),
};

/** @throws StorageError when the store that is named can't be there */
export async function openPlaces(root: string, { policy }: PolicyInForce): Promise<Places> {
  const repository = createRepository(root);
  if (policy.store.kind === 'worktree') {
    const elsewhere = async (item: string): Promise<string | undefined> => {
      const branch = await branchWith(root, item, usualBranch);
      return branch && `the branch ${branch} (store: {kind: git})`;
    };
    return {
      store: { ...createWorktreeStore(root), elsewhere },
      definitions: createDefinitions(root),
      repository,
    };
  }
  const place = await findRemote(root, policy.store);
  const store = createGitStore(place);
  const checkout = createCheckout(root);
  const elsewhere = async (item: string): Promise<string | undefined> => {
    // Whoever has the branch itself checked out sees its records there.
    if (isCheckedOut(root, place.branch)) return undefined;
    const [first] = await checkout.records(item);
    return first && `the checkout (${first})`;
  };
  return {
    store: withRuns({ ...store, elsewhere }, createWorktreeStore(root)),
    definitions: createBranchDefinitions(store, root),
    checkout,
    repository: {
      ...repository,
      ...committed,
      changesSince: store.changesSince,
      userName: () => Promise.resolve(place.userName),
    },
  };
}
