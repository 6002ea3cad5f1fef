/** How an item is brought to its end from wherever it is: the next thing that somebody can do for it. */
import { type Action } from './actions.ts';
import { people } from './definitions.ts';
import { isOwnWork, mayDecide } from './gates.ts';
import { isRunning, phaseOf, votesFor, type Life, type Model } from './life.ts';
import { needsRequeue, ready, waitsFor } from './readiness.ts';

/** Nothing when nobody can do anything for it: it is done, it has ended, or a gate waits for people who are not here. */
export function nextOf(model: Model, life: Life, turn: number): Action | undefined {
  const { item, ended, tries } = life;
  const reason = `On the way to the end: ${turn}`;
  const [failing] = model.outside.failing;
  if (failing !== undefined) return { kind: 'outside', item, flips: failing };
  const running = tries.find(isRunning);
  if (running?.claim !== undefined) {
    const { executor, person, machine } = running.claim;
    const step = running.step ?? running.key;
    return {
      ...{ kind: 'end', item, step, executor, person, machine },
      ...{ status: 'completed', words: reason },
    };
  }
  if (ended !== undefined) return undefined;
  const [obstacle] = [
    ...waitsFor(model, life),
    ...[...life.blockers].flatMap(([id, it]) => (it.isOpen ? [id] : [])),
  ];
  if (obstacle !== undefined)
    return { kind: 'unblock', item, blocker: obstacle, person: 'p3', reason };
  const [step] = ready(model, life);
  if (step !== undefined) {
    const who = { executor: 'e0', person: 'p0', machine: 0, force: false };
    return { kind: 'claim', item, step, ...who };
  }
  const failed = life.blueprint.rows.find((row) => needsRequeue(life, row));
  if (failed !== undefined) return { kind: 'retry', item, step: failed.key, person: 'p3', reason };
  return vote(model, life, reason);
}

function vote(model: Model, life: Life, reason: string): Action | undefined {
  for (const gate of life.blueprint.gates) {
    if (phaseOf(life, gate) !== 'pending') continue;
    const person = people.find(
      (it) =>
        mayDecide(model, gate, it) && !isOwnWork(life, gate, it) && !votesFor(life, gate).has(it),
    );
    if (person === undefined) continue;
    const common = { item: life.item, gate: gate.key, person };
    return gate.kind === 'handoff'
      ? { kind: 'review', ...common, decision: 'proceed', reason }
      : { kind: 'approve', ...common };
  }
  return undefined;
}
