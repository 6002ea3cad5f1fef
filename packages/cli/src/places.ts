/** Where items and definitions live, as orchestrator.yml says: in the checkout, or on a branch. */
import type { Deps } from '@orchestrator/app';
import type { PolicyInForce, Store } from '@orchestrator/core';
import { committingStore } from './committing-store.ts';
import { changesOfRuns, differencesOfRuns, withRuns } from './runs-in-checkout.ts';
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

type Places = Pick<Deps, 'store' | 'definitions' | 'checkout' | 'repository'>;

/** The branch that a store is on when nobody names another. */
const usualBranch = 'orchestrator';

/**
 * @param commits files that are written in the checkout are to be committed
 * @throws StorageError when the store that is named can't be there
 */
export async function openPlaces(
  root: string,
  { policy }: PolicyInForce,
  commits: boolean,
): Promise<Places> {
  const inCheckout = createWorktreeStore(root);
  const repository = createRepository(root);
  const committing = (store: Store): Store =>
    commits ? committingStore(store, repository) : store;
  if (policy.store.kind === 'worktree') {
    const elsewhere = async (item: string): Promise<string | undefined> => {
      const branch = await branchWith(root, item, usualBranch);
      return branch && `the branch ${branch} (store: {kind: git})`;
    };
    return {
      store: committing({ ...inCheckout, elsewhere }),
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
    store: withRuns({ ...store, elsewhere }, committing(inCheckout)),
    definitions: createBranchDefinitions(store, root),
    checkout,
    repository: {
      ...repository,
      differences: (files) => differencesOfRuns(repository, files),
      changesSince: async (commit) =>
        (await store.changesSince(commit)) ?? changesOfRuns(inCheckout, repository, commit),
      userName: () => Promise.resolve(place.userName),
    },
  };
}
