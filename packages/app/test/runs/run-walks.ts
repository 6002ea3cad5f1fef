/** Random walks of a run: the commands of the runner and the ordinary ones, most of them sensible, some not. */
import { claim, complete, decideAtGate, requeue, schedule, type Deps } from '@orchestrator/app';
import { gateNameOf, stepOf, type ItemState, type Outcome, type Refused } from '@orchestrator/core';
import fc from 'fast-check';
import { contractOf, type RunWorld } from './run-world.ts';

export const kinds = [
  ...['start', 'finish', 'finish-badly', 'fail', 'end', 'invoke', 'schedule', 'claim'],
  ...['complete', 'fail-item', 'release', 'abandon', 'retry', 'approve', 'reject'],
  ...['change', 'migrate', 'roll-back'],
] as const;

export interface Move {
  readonly kind: string;
  readonly gate: number;
  readonly who: number;
}

/** An end is rare, for hardly anything happens after it; to roll back is often refused. */
const weights: Readonly<Record<string, number>> = {
  end: 2,
  change: 4,
  migrate: 8,
  'roll-back': 12,
};
const anyKind = fc.oneof(
  ...kinds.map((kind) => ({ arbitrary: fc.constant(kind), weight: weights[kind] ?? 6 })),
);
const anyMove = fc.record<Move>({
  kind: anyKind,
  gate: fc.nat({ max: 2 }),
  who: fc.nat({ max: 1 }),
});

export const anyRunWalk = (longest: number) =>
  fc.record({
    mode: fc.constantFrom('manual' as const, 'pipeline' as const),
    moves: fc.array(anyMove, { minLength: longest / 2, maxLength: longest, size: 'max' }),
  });

type Done = { readonly ok: true } | Refused;
interface Place {
  readonly item: string;
  readonly label: string;
}

/** The keys of steps that a move makes sense for; all of them, where there are none. */
function chosen({ steps }: ItemState, { kind, gate }: Move): { step: string; gate: string } {
  const fitting = steps.filter(({ open, counting, last }) => {
    const isRunning = open?.claim !== undefined && open.handoff === undefined;
    if (['start', 'claim'].includes(kind)) return !isRunning && counting === undefined;
    if (kind === 'retry') return counting === undefined && last?.handoff !== undefined;
    return kind === 'invoke' || isRunning;
  });
  const choice = fitting.length > 0 ? fitting : steps;
  const planned = choice[gate % choice.length]?.planned.step;
  if (planned === undefined) throw new Error('a run has gates');
  return { step: planned.key, gate: gateNameOf(planned) };
}

/** Carries a move out. */
export async function carryOut(world: RunWorld, at: Place, move: Move): Promise<Done> {
  const state = await world.stateOf(at.item);
  const { step, gate } = chosen(state, move);
  const agent = `agent-${move.who}`;
  const { label, item } = at;
  world.told.failing.clear();
  switch (move.kind) {
    case 'start':
      return world.start(label, gate, agent);
    case 'finish-badly':
      world.told.failing.add(`${gate.toLowerCase()}-output-1`);
      return world.finish(label, gate);
    case 'finish':
      return world.finish(label, gate);
    case 'fail':
      return world.fail(label, gate, `because of ${agent}`);
    case 'end':
      return world.end(label, ([undefined, 'PASSED', 'CANCELED'] as const)[move.gate]);
    case 'change':
      world.texts.set('G1', contractOf('G1', { description: `wording ${move.gate}` }));
      return { ok: true };
    case 'migrate':
      return world.migrateTo(item, '1.0.0', `change ${state.migrations.length}`);
    case 'roll-back':
      return world.migrateTo(item, undefined, `back ${state.migrations.length}`);
    case 'invoke':
      return world.invoke(label, gate, move.who === 0 ? 'SUCCESS' : 'FAIL', agent);
    default:
      return onItem(world.deps, state, step, move);
  }
}

/** The commands that every item has. */
function onItem(deps: Deps, state: ItemState, step: string, { kind, who }: Move): Promise<Done> {
  const { item } = state;
  const own = `e${who}-${step}`;
  // Half of the time, whoever has it brings it to an end.
  const holder = stepOf(state, step)?.open?.claim?.record.executor.id;
  const executor = kind !== 'claim' && who === 0 ? (holder ?? own) : own;
  const ended = (status: Outcome) =>
    complete(deps, { item, step, actor: 'olga', executor, status, outcome: status });
  const said = { actor: 'rita', reason: 'not good enough', followUps: [] };
  switch (kind) {
    case 'claim':
      return claim(deps, { item, step, actor: 'olga', executor: { kind: 'local', id: executor } });
    case 'complete':
      return ended('completed');
    case 'fail-item':
      return ended('failed');
    case 'release':
      return ended('released');
    case 'abandon':
      return ended('abandoned');
    case 'retry':
      return requeue(deps, { item, step, actor: 'olga', reason: 'again' });
    case 'approve':
    case 'reject':
      return decideAtGate(deps, { ...said, item, decision: kind, gate: 'seen' });
    default:
      return schedule(deps, { item });
  }
}
