/** A machine that use cases run on: nonces of its own, the world outside as the walk has it. */
import type { Deps } from '@orchestrator/app';
import { readWorkflow, type Store } from '@orchestrator/core';
import { sha256, type MemoryStore } from '@orchestrator/stores';
import { createWorld } from '../world.ts';
import type { Written } from './blueprint.ts';
import { roles } from './definitions.ts';

export interface Outside {
  /** Ids of the checks that fail. */
  readonly failing: Set<string>;
  /** What every file holds. */
  contents: number;
  /** Is the work in the base branch? */
  merged: boolean;
}

/** Says of records that were read before that they need no second check, as the stores on disk do: most of a walk's time. */
export function noting(memory: MemoryStore): Store {
  const seen = new Set<string>();
  return {
    ...memory,
    read: async (item) => {
      const snapshot = await memory.read(item);
      const files = snapshot.files.map((file) =>
        seen.has(file.id) ? { ...file, checked: true as const } : file,
      );
      snapshot.files.forEach(({ id }) => seen.add(id));
      return { ...snapshot, files };
    },
  };
}

export function depsOf(
  versions: readonly Written[],
  known: ReadonlyMap<string, ReturnType<typeof definitionOf>>,
  store: Store,
  machine: string,
  outside: Outside,
  now: () => string,
): Deps {
  const first = versions[0];
  if (first === undefined) throw new Error('There is at least one version.');
  const { deps } = createWorld({ steps: first.steps, gates: first.gates }, { machine, roles });
  return {
    ...deps,
    store,
    clock: { now },
    ids: { ...deps.ids, nonce: () => `${machine}-${Date.parse(now())}` },
    definitions: {
      read: (id, version) => Promise.resolve(id === 'wf' ? known.get(version) : undefined),
      list: () => Promise.resolve(versions.map(({ version }) => ({ id: 'wf', version }))),
    },
    checks: {
      ...deps.checks,
      run: (criteria) =>
        Promise.resolve(
          criteria.map(({ id }) => ({ id, ok: !outside.failing.has(id), detail: 'looked' })),
        ),
      digest: (paths) =>
        Promise.resolve({
          outputs: paths.map((path) => ({ path, sha256: sha256(`${path} ${outside.contents}`) })),
          missing: [],
        }),
    },
    repository: {
      ...deps.repository,
      isInBase: () => Promise.resolve({ base: 'main', contained: outside.merged }),
    },
  };
}

/** The definition as a store of definitions gives it. */
export function definitionOf({ version, steps, gates }: Written) {
  const found = readWorkflow({ id: 'wf', version, steps, gates });
  if (!found.ok) throw new Error(found.problems.map(({ detail }) => detail).join(' '));
  const { workflow } = found;
  const path = `artifacts/workflows/wf@${version}.yaml`;
  return { ok: true as const, path, digest: sha256(JSON.stringify(workflow)), workflow };
}
