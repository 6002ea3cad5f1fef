/** The small world with contracts, and runs in it: over a store in memory, or over files in a folder. */
import {
  claim,
  completeRun,
  finishGate,
  recordInvocation,
  register,
  schedule,
  startGate,
  startRun,
  verify,
  migrate,
  type Deps,
} from '@orchestrator/app';
import {
  readContract,
  readWorkflow,
  runViews,
  type Contracts,
  type InvocationStatus,
  type ItemState,
  type RunEnd,
  type RunOptions,
  type Store,
} from '@orchestrator/core';
import { sha256, type MemoryStore } from '@orchestrator/stores';
import { loadItem } from '../../src/load.ts';
import { createWorld, granted, type Setting, type Written } from '../world.ts';

/** What the contracts of the checkout say, by gate; a text is what a broken file holds. */
export type ContractTexts = Map<string, string>;

/** A contract with one output and one validation. */
export const contractOf = (gate: string, more: object = {}): string =>
  JSON.stringify({
    gate,
    name: `The gate ${gate}`,
    required_outputs: [`{artifact_path}/${gate}.md`],
    validations: [{ type: 'min_words', path: `{artifact_path}/${gate}.md`, min: 2 }],
    ...more,
  });

export const inputs = { slug: 'robot', artifact_path: 'essays/robot' };

export const threeGates: Written = {
  steps: [
    { key: 'intake', order: 1, contract: 'G1' },
    { key: 'research', order: 2, contract: 'G2' },
    { key: 'spec', order: 3, contract: 'G3' },
  ],
};

function contractsOf(texts: ContractTexts): Contracts {
  return {
    read: (gate) => {
      const text = texts.get(gate);
      if (text === undefined) return Promise.resolve(undefined);
      const path = `orchestration/gates/contracts/${gate}.contract.json`;
      const read = readContract(JSON.parse(text));
      return Promise.resolve(
        read.ok
          ? { ok: true, path, digest: sha256(text), contract: read.contract }
          : { ok: false, path, problems: read.problems.map((it) => ({ ...it, path, line: 1 })) },
      );
    },
    digest: (gate) => {
      const text = texts.get(gate);
      return Promise.resolve(text === undefined ? undefined : sha256(text));
    },
    list: () => Promise.resolve([...texts.keys()]),
  };
}

export interface RunSetting extends Omit<Setting, 'reach'> {
  /** How the store is reached; the memory itself when absent. */
  readonly reach?: (memory: MemoryStore) => Store;
  readonly gates?: readonly string[];
  /** Later versions of the workflow. */
  readonly later?: Readonly<Record<string, Written>>;
}

export type RunWorld = ReturnType<typeof runWorld>;

/** A world with the contracts of these gates. */
export function runWorld(
  written: Written = threeGates,
  { gates, later = {}, ...setting }: RunSetting = {},
) {
  const world = createWorld(written, setting);
  const texts: ContractTexts = new Map(
    (gates ?? ['G1', 'G2', 'G3']).map((gate) => [gate, contractOf(gate)]),
  );
  const contents = new Map<string, string>();
  const gone = new Set<string>();
  const { deps } = world;
  Object.assign(deps, {
    definitions: withLater(deps.definitions, later),
    contracts: contractsOf(texts),
    checks: { ...deps.checks, digest: digestOf(contents, gone) },
  });
  const stateOf = async (item: string): Promise<ItemState> =>
    (await granted(loadItem(deps, item))).state;
  return {
    ...world,
    texts,
    /** What files hold, where it is not their path. */
    contents,
    /** Files that are not there. */
    gone,
    stateOf,
    violationsOf: async (item?: string, more: { readonly outputs?: boolean } = {}) =>
      (await granted(verify(deps, { ...(item !== undefined && { item }), ...more }))).report
        .violations,
    /** Files of a run that are not what its records come to. */
    stale: async (item: string): Promise<readonly string[]> => {
      const paths: string[] = [];
      for (const { path, text } of runViews(await stateOf(item)))
        if ((await deps.store.readView(path)) !== text) paths.push(path);
      return paths;
    },
    ...runCommands(deps),
    ...itemCommands(deps),
  };
}

function withLater(
  definitions: Deps['definitions'],
  later: Readonly<Record<string, Written>>,
): Deps['definitions'] {
  const found = Object.entries(later).map(([version, written]) => {
    const read = readWorkflow({ id: 'wf', version, ...written });
    if (!read.ok) throw new Error(read.problems.map(({ detail }) => detail).join(' '));
    const path = `artifacts/workflows/wf@${version}.yaml`;
    const digest = sha256(JSON.stringify(read.workflow));
    return [version, { ok: true as const, path, digest, workflow: read.workflow }] as const;
  });
  const byVersion = new Map(found);
  return {
    read: async (id, version) => byVersion.get(version) ?? (await definitions.read(id, version)),
    // A run is started with the first version; these come after it.
    list: () => definitions.list(),
  };
}

const digestOf =
  (contents: ReadonlyMap<string, string>, gone: ReadonlySet<string>): Deps['checks']['digest'] =>
  (paths) =>
    Promise.resolve({
      outputs: paths
        .filter((path) => !gone.has(path))
        .map((path) => ({ path, sha256: sha256(contents.get(path) ?? path) })),
      missing: paths.filter((path) => gone.has(path)),
    });

function runCommands(deps: Deps) {
  return {
    startRun: (mode: RunOptions['mode'] = 'manual', more: { readonly slug?: string } = {}) =>
      startRun(deps, {
        ...{ workflow: 'wf', slug: 'robot', artifactPath: 'essays/robot', actor: 'olga' },
        ...{ options: { mode, depth: 'standard' as const }, ...more },
      }),
    start: (run: string, gate: string, agent = 'bob', actor = 'olga') =>
      startGate(deps, { run, gate, agent, actor }),
    finish: (run: string, gate: string, actor = 'olga') => finishGate(deps, { run, gate, actor }),
    fail: (run: string, gate: string, failedBecause = 'no', actor = 'olga') =>
      finishGate(deps, { run, gate, actor, failedBecause }),
    invoke: (run: string, gate: string, status: InvocationStatus = 'SUCCESS', agent = 'bob') =>
      recordInvocation(deps, { run, gate, agent, status, actor: 'olga' }),
    end: (run: string, status?: RunEnd, actor = 'olga') =>
      completeRun(deps, { run, actor, ...(status && { status }) }),
  };
}

function itemCommands(deps: Deps) {
  return {
    registerAs: (workItemId: string, given: Readonly<Record<string, string>> = inputs) =>
      register(deps, {
        actor: 'olga',
        written: {
          ...{ schemaVersion: '1.0', type: 'item.registered', workItemId, causes: [], links: [] },
          ...{ workflow: { id: 'wf', version: '1.0.0' }, inputs: { ...given } },
        },
      }),
    scheduleItem: (item: string) => schedule(deps, { item }),
    claimIn: (item: string, step: string, executor = 'local') =>
      claim(deps, { item, step, actor: 'olga', executor: { kind: 'local', id: executor } }),
    claimAll: (item: string) =>
      schedule(deps, {
        item,
        claimAs: {
          ...{ id: 'pool', actor: 'olga', executor: { kind: 'local' as const } },
          nonceFor: (step, k) => `pool-${step}-${k}`,
        },
      }),
    migrateTo: (item: string, version?: string, reason = 'for a reason') =>
      migrate(deps, {
        ...{ item, actor: 'olga', reason, renames: {} },
        ...(version !== undefined && { to: { version } }),
      }),
  };
}

/** A run that was just started. */
export async function startedRun(
  mode: RunOptions['mode'] = 'manual',
  written: Written = threeGates,
  { slug = 'robot', ...setting }: RunSetting & { readonly slug?: string } = {},
) {
  const world = runWorld(written, setting);
  const { item, label } = await granted(world.startRun(mode, { slug }));
  return { ...world, item, label };
}
