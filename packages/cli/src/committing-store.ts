/** A store that commits what it has just written: exactly those files, and nothing else that is staged. */
import type { Repository, Store } from '@orchestrator/core';
import { messageFor } from '@orchestrator/stores';

export function committingStore(store: Store, repository: Pick<Repository, 'commit'>): Store {
  // Executors of one pool take turns; other processes are waited for by the repository.
  let last = Promise.resolve();
  const commit = (paths: readonly string[], message: string): Promise<void> =>
    (last = last.catch(() => undefined).then(() => repository.commit(paths, message)));
  return {
    ...store,
    append: async (item, append, version) => {
      const result = await store.append(item, append, version);
      const paths = [...append.records, ...append.views].map(({ path }) => path);
      if (result === 'ok' && paths.length > 0) await commit(paths, messageFor(item, paths));
      return result;
    },
    writeView: async (view) => {
      await store.writeView(view);
      await commit([view.path], `Write ${view.path}`);
    },
  };
}
