/** Where each gate stands, put among the steps: before the step that it guards, or after the one that it follows. */
import type { Gate, GateState, ItemState } from '@orchestrator/core';
import { frontier, type GateRow, type Place, type Row, type StepRow } from './status-model.ts';
import { elapsed } from './time.ts';

/** The rows of the steps with those of the gates in between. */
export function gateRows(
  state: ItemState,
  steps: readonly StepRow[],
  asOf: string,
): readonly Row[] {
  const gates = [...state.gates.values()].map((gate) => ({
    gate: gate.gate,
    row: gateRow(state, gate, steps, asOf),
  }));
  if (gates.length === 0) return steps;
  const at = (is: (gate: Gate) => boolean): readonly Row[] =>
    gates.filter(({ gate }) => is(gate)).map(({ row }) => row);
  return [
    ...at(({ before, after }) => before === undefined && after === undefined),
    ...steps.flatMap((step) => [
      ...at(({ before, after }) => after === undefined && before === step.key),
      step,
      ...at(({ after }) => after === step.key),
    ]),
  ];
}

const placeOf: Readonly<Record<GateState['phase'], Place>> = {
  approved: 'done',
  pending: 'pending',
  waiting: 'waiting',
};

function gateRow(
  state: ItemState,
  { gate, phase, covered, votes }: GateState,
  steps: readonly StepRow[],
  asOf: string,
): GateRow {
  const place = state.ended !== undefined && phase === 'pending' ? 'waiting' : placeOf[phase];
  const predecessors = coveredBy(state, gate);
  const missing = phase === 'waiting' ? unfinished(predecessors, steps) : [];
  const reached = covered.flatMap(({ handoff }) => handoff?.record.timestamp ?? []);
  const since = reached.reduce(
    (one, other) => (Date.parse(other) > Date.parse(one) ? other : one),
    state.registration.record.at,
  );
  const people = new Set(votes.map(({ record }) => record.actor.toLowerCase()));
  return {
    kind: 'gate',
    ...{ key: gate.key, state: place },
    order: state.plan.byKey.get(gate.before ?? gate.after ?? '')?.step.order ?? 0,
    isNear:
      place === 'pending' ||
      (place === 'waiting' &&
        state.ended === undefined &&
        missing.every((step) => frontier.has(step.state))),
    waits:
      missing.length === 0 ? [] : [{ code: 'predecessor', names: missing.map(({ key }) => key) }],
    owners:
      place === 'done' ? votes.map(({ record }) => record.actor) : [...gate.users, ...gate.roles],
    approvals: { given: people.size, needed: gate.approvals },
    isReview: gate.kind === 'handoff',
    ...(place === 'pending' && { sinceMs: elapsed(since, asOf) }),
    predecessors,
  };
}

/** By place among the steps: the step that it follows, or those in front of the step that it guards. */
function coveredBy({ plan }: ItemState, { before, after }: Gate): GateRow['predecessors'] {
  const follows = plan.byKey.get(after ?? '');
  if (follows !== undefined) return { kind: 'listed', indexes: [follows.index] };
  return plan.byKey.get(before ?? '')?.predecessors ?? { kind: 'listed', indexes: [] };
}

function unfinished(
  predecessors: GateRow['predecessors'],
  steps: readonly StepRow[],
): readonly StepRow[] {
  const covered =
    predecessors.kind === 'all'
      ? steps.slice(0, predecessors.end)
      : predecessors.indexes.flatMap((index) => steps[index] ?? []);
  return covered.filter((step) => step.state !== 'done');
}
