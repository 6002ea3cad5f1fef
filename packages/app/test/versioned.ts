/** The small world with a workflow of several versions, other items, files that change, and rivals who come in between. */
import {
  block,
  complete,
  correct,
  decideAtGate,
  migrate,
  register,
  transfer,
  unblock,
  type Deps,
  type Migrate,
} from '@orchestrator/app';
import {
  readWorkflow,
  type BlockerType,
  type DefinitionResult,
  type ReviewDecision,
  type Store,
} from '@orchestrator/core';
import { sha256 } from '@orchestrator/stores';
import { createWorld, granted, item, type Setting, type Written } from './world.ts';

/** Definitions by their version; the first one is 1.0.0. */
export type Versions = Readonly<Record<string, Written>>;
type Renames = Migrate['renames'];

/** What a test may change while the world goes on. */
interface Told {
  /** What the files hold, by path; absent: as their path says. */
  readonly contents: Map<string, string>;
  /** Somebody who writes just before the next append. */
  rival?: () => Promise<unknown>;
}

export type Versioned = Awaited<ReturnType<typeof versioned>>;

/** An item that is registered under version 1.0.0. */
export async function versioned(versions: Versions, setting: Setting = {}) {
  const told: Told = { contents: new Map() };
  const reach = (memory: Store): Store => ({
    ...memory,
    append: async (name, append, version) => {
      const { rival } = told;
      delete told.rival;
      await rival?.();
      return memory.append(name, append, version);
    },
  });
  const first = versions['1.0.0'];
  if (first === undefined) throw new Error('The first version is 1.0.0.');
  const world = createWorld(first, { reach, ...setting });
  const { deps } = world;
  Object.assign(deps, {
    definitions: definitionsOf(versions),
    checks: { ...deps.checks, digest: digestOf(told.contents) },
  });
  await granted(world.register());
  return { ...world, told: Object.assign(told, world.told), ...decisionsOf(deps) };
}

function definitionsOf(versions: Versions): Deps['definitions'] {
  const found = new Map(
    Object.entries(versions).map(([version, written]) => [version, definitionOf(version, written)]),
  );
  return {
    read: (id, version) => Promise.resolve(id === 'wf' ? found.get(version) : undefined),
    list: () => Promise.resolve([...found.keys()].map((version) => ({ id: 'wf', version }))),
  };
}

function definitionOf(version: string, written: Written): DefinitionResult {
  const read = readWorkflow({ id: 'wf', version, ...written });
  if (!read.ok) throw new Error(read.problems.map(({ detail }) => detail).join(' '));
  const { workflow } = read;
  const path = `artifacts/workflows/wf@${version}.yaml`;
  return { ok: true, path, digest: sha256(JSON.stringify(workflow)), workflow };
}

const digestOf =
  (contents: ReadonlyMap<string, string>): Deps['checks']['digest'] =>
  (paths) =>
    Promise.resolve({
      outputs: paths.map((path) => ({ path, sha256: sha256(contents.get(path) ?? path) })),
      missing: [],
    });

function decisionsOf(deps: Deps) {
  const why = { item, actor: 'olga', reason: 'for a reason' };
  return {
    migrate: (version: string, renames: Renames = {}, more: Partial<Migrate> = {}) =>
      migrate(deps, { ...why, to: { version }, renames, ...more }),
    rollBack: (reason = 'it did not work') => migrate(deps, { ...why, reason, renames: {} }),
    review: (
      gate: string,
      decision: ReviewDecision,
      {
        actor = 'rita',
        reason = 'looked at it',
        ...more
      }: { actor?: string; reason?: string; target?: string; shown?: string } = {},
    ) => decideAtGate(deps, { item, gate, decision, actor, reason, followUps: [], ...more }),
    approveOther: (other: string, gate: string, reason: string) =>
      decideAtGate(deps, {
        ...{ item: other, decision: 'approve', gate, actor: 'rita', reason },
        followUps: [],
      }),
    block: (step?: string, blocker?: string, classification: BlockerType = 'other') =>
      block(deps, {
        ...{ ...why, classification },
        ...(step !== undefined && { step }),
        ...(blocker !== undefined && { blocker }),
      }),
    unblock: (blocker: string) => unblock(deps, { ...why, blocker }),
    transfer: (to: string, step?: string, actor = 'olga') =>
      transfer(deps, { ...why, actor, to, ...(step !== undefined && { step }) }),
    correct: (record: string, set: Readonly<Record<string, string>>, actor = 'olga') =>
      correct(deps, { ...why, actor, record, set }),
    abandon: (step: string, attempt?: string) =>
      complete(deps, {
        ...{ item, step, actor: 'olga', executor: 'olga', status: 'abandoned' },
        ...(attempt !== undefined && { attempt }),
      }),
    registerOther: (other: string, links: readonly string[] = []) =>
      register(deps, {
        actor: 'olga',
        written: {
          schemaVersion: '1.0',
          type: 'item.registered',
          workItemId: other,
          workflow: { id: 'wf', version: '1.0.0' },
          causes: [],
          links: [...links],
          inputs: {},
        },
      }),
  };
}
