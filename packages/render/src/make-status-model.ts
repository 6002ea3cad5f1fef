/** From the state of an item to what is shown of it. Pure: no clock but that of the records. */
import {
  laterTime,
  lifeOf,
  measure,
  statusView,
  timeOf,
  type ItemState,
  type StatusView,
} from '@orchestrator/core';
import { gateRows } from './gate-rows.ts';
import { attemptModels, decisionModels, handoffModels } from './recorded.ts';
import { droppedRows, stepRows } from './step-rows.ts';
import {
  places,
  type ItemBlocker,
  type Place,
  type Row,
  type StatusModel,
} from './status-model.ts';
import { elapsed } from './time.ts';

/** What a comment shows of an item. @param state of a registered item; one that is damaged shows what is left */
export function statusModel(state: ItemState): StatusModel {
  const view = statusView(state);
  const asOf = state.records.map(({ record }) => timeOf(record)).reduce(laterTime, begin(state));
  const steps = stepRows(state, view, asOf);
  const rows = [...gateRows(state, steps, asOf), ...droppedRows(state, asOf)];
  return {
    item: state.item,
    title: view.title,
    workflow: { id: view.workflow.id, version: view.workflow.version },
    phase: view.state,
    total: steps.length,
    counts: countsOf(rows),
    next: view.nextAction,
    asOf,
    ageMs: elapsed(begin(state), asOf),
    blockedMs: blockedTime(state, asOf),
    reworks: view.reworks.map(({ gate, step }) => ({ gate, step })),
    rows,
    blockers: itemBlockers(view, asOf),
    criteria: view.remainingExitCriteria,
    decisions: decisionModels(state),
    handoffs: handoffModels(state),
    attempts: attemptModels(state),
    damaged: view.damaged,
  };
}

const begin = ({ registration }: ItemState): string => registration.record.at;

/** Gates are counted while somebody must decide about them; steps always. */
function countsOf(rows: readonly Row[]): StatusModel['counts'] {
  const counts = Object.fromEntries(places.map((place) => [place, 0])) as Record<Place, number>;
  for (const { kind, state } of rows)
    if (kind === 'step' || state === 'pending') counts[state] += 1;
  return counts;
}

/** The same number as in the metrics. */
function blockedTime(state: ItemState, asOf: string): number {
  if (state.blockers.length === 0) return 0;
  const life = lifeOf(state);
  return life === undefined ? 0 : measure(life, Date.parse(asOf)).impededMs;
}

const itemBlockers = ({ blockers }: StatusView, asOf: string): readonly ItemBlocker[] =>
  blockers
    .filter(({ step, holdsUp }) => step === null && holdsUp.length > 0)
    .map(({ id, type, reason, owner, since }) => ({
      ...{ id, type, reason, owner },
      sinceMs: elapsed(since, asOf),
    }));
