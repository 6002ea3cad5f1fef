/** The real thing: use cases on one store, with two machines that keep nonces of their own and one clock. */
import * as app from '@orchestrator/app';
import {
  readItem,
  type AnyStored,
  type ItemState,
  type Refused,
  type Store,
} from '@orchestrator/core';
import { createMemoryStore, type MemoryStore } from '@orchestrator/stores';
import { loadItem } from '../../src/load.ts';
import { granted } from '../world.ts';
import type { Action, ActionOf } from './actions.ts';
import type { Written } from './blueprint.ts';
import { definitionOf, depsOf, noting, type Outside } from './machine.ts';

type Answer = { readonly ok: true } | Refused;
type Acts<K extends Action['kind']> = (
  deps: app.Deps,
  action: ActionOf<K>,
  real: Real,
) => Promise<Answer>;

export interface Real {
  readonly memory: MemoryStore;
  readonly deps: app.Deps;
  readonly outside: Outside;
  /** The digest of a state of a gate, by what the model calls it. */
  readonly digests: Map<string, string>;
  readonly act: (action: Action) => Promise<Answer>;
  readonly stateOf: (item: string) => Promise<ItemState>;
  readonly recordsOf: (item: string) => Promise<readonly AnyStored[]>;
}

const begin = Date.parse('2026-01-19T14:30:00.000Z');

/** @param open how a machine reaches the store; a memory when absent */
export function createReal(versions: readonly Written[], open?: (machine: string) => Store): Real {
  const memory = createMemoryStore();
  const noted = noting(memory);
  const outside: Outside = { failing: new Set(), contents: 0, merged: true };
  // One moment for each action: how often a command looks at the clock depends on the store.
  let time = begin;
  const now = (): string => new Date(time).toISOString();
  const known = new Map(versions.map((it) => [it.version, definitionOf(it)]));
  const machines = ['m0', 'm1'].map((machine) =>
    depsOf(versions, known, open?.(machine) ?? noted, machine, outside, now),
  );
  const [deps] = machines;
  if (deps === undefined) throw new Error('There are two machines.');
  const recordsOf = async (item: string) =>
    readItem(item, (await deps.store.read(item)).files).records;
  const real: Real = {
    ...{ memory, deps, outside, digests: new Map(), recordsOf },
    stateOf: async (item) => (await granted(loadItem(deps, item))).state,
    act: (action) => {
      time += 1000;
      if (action.kind === 'outside') return Promise.resolve(changeOutside(outside, action));
      const machine = 'machine' in action ? action.machine : 0;
      return carryOut(machines[machine] ?? deps, action, real);
    },
  };
  return real;
}

function changeOutside(outside: Outside, action: ActionOf<'outside'>): Answer {
  const { flips, contents, merged } = action;
  if (flips !== undefined && !outside.failing.delete(flips)) outside.failing.add(flips);
  if (contents !== undefined) outside.contents = contents;
  if (merged !== undefined) outside.merged = merged;
  return { ok: true };
}

const acts: { readonly [K in Exclude<Action['kind'], 'outside'>]: Acts<K> } = {
  register: (deps, { item, version, links, owner }) =>
    app.register(deps, {
      actor: 'olga',
      written: {
        ...{ schemaVersion: '1.0', type: 'item.registered', workItemId: item, owner },
        ...{ workflow: { id: 'wf', version }, causes: [], links: [...links], inputs: {} },
      },
    }),
  schedule: (deps, { item, executors }) =>
    app.schedule(deps, { item, ...(executors !== undefined && { executors }) }),
  claim: (deps, { item, step, executor, person, force }) =>
    app.claim(deps, {
      ...{ item, step, actor: person, executor: { kind: 'local', id: executor } },
      ...(force && { force }),
    }),
  end: (deps, { item, step, k, executor, person, status, words }) =>
    app.complete(deps, {
      ...{ item, step, executor, status, actor: person, outcome: words },
      ...(k !== undefined && { attempt: String(k) }),
    }),
  abandon: (deps, { item, step, person, words }) =>
    app.complete(deps, {
      ...{ item, step, actor: person, executor: 'local', outcome: words },
      status: 'abandoned',
    }),
  retry: (deps, { item, step, person, reason }) =>
    app.requeue(deps, { item, step, actor: person, reason }),
  approve: (deps, { item, gate, person, shown }, real) =>
    app.decideAtGate(deps, {
      ...{ item, decision: 'approve', gate, actor: person, reason: '', followUps: [] },
      ...pinned(real, shown),
    }),
  reject: (deps, { item, gate, person, reason, returnTo, shown }, real) =>
    app.decideAtGate(deps, {
      ...{ item, decision: 'reject', gate, actor: person, reason, followUps: [] },
      ...(returnTo !== undefined && { returnTo }),
      ...pinned(real, shown),
    }),
  review: (deps, { item, gate, person, decision, reason, target, shown }, real) =>
    app.decideAtGate(deps, {
      ...{ item, decision, gate, actor: person, reason, followUps: [] },
      ...(target !== undefined && { target }),
      ...pinned(real, shown),
    }),
  block: (deps, { item, blocker, step, person, reason }) =>
    app.block(deps, {
      ...{ item, blocker, actor: person, reason, classification: 'defect' },
      ...(step !== undefined && { step }),
    }),
  unblock: (deps, { item, blocker, person, reason }) =>
    app.unblock(deps, { item, blocker, actor: person, reason }),
  transfer: (deps, { item, step, to, person, reason }) =>
    app.transfer(deps, { item, to, actor: person, reason, ...(step !== undefined && { step }) }),
  migrate: (deps, { item, to, map, person, reason }) =>
    app.migrate(deps, { item, actor: person, reason, to: { version: to }, renames: map }),
  rollback: (deps, { item, person, reason }) =>
    app.migrate(deps, { item, actor: person, reason, renames: {} }),
  correct: async (deps, { item, record, field, value, person, reason }, real) =>
    app.correct(deps, {
      ...{ item, set: { [field]: value }, actor: person, reason },
      record: recordId(await real.recordsOf(item), record),
    }),
  integrate: (deps, { item, person }) => app.integrate(deps, { item, actor: person }),
  revert: (deps, { item, step, person, reason }) =>
    app.revert(deps, { item, step, actor: person, reason }),
};

/** The id of a record that an action names. */
function recordId(records: readonly AnyStored[], name: string): string {
  if (name === 'registration') return records.find((it) => it.kind === name)?.id ?? name;
  const claim = records.find(
    (it) => it.kind === 'claim' && `${it.record.step}.${it.record.k}` === name,
  );
  const handoff = records.find(
    (it) => it.kind === 'handoff' && it.record.causes[0] === claim?.id && claim !== undefined,
  );
  return handoff?.id ?? 'ffffffff';
}

const pinned = ({ digests }: Real, shown: string | undefined) =>
  shown === undefined ? {} : { shown: digests.get(shown) ?? 'f'.repeat(64) };

function carryOut(
  deps: app.Deps,
  action: Exclude<Action, ActionOf<'outside'>>,
  real: Real,
): Promise<Answer> {
  // One function per kind; which one goes with which action, the table above says.
  const act = acts[action.kind] as Acts<typeof action.kind>;
  return act(deps, action, real);
}
