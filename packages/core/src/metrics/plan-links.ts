/** Which steps and gates to look at again when a step is done or a gate opens. Made once for each plan. */
import type { Gate } from '../model/workflow.ts';
import { groupStarts } from '../schedule/groups.ts';
import { coveredSteps, type Plan, type PlannedStep } from '../schedule/plan.ts';

export interface PlanLinks {
  /** Places of the steps that list a step among what they depend on. */
  readonly listing: ReadonlyMap<number, readonly number[]>;
  /** Steps that wait for all before a place, by that place. */
  readonly waitingForAll: readonly { readonly index: number; readonly end: number }[];
  /** Gates behind a step, by its key. */
  readonly gatesAfter: ReadonlyMap<string, readonly Gate[]>;
  /** Places of the steps that a gate stands in front of, by its key. */
  readonly behindGate: ReadonlyMap<string, readonly number[]>;
  /** Keys of the steps that a gate covers, by its key. */
  readonly covered: ReadonlyMap<string, readonly string[]>;
  /** Keys of the branches that come together in a step; none where it follows a single one. */
  readonly branches: (planned: PlannedStep) => readonly string[];
}

const known = new WeakMap<Plan, PlanLinks>();

export function linksOf(plan: Plan): PlanLinks {
  const found = known.get(plan) ?? makeLinks(plan);
  known.set(plan, found);
  return found;
}

function makeLinks(plan: Plan): PlanLinks {
  const listing = new Map<number, number[]>();
  const waitingForAll: { readonly index: number; readonly end: number }[] = [];
  const behindGate = new Map<string, number[]>();
  for (const { index, predecessors, gates } of plan.steps) {
    if (predecessors.kind === 'all') waitingForAll.push({ index, end: predecessors.end });
    else for (const place of predecessors.indexes) add(listing, place, index);
    for (const { key } of gates) add(behindGate, key, index);
  }
  const gatesAfter = new Map<string, Gate[]>();
  const covered = new Map<string, readonly string[]>();
  for (const gate of plan.gates.values()) {
    if (gate.after !== undefined) add(gatesAfter, gate.after, gate);
    covered.set(
      gate.key,
      coveredSteps(plan, gate).map(({ step }) => step.key),
    );
  }
  waitingForAll.sort((one, other) => one.end - other.end || one.index - other.index);
  return { listing, waitingForAll, gatesAfter, behindGate, covered, branches: branchesIn(plan) };
}

/** A step that waits for all earlier ones joins the group in front of it: what is before that was joined there. */
function branchesIn(plan: Plan): PlanLinks['branches'] {
  const starts = groupStarts(plan.steps.map(({ step }) => step));
  const keysOf = (places: readonly number[]): readonly string[] =>
    places.length < 2 ? [] : places.flatMap((place) => plan.steps[place]?.step.key ?? []);
  return ({ predecessors }) => {
    if (predecessors.kind === 'listed') return keysOf(predecessors.indexes);
    const { end } = predecessors;
    const start = starts[end - 1] ?? end;
    return keysOf(Array.from({ length: end - start }, (_, place) => start + place));
  };
}

function add<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
