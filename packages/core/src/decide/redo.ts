/** How a step that is done comes to be done again: by a rejection at a gate behind it (FR-021). */
import { coveredSteps, dependentsOf } from '../schedule/plan.ts';
import { shortList } from '../schedule/rules.ts';
import {
  attemptName,
  placesOfAttempts,
  stepOf,
  type Attempt,
  type GateState,
  type ItemState,
} from '../state/state.ts';
import { refuse, type Refused } from './refusal.ts';

/** A sentence for whoever wants a step of the present version done again, with the command that does it. */
export function howToRedo(state: ItemState, step: string): string {
  const gate = gateBehind(state, step);
  if (gate === undefined) {
    return `No gate comes after ${step}; to have it done again, add one in a new version of the workflow and migrate.`;
  }
  const { item } = state;
  const counting = stepOf(state, step)?.counting;
  const isIntegrated =
    counting !== undefined && state.integrated.has(attemptName(counting.step, counting.k));
  const first = isIntegrated
    ? `revert it (orchestrator revert --work-item ${item} --step ${step} --reason "…"), then `
    : '';
  const when = gate.state === undefined ? ', once that is reached' : '';
  return `To have it done again, ${first}reject it at the gate ${gate.gate.key}${when}: ${rejection(item, gate, step)}`;
}

/** The command that sends a step back; `undefined` where no gate stands behind it. */
export function howToReject(state: ItemState, step: string): string | undefined {
  const gate = gateBehind(state, step);
  return gate && rejection(state.item, gate, step);
}

const rejection = (item: string, { gate }: GateState, step: string): string =>
  `orchestrator gate --work-item ${item} --gate ${gate.key} --decision reject --return-to ${step} --reason "…"`;

/** A gate that covers the step or what was built on it; one that has been reached, if there is one. */
function gateBehind({ plan, gates }: ItemState, step: string): GateState | undefined {
  const place = plan.byKey.get(step)?.index;
  if (place === undefined) return undefined;
  const dependents = dependentsOf(plan, place);
  const behind = [...gates.values()].filter(({ gate }) =>
    coveredSteps(plan, gate).some(({ index }) => index === place || dependents.has(index)),
  );
  return behind.find(({ state }) => state !== undefined) ?? behind[0];
}

/** Sorts keys of steps as the plan has them. */
export const byPlace =
  ({ plan }: ItemState) =>
  (one: string, other: string): number =>
    (plan.byKey.get(one)?.index ?? 0) - (plan.byKey.get(other)?.index ?? 0);

/**
 * What is in the base branch is sent back only after a revert. Named is the step to revert: the one that the rejection
 * goes back to, for a revert opens what was built on it too; where only later work was integrated, the first of that.
 */
export function beyondTheLine(
  state: ItemState,
  beyond: readonly Attempt[],
  rejected: Attempt,
): Refused {
  const places = placesOfAttempts(state);
  const keyOf = ({ step, k }: Attempt): string | undefined => places.get(attemptName(step, k))?.key;
  const target = keyOf(rejected) ?? rejected.step;
  const keys = [...new Set(beyond.flatMap((it) => keyOf(it) ?? []))].sort(byPlace(state));
  // What was dropped since is opened with what it was built on.
  const first = keys.includes(target) ? target : (keys[0] ?? target);
  const others = keys.filter((key) => key !== first);
  const also = others.length === 0 ? '' : ` (with ${shortList(others)})`;
  return refuse(
    'already-integrated',
    `This would ${first === target ? 'send back' : `send back ${target}, and make void`} ${first}, which has been integrated into the base branch${also}.`,
    `Revert it first: orchestrator revert --work-item ${state.item} --step ${first} --reason "…"`,
  );
}
