/** A place for whole lives: several items and several versions of one workflow, on one store with one clock. */
import * as app from '@orchestrator/app';
import {
  readItem,
  readWorkflow,
  type BlockerType,
  type Clock,
  type Policy,
  type RecordKind,
  type RecordOf,
  type Renames,
  type ReviewDecision,
} from '@orchestrator/core';
import { sha256, type MemoryStore } from '@orchestrator/stores';
import { createWorld, granted, type Written } from '../world.ts';

/** A version as people write it, without the id of the workflow. */
export interface WrittenVersion extends Written {
  readonly version?: string;
  readonly effectiveFrom?: string;
  readonly effectiveUntil?: string;
  readonly successCriteria?: readonly string[];
  readonly change?: { readonly author: string; readonly reason: string; readonly impact: string };
}

export interface Place {
  readonly deps: app.Deps;
  readonly memory: MemoryStore;
  /** Ids of criteria that fail when they are checked. */
  readonly failing: Set<string>;
  /** What the declared inputs and outputs hold: other words, other digests. */
  readonly outside: { contents: string };
  readonly register: (
    item: string,
    more?: { readonly version?: string; readonly owner?: string; readonly links?: string[] },
  ) => ReturnType<typeof app.register>;
}

/** An empty store beside these versions of the workflow `wf`. */
export function openPlace(
  versions: readonly WrittenVersion[],
  { roles = {}, clock }: { readonly roles?: Policy['roles']; readonly clock?: Clock } = {},
): Place {
  const known = new Map(versions.map((it) => [it.version ?? '1.0.0', definitionOf(it)]));
  const world = createWorld(versions[0] ?? { steps: [] }, { roles });
  const outside = { contents: 'as they were' };
  const digestOf = (path: string) => ({ path, sha256: sha256(`${path} ${outside.contents}`) });
  const deps: app.Deps = {
    ...world.deps,
    ...(clock && { clock }),
    definitions: {
      read: (id, version) => Promise.resolve(id === 'wf' ? known.get(version) : undefined),
      list: () => Promise.resolve([...known.keys()].map((version) => ({ id: 'wf', version }))),
    },
    checks: {
      ...world.deps.checks,
      digest: (paths) => Promise.resolve({ outputs: paths.map(digestOf), missing: [] }),
    },
  };
  return {
    ...{ deps, outside, memory: world.memory, failing: world.told.failing },
    register: (item, { version = '1.0.0', owner = 'olga', links = [] } = {}) =>
      app.register(deps, {
        actor: 'olga',
        written: {
          ...{ schemaVersion: '1.0', type: 'item.registered', workItemId: item, owner },
          ...{ workflow: { id: 'wf', version }, causes: [], links, inputs: {} },
        },
      }),
  };
}

function definitionOf({ version = '1.0.0', ...written }: WrittenVersion) {
  const found = readWorkflow({ id: 'wf', version, ...written });
  if (!found.ok) throw new Error(found.problems.map(({ detail }) => detail).join(' '));
  const { workflow } = found;
  const digest = sha256(JSON.stringify(workflow));
  return { ok: true as const, path: `artifacts/workflows/wf@${version}.yaml`, digest, workflow };
}

interface By {
  readonly actor?: string;
  readonly reason?: string;
}

/** What people and executors do to one item. */
export type Life = ReturnType<typeof lifeOf>;

export function lifeOf({ deps }: Pick<Place, 'deps'>, item: string) {
  const by = ({ actor = 'rita', reason = 'so it was agreed' }: By) => ({ item, actor, reason });
  return {
    schedule: () => app.schedule(deps, { item }),
    claim: (
      step: string,
      { executor = 'local', force }: { readonly executor?: string; readonly force?: true } = {},
    ) =>
      app.claim(deps, {
        ...{ item, step, actor: 'worker', executor: { kind: 'local', id: executor } },
        ...(force && { force }),
      }),
    complete: (
      step: string,
      {
        executor = 'local',
        ...more
      }: Partial<Pick<app.Complete, 'executor' | 'outcome' | 'nextAction'>> = {},
    ) =>
      app.complete(deps, { item, step, actor: 'worker', status: 'completed', executor, ...more }),
    end: (step: string, status: 'failed' | 'released' | 'abandoned', outcome: string) =>
      app.complete(deps, { item, step, status, outcome, actor: 'worker', executor: 'local' }),
    retry: (step: string, more: By = {}) => app.requeue(deps, { ...by(more), step }),
    approve: (gate: string, { reason = '', ...more }: By = {}) =>
      app.decideAtGate(deps, {
        ...{ ...by({ ...more, reason }), decision: 'approve', gate, followUps: [] },
      }),
    reject: (
      gate: string,
      { returnTo, ...more }: By & { readonly returnTo?: string } = {},
      followUps: readonly string[] = [],
    ) =>
      app.decideAtGate(deps, {
        ...{ ...by(more), decision: 'reject', gate, followUps },
        ...(returnTo !== undefined && { returnTo }),
      }),
    review: (
      gate: string,
      decision: ReviewDecision,
      { target, ...more }: By & { readonly target?: string } = {},
    ) =>
      app.decideAtGate(deps, {
        ...{ ...by(more), decision, gate, followUps: [] },
        ...(target !== undefined && { target }),
      }),
    block: (
      blocker: string,
      {
        step,
        type = 'environment',
        owner,
        ...more
      }: By & { readonly step?: string; readonly type?: BlockerType; readonly owner?: string } = {},
    ) =>
      app.block(deps, {
        ...{ ...by(more), blocker, classification: type },
        ...(step !== undefined && { step }),
        ...(owner !== undefined && { owner }),
      }),
    unblock: (blocker: string, more: By = {}) => app.unblock(deps, { ...by(more), blocker }),
    transfer: (to: string, { step, ...more }: By & { readonly step?: string } = {}) =>
      app.transfer(deps, { ...by(more), to, ...(step !== undefined && { step }) }),
    correct: (record: string, set: Readonly<Record<string, string>>, more: By = {}) =>
      app.correct(deps, { ...by(more), record, set }),
    migrate: (version: string, renames: Renames = {}, more: By & { readonly dryRun?: true } = {}) =>
      app.migrate(deps, { ...by(more), ...more, to: { version }, renames }),
    rollback: (more: By = {}) => app.migrate(deps, { ...by(more), renames: {} }),
    integrate: () => app.integrate(deps, { item, actor: 'rita' }),
    revert: (step: string, more: By = {}) => app.revert(deps, { ...by(more), step }),
    status: async () => (await granted(app.status(deps, item))).view,
    explain: async () => (await granted(app.explain(deps, item))).view,
    next: async () => (await granted(app.next(deps, item))).view,
    history: async () => (await granted(app.history(deps, item))).view,
    violations: async () => (await granted(app.verify(deps, { item }))).report.violations,
    recordsOf: async <Kind extends RecordKind>(kind: Kind): Promise<readonly RecordOf[Kind][]> =>
      readItem(item, (await deps.store.read(item)).files)
        .records.filter((stored) => stored.kind === kind)
        .map(({ record }) => record as RecordOf[Kind]),
  };
}

/** A registered item of the newest workflow there is. */
export async function begun(place: Place, item = 'wi-1'): Promise<Life> {
  await granted(place.register(item));
  return lifeOf(place, item);
}

/** Claims and completes steps, one after the other. */
export async function completes(life: Life, steps: readonly string[]): Promise<void> {
  for (const step of steps) {
    await granted(life.claim(step));
    await granted(life.complete(step));
  }
}
