/** What there is to be done with an item: which kinds of action, and with which of its steps. */
import type { Kind } from './actions.ts';
import { pickOf, type Choice } from './choice.ts';
import { counting, coveredTries, isRunning, phaseOf, type Life, type Model } from './life.ts';
import { needsRequeue, ready, waitsFor } from './readiness.ts';

/** What makes an item go on. */
const onward: readonly Kind[] = ['end', 'claim', 'approve', 'retry', 'unblock'];

/** The kind that was chosen, or one that there is something for. */
export function fitting(model: Model, life: Life, { kind, pick }: Choice): Kind {
  if (isFor(model, life, kind)) return kind;
  return (
    pickOf(
      onward.filter((it) => isFor(model, life, it)),
      pick,
    ) ?? kind
  );
}

/** Is there anything that such an action could be about? */
function isFor(model: Model, life: Life, kind: Kind): boolean {
  const { gates, rows } = life.blueprint;
  switch (kind) {
    case 'claim':
    case 'end':
    case 'abandon':
    case 'retry':
    case 'revert':
      return fittingSteps(model, life, kind).length > 0;
    case 'approve':
      return gates.some((gate) => phaseOf(life, gate) === 'pending');
    case 'reject':
      return gates.some((gate) => (coveredTries(life, gate) ?? []).length > 0);
    case 'review':
      return gates.some((it) => it.kind === 'handoff' && phaseOf(life, it) === 'pending');
    case 'unblock':
      return openObstacles(model, life).length > 0;
    case 'rollback':
      return life.moves.length > 0;
    case 'integrate':
      return rows.some(({ key }) => counting(life, key)?.isIntegrated === false);
    default:
      return true;
  }
}

export const openObstacles = (model: Model, life: Life): readonly string[] => [
  ...[...life.blockers].flatMap(([id, it]) => (it.isOpen ? [id] : [])),
  ...waitsFor(model, life),
];

export function fittingSteps(model: Model, life: Life, kind: Kind): readonly string[] {
  const { rows } = life.blueprint;
  switch (kind) {
    case 'claim':
      return ready(model, life);
    case 'end':
    case 'abandon':
      return life.tries.filter(isRunning).map(({ step, key }) => step ?? key);
    case 'retry':
      return rows.filter((row) => needsRequeue(life, row)).map(({ key }) => key);
    case 'revert':
      return life.tries.flatMap((it) => (it.isIntegrated ? (it.step ?? []) : []));
    default:
      return [];
  }
}
