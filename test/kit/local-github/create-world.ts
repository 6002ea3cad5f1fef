import { createHmac, randomBytes } from 'node:crypto';
import { gitOf, type Git } from './git.ts';
import { createVersions, emptyState, type RefTarget, type Versions } from './state.ts';
import type { World } from './world.ts';

const firstId = 1_000_001;

const textOf = (refs: ReadonlyMap<string, RefTarget>): string => JSON.stringify([...refs]);

/** One look at a time, so that a slow one can't bring back what a later one has replaced. */
function refsSync(git: Git, versions: Versions): () => Promise<void> {
  let last = Promise.resolve();
  let waiting: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    const refs = await git.refs();
    if (textOf(refs) !== textOf(versions.now().refs)) versions.change({ refs });
  };
  const next = (): Promise<void> => {
    waiting = undefined;
    return (last = look());
  };
  // Whoever comes while one is waiting shares it: it has not looked yet.
  return () => (waiting ??= last.then(next, next));
}

interface Opened {
  readonly git: Git;
  readonly refs: ReadonlyMap<string, RefTarget>;
  readonly head: string;
}

/** Looks at a bare repository; rejects when there is none. */
export async function openRepository(bare: string): Promise<Opened> {
  const git = gitOf(bare);
  return { git, refs: await git.refs(), head: await git.head() };
}

/** What the services work on, at the start. */
export function createWorld(
  repository: string,
  { git, refs, head }: Opened,
  origins: Pick<World, 'api' | 'blobs'>,
): World {
  const [owner = '', name = ''] = repository.split('/');
  const secret = randomBytes(32);
  const versions = createVersions({ ...emptyState(), refs });
  let id = firstId;
  return {
    ...{ owner, name, git, versions, head },
    ...origins,
    dispatches: [],
    reruns: [],
    accounts: new Map(),
    uploads: new Map(),
    rate: { used: 0 },
    syncRefs: refsSync(git, versions),
    sign: (text) => createHmac('sha256', secret).update(text).digest('hex'),
    nextId: () => id++,
    now: () => new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  };
}
