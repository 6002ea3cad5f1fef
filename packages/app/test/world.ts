/** A small world for the use cases: a memory store, a clock that ticks, nonces that count, checks that are told. */
import {
  claim,
  complete,
  decideAtGate,
  integrate,
  register,
  requeue,
  revert,
  schedule,
  verify,
  type Deps,
} from '@orchestrator/app';
import {
  exitOf,
  readItem,
  readWorkflow,
  scheduleView,
  type AnyStored,
  type ItemState,
  type Outcome,
  type Policy,
  type RecordKind,
  type RecordOf,
  type Refused,
  type ScheduleView,
  type Store,
} from '@orchestrator/core';
import { createMemoryStore, sha256, type MemoryStore } from '@orchestrator/stores';
import { loadItem } from '../src/load.ts';

export const item = 'item-1';
const head = 'c'.repeat(40);
const begin = Date.parse('2026-01-19T14:30:00.000Z');

/** A workflow as people write it, without its id and version. */
export interface Written {
  readonly steps: readonly object[];
  readonly gates?: readonly object[];
}

export interface Setting {
  readonly memory?: MemoryStore;
  /** How the store is reached; the memory itself when absent. */
  readonly reach?: (memory: MemoryStore) => Store;
  readonly roles?: Policy['roles'];
  /** Name of the machine: nonces of two machines differ. */
  readonly machine?: string;
  readonly startAt?: number;
}

/** What is known of what a person on GitHub looked at. */
interface Seen {
  readonly commit?: string;
  readonly seenAt?: string;
  readonly authors?: readonly string[];
}

interface Acting {
  readonly executor?: string;
  readonly actor?: string;
  readonly nonce?: string;
  readonly attempt?: string;
}

export type World = ReturnType<typeof createWorld>;

export function createWorld(written: Written, setting: Setting = {}) {
  const memory = setting.memory ?? createMemoryStore();
  const told = { failing: new Set<string>(), merged: true };
  const deps = createDeps(written, setting, memory, told);
  const stateNow = async (): Promise<ItemState> => (await granted(loadItem(deps, item))).state;
  const records = async (): Promise<readonly AnyStored[]> =>
    readItem(item, (await memory.read(item)).files).records;

  return {
    memory,
    deps,
    told,
    records,
    stateNow,
    viewNow: async (executors?: number): Promise<ScheduleView> =>
      scheduleView(await stateNow(), executors),
    recordsOf: async <Kind extends RecordKind>(kind: Kind): Promise<readonly RecordOf[Kind][]> =>
      (await records())
        .filter((stored) => stored.kind === kind)
        .map(({ record }) => record as RecordOf[Kind]),
    register: () =>
      register(deps, {
        actor: 'olga',
        written: {
          schemaVersion: '1.0',
          type: 'item.registered',
          workItemId: item,
          workflow: { id: 'wf', version: '1.0.0' },
          causes: [],
          links: [],
          inputs: {},
        },
      }),
    schedule: (executors?: number) =>
      schedule(deps, { item, ...(executors !== undefined && { executors }) }),
    claim: (step: string, { executor = 'local', actor = 'worker', ...more }: Acting = {}) =>
      claim(deps, { item, step, actor, executor: { kind: 'local', id: executor }, ...more }),
    complete: (
      step: string,
      {
        executor = 'local',
        actor = 'worker',
        status = 'completed',
        ...more
      }: Acting & { readonly status?: Outcome; readonly outcome?: string } = {},
    ) => complete(deps, { item, step, actor, executor, status, ...more }),
    approve: (gate: string, actor: string, shown?: string, more: Seen = {}) =>
      decideAtGate(deps, {
        item,
        decision: 'approve',
        gate,
        actor,
        reason: '',
        followUps: [],
        ...(shown !== undefined && { shown }),
        ...more,
      }),
    reject: (
      gate: string,
      actor: string,
      {
        reason = 'not good enough',
        ...more
      }: {
        readonly reason?: string;
        readonly returnTo?: string;
        readonly shown?: string;
      } & Seen = {},
    ) =>
      decideAtGate(deps, { item, decision: 'reject', gate, actor, reason, followUps: [], ...more }),
    retry: (step: string, actor = 'olga') =>
      requeue(deps, { item, step, actor, reason: 'try again' }),
    integrate: (actor = 'olga', commit?: string) =>
      integrate(deps, { item, actor, ...(commit !== undefined && { commit }) }),
    revert: (step: string, reason = 'it broke the build', actor = 'olga') =>
      revert(deps, { item, step, actor, reason }),
    violations: async () => (await granted(verify(deps, { item }))).report.violations,
  };
}

function createDeps(
  written: Written,
  { reach, roles = {}, machine = 'm', startAt = begin }: Setting,
  memory: MemoryStore,
  told: { readonly failing: ReadonlySet<string>; readonly merged: boolean },
): Deps {
  const found = readWorkflow({ id: 'wf', version: '1.0.0', ...written });
  if (!found.ok) throw new Error(found.problems.map(({ detail }) => detail).join(' '));
  const { workflow } = found;
  const digest = sha256(JSON.stringify(workflow));
  let time = startAt;
  let nonces = 0;
  const kept = new Map<string, Set<string>>();
  return {
    store: reach === undefined ? memory : reach(memory),
    definitions: {
      read: (id, version) =>
        Promise.resolve(
          id === workflow.id && version === workflow.version
            ? { ok: true, path: 'artifacts/workflows/wf@1.0.0.yaml', digest, workflow }
            : undefined,
        ),
      list: () => Promise.resolve([{ id: workflow.id, version: workflow.version }]),
    },
    clock: { now: () => new Date((time += 1000)).toISOString() },
    ids: { sha256, nonce: () => `${machine}-${(nonces += 1)}` },
    checks: {
      run: (criteria) =>
        Promise.resolve(
          criteria
            .filter(({ check }) => check !== undefined)
            .map(({ id }) => ({ id, ok: !told.failing.has(id), detail: `looked at ${id}` })),
        ),
      digest: (paths) =>
        Promise.resolve({
          outputs: paths.map((path) => ({ path, sha256: sha256(path) })),
          missing: [],
        }),
    },
    nonces: {
      find: (key) => Promise.resolve([...(kept.get(JSON.stringify(key)) ?? [])]),
      keep: (key, nonce) => {
        const name = JSON.stringify(key);
        kept.set(name, new Set([...(kept.get(name) ?? []), nonce]));
        return Promise.resolve();
      },
      drop: (key, nonce) => {
        if (nonce === undefined) kept.delete(JSON.stringify(key));
        else kept.get(JSON.stringify(key))?.delete(nonce);
        return Promise.resolve();
      },
    },
    repository: {
      resolve: (name) => Promise.resolve(name === 'HEAD' ? head : name),
      isInBase: () => Promise.resolve({ base: 'main', contained: told.merged }),
      differences: () => Promise.resolve(undefined),
      changesSince: () => Promise.resolve([]),
      commit: () => Promise.resolve(),
      userName: () => Promise.resolve(undefined),
    },
    inForce: { policy: { store: { kind: 'worktree', commit: false }, roles } },
    wait: () => Promise.resolve(),
    random: () => 0,
  };
}

/** The result of a command that was carried out. */
export async function granted<Result extends { readonly ok: true }>(
  command: Promise<Result | Refused>,
): Promise<Result> {
  const result = await command;
  if (result.ok) return result;
  throw new Error(`${result.refusal.code}: ${result.refusal.message}`);
}

/** The refusal of a command, with its exit code. */
export async function refused(command: Promise<{ readonly ok: true } | Refused>) {
  const result = await command;
  if (result.ok) throw new Error('The command was carried out.');
  return { ...result.refusal, exit: exitOf(result.refusal) };
}

/** A registered item of this workflow. */
export async function given(written: Written, setting: Setting = {}): Promise<World> {
  const world = createWorld(written, setting);
  await granted(world.register());
  return world;
}

/** Claims and ends steps, one after the other. */
export async function does(
  world: World,
  steps: readonly string[],
  acting: Acting & { readonly status?: Outcome } = {},
): Promise<void> {
  const { status, ...who } = acting;
  for (const step of steps) {
    await granted(world.claim(step, who));
    await granted(world.complete(step, { ...who, ...(status && { status }) }));
  }
}

/** `state: key, key` for the four places a step can be in. */
export async function places(world: World, executors?: number) {
  const view = await world.viewNow(executors);
  const keys = (rows: readonly { readonly key: string }[]) => rows.map(({ key }) => key);
  return {
    ready: keys(view.readySteps),
    running: keys(view.runningSteps),
    blocked: keys(view.blockedSteps),
    completed: keys(view.completedSteps),
  };
}
