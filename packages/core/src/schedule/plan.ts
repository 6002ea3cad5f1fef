/** A workflow made ready for scheduling: steps in their order, edges as places in that order. Built once, read often. */
import type { Gate, Step, Workflow } from '../model/workflow.ts';
import { byOrderAndKey } from './groups.ts';
import {
  eachPredecessor,
  isPredecessor,
  placesOf,
  predecessorsOf,
  type Places,
  type Predecessors,
} from './predecessors.ts';

export interface PlannedStep {
  /** Place in the `(order, key)` sort, from 0. */
  readonly index: number;
  readonly step: Step;
  readonly predecessors: Predecessors;
  /** Gates before it, gates after a direct predecessor, and handoff gates that stand before every step. */
  readonly gates: readonly Gate[];
}

export interface Plan {
  readonly workflow: Workflow;
  readonly digest: string;
  readonly steps: readonly PlannedStep[];
  readonly byKey: ReadonlyMap<string, PlannedStep>;
  readonly gates: ReadonlyMap<string, Gate>;
}

/** @param digest sha256 of the definition's bytes, which pins it. */
export function makePlan(workflow: Workflow, digest: string): Plan {
  const sorted = [...workflow.steps].sort(byOrderAndKey);
  const places = placesOf(sorted);
  const predecessors = predecessorsOf(sorted, places);
  const gatesOf = gatesInFront(workflow.gates, sorted, predecessors, places);
  const steps: PlannedStep[] = [];
  const byKey = new Map<string, PlannedStep>();
  for (const [index, step] of sorted.entries()) {
    const planned: PlannedStep = {
      index,
      step,
      predecessors: predecessors[index] ?? { kind: 'listed', indexes: [] },
      gates: gatesOf.get(step.key) ?? noGates,
    };
    steps.push(planned);
    byKey.set(step.key, planned);
  }
  return {
    workflow,
    digest,
    steps,
    byKey,
    gates: new Map(workflow.gates.map((gate) => [gate.key, gate])),
  };
}

const noGates: readonly Gate[] = [];

/** The gates in front of each step that has any, in the order of the definition. */
function gatesInFront(
  gates: readonly Gate[],
  sorted: readonly Step[],
  predecessors: readonly Predecessors[],
  places: Places,
): ReadonlyMap<string, readonly Gate[]> {
  const found = new Map<string, Gate[]>();
  for (const gate of gates) {
    const after = gate.after === undefined ? undefined : places.get(gate.after);
    for (const [index, { key }] of sorted.entries()) {
      const before = predecessors[index];
      const everywhere = gate.before === undefined && gate.after === undefined;
      const follows = after !== undefined && before !== undefined && isPredecessor(before, after);
      if (!everywhere && gate.before !== key && !follows) continue;
      const list = found.get(key);
      if (list === undefined) found.set(key, [gate]);
      else list.push(gate);
    }
  }
  return found;
}

/** Keys of the direct predecessors, in `(order, key)` order. */
export function predecessorKeys(plan: Plan, planned: PlannedStep): readonly string[] {
  const keys: string[] = [];
  for (const index of eachPredecessor(planned.predecessors)) {
    const key = plan.steps[index]?.step.key;
    if (key !== undefined) keys.push(key);
  }
  return keys;
}

/** Steps of the same order: the key decides between them. */
export const tiedWith = (plan: Plan, planned: PlannedStep): readonly string[] =>
  plan.steps.flatMap(({ step }) =>
    step.order === planned.step.order && step.key !== planned.step.key ? [step.key] : [],
  );

/** Steps that use one of its resources. */
export function sharesWith(plan: Plan, planned: PlannedStep): readonly string[] {
  if (planned.step.resources.length === 0) return [];
  const mine = new Set(planned.step.resources);
  return plan.steps.flatMap(({ step }) =>
    step.key !== planned.step.key && step.resources.some((name) => mine.has(name))
      ? [step.key]
      : [],
  );
}

/** The steps that a gate covers: its `after` step, or the direct predecessors of its `before` step. */
export function coveredSteps(plan: Plan, gate: Gate): readonly PlannedStep[] {
  if (gate.after !== undefined)
    return [plan.byKey.get(gate.after)].filter((it) => it !== undefined);
  if (gate.before === undefined) return [];
  const target = plan.byKey.get(gate.before);
  if (target === undefined) return [];
  return [...eachPredecessor(target.predecessors)].flatMap((index) => plan.steps[index] ?? []);
}

/** Places of all steps that depend on a step, directly or not. */
export function dependentsOf({ steps }: Plan, start: number): ReadonlySet<number> {
  const citing = new Map<number, number[]>();
  const implicit: { readonly index: number; readonly end: number }[] = [];
  for (const { index, predecessors } of steps) {
    if (predecessors.kind === 'all') implicit.push({ index, end: predecessors.end });
    else
      for (const place of predecessors.indexes)
        citing.set(place, [...(citing.get(place) ?? []), index]);
  }
  const found = new Set<number>();
  const open = [start];
  // A step that waits for all before a place waits for every earlier one: the lowest place looked at says it all.
  let lowest = Number.POSITIVE_INFINITY;
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const next = [...(citing.get(place) ?? [])];
    if (place < lowest) {
      for (const { index, end } of implicit) if (end > place) next.push(index);
      lowest = place;
    }
    for (const index of next) {
      if (found.has(index)) continue;
      found.add(index);
      open.push(index);
    }
  }
  return found;
}
