/** What stands or falls with a step: its attempts, those of every step that depends on it, and all that was built on them. */
import { dependentsOf } from '../schedule/plan.ts';
import { attemptName, placesOfAttempts, type Attempt, type ItemState } from './state.ts';

/** @param place of the step in the plan; attempts of steps that were dropped since are found as what they were built on. */
export function attemptsBuiltOn(state: ItemState, place: number): readonly Attempt[] {
  const places = placesOfAttempts(state);
  const dependents = dependentsOf(state.plan, place);
  const found = new Map<string, Attempt>();
  for (const [name, { attempt, index }] of places) {
    if (index !== undefined && (index === place || dependents.has(index))) found.set(name, attempt);
  }
  // Steps may depend on steps of higher order: until nothing is added.
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const [name, { attempt }] of places) {
      const { predecessors } = attempt.launch.record;
      if (!found.has(name) && predecessors.some((ref) => found.has(attemptName(...ref))))
        found.set(name, attempt);
    }
  }
  return [...found.values()];
}
