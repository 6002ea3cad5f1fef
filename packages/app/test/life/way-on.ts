/** Is there always something to be done next, and by whom? Asked of the model: it is the pages that must not lead into a dead end. */
import { isOwnWork, mayDecide } from './gates.ts';
import { coveredTries, foundations, isRunning, phaseOf, type Life, type Model } from './life.ts';
import { isDone, needsRequeue, ready } from './readiness.ts';
import { people } from './definitions.ts';
import type { WrittenGate } from './blueprint.ts';

/** Nothing when there is a way on; else what is missing. */
export function wayOn(model: Model, life: Life): string | undefined {
  if (life.ended !== undefined || isDone(life)) return undefined;
  const isOpen =
    ready(model, life).length > 0 ||
    life.tries.some(isRunning) ||
    life.blueprint.rows.some((row) => needsRequeue(life, row)) ||
    waitsForPeople(model, life);
  return isOpen ? undefined : 'nobody can do anything';
}

function waitsForPeople(model: Model, life: Life): boolean {
  const blocked =
    [...life.blockers.values()].some((it) => it.isOpen) || life.links.length > life.waived.size;
  return (
    blocked ||
    life.blueprint.gates.some(
      (gate) => phaseOf(life, gate) === 'pending' && isDecidable(model, life, gate),
    )
  );
}

/** Can somebody approve it who has not, or send back what it judges? */
function isDecidable(model: Model, life: Life, gate: WrittenGate): boolean {
  const deciders = people.filter((person) => mayDecide(model, gate, person));
  const behind = [...foundations(coveredTries(life, gate) ?? [])];
  return (
    deciders.some((person) => !isOwnWork(life, gate, person)) ||
    (deciders.length > 0 && behind.some(({ isIntegrated }) => !isIntegrated))
  );
}
