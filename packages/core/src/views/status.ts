/** Where an item stands, and why (FR-002, FR-015). */
import type { Damage } from '../bytes/read-record.ts';
import { mayBeTriedAgain } from '../schedule/rules.ts';
import { walk } from '../schedule/walk.ts';
import { isDone, type ItemState, type StepState } from '../state/state.ts';
import { nextActionOf } from './next-action.ts';
import type { GateView } from '../model/schedule-view.ts';
import { gateView } from './schedule-view.ts';

export const itemStates = [
  'registered',
  'active',
  'waiting',
  'blocked',
  'done',
  'merged',
  'closed',
] as const;
export type ItemPhase = (typeof itemStates)[number];

export interface RemainingCriterion {
  readonly step: string;
  readonly id: string;
  readonly text: string;
  /** By the machine at completion, or by the word of whoever completes. */
  readonly verifiedBy: 'check' | 'attestation';
}

export interface StatusView {
  readonly schema: 'orchestrator.status/1';
  readonly workItemId: string;
  readonly title: string;
  readonly workflow: { readonly id: string; readonly version: string; readonly digest: string };
  readonly state: ItemPhase;
  /** Keys of the steps that somebody works on. */
  readonly currentSteps: readonly string[];
  /** Keys of the steps that may be claimed now. */
  readonly nextSteps: readonly string[];
  readonly completed: number;
  readonly total: number;
  readonly remainingExitCriteria: readonly RemainingCriterion[];
  readonly gates: readonly GateView[];
  /** Steps whose last attempt did not succeed and that wait to be requeued. */
  readonly failures: readonly {
    readonly step: string;
    readonly attempt: number;
    readonly status: string;
    readonly outcome: string;
  }[];
  readonly blockers: readonly object[];
  /** Keys of the steps beyond the line. */
  readonly baseline: { readonly steps: readonly string[] };
  readonly owner: string;
  readonly rework: { readonly times: number; readonly steps: number };
  readonly successCriteria: readonly string[];
  readonly nextAction: string;
  readonly damaged: readonly DamageView[];
}

export function statusView(state: ItemState): StatusView {
  const { standings } = walk(state);
  const steps = (kind: string): readonly StepState[] =>
    state.steps.filter((_, index) => standings[index]?.kind === kind);
  const running = steps('running');
  const ready = steps('ready');
  const { workflow, title, owner } = state.registration.record;
  return {
    schema: 'orchestrator.status/1',
    workItemId: state.item,
    title,
    workflow,
    state: phaseOf(state, running.length, ready.length),
    currentSteps: running.map(keyOf),
    nextSteps: ready.map(keyOf),
    completed: steps('completed').length,
    total: state.steps.length,
    remainingExitCriteria: (running.length > 0 ? running : ready).flatMap(remainingCriteria),
    gates: [...state.gates.values()].map(gateView),
    failures: state.steps.filter((step) => !mayBeTriedAgain(state, step)).flatMap(failureOf),
    blockers: [],
    baseline: { steps: [...new Set([...state.integrated].map(stepOfName))].sort() },
    owner,
    rework: {
      times: state.reworks.length,
      steps: new Set(state.reworks.flatMap(({ record }) => record.voids.map(([key]) => key))).size,
    },
    successCriteria: state.plan.workflow.successCriteria,
    nextAction: nextActionOf(state, standings),
    damaged: state.damages.map(damageView),
  };
}

function failureOf({ last }: StepState): StatusView['failures'] {
  const end = last?.handoff?.record;
  if (last === undefined || end === undefined) return [];
  return [{ step: last.step, attempt: last.k, status: end.status, outcome: end.outcome }];
}

const keyOf = ({ planned }: StepState): string => planned.step.key;
const stepOfName = (name: string): string => name.slice(0, name.lastIndexOf('.'));
export type DamageView = Pick<Damage, 'path' | 'detail' | 'hint'>;
export const damageView = ({ path, detail, hint }: Damage): DamageView => ({ path, detail, hint });

/** The status of an item whose registration can't be read: nothing is known of it but what is wrong. */
export const unreadableStatus = (item: string, damages: readonly Damage[]): StatusView => ({
  schema: 'orchestrator.status/1',
  workItemId: item,
  title: item,
  workflow: { id: '', version: '', digest: '' },
  state: 'blocked',
  currentSteps: [],
  nextSteps: [],
  completed: 0,
  total: 0,
  remainingExitCriteria: [],
  gates: [],
  failures: [],
  blockers: [],
  baseline: { steps: [] },
  owner: '',
  rework: { times: 0, steps: 0 },
  successCriteria: [],
  nextAction: `Mend the history: ${damages[0]?.hint ?? ''}`,
  damaged: damages.map(damageView),
});

function phaseOf(state: ItemState, running: number, ready: number): ItemPhase {
  if (isDone(state)) return 'done';
  const begun = state.steps.some(({ attempts }) =>
    attempts.some(({ claim }) => claim !== undefined),
  );
  if (running > 0 || (ready > 0 && begun)) return 'active';
  if (ready > 0) return 'registered';
  return [...state.gates.values()].some(({ phase }) => phase === 'pending') ? 'waiting' : 'blocked';
}

/** The exit criteria that are still to be verified before the step is done, the definition of done last. */
export function remainingCriteria({ planned, counting }: StepState): readonly RemainingCriterion[] {
  const { step } = planned;
  if (counting !== undefined) return [];
  const criteria = step.exitCriteria.map(({ id, text, check }): RemainingCriterion => ({
    step: step.key,
    id,
    text,
    verifiedBy: check ? 'check' : 'attestation',
  }));
  if (step.definitionOfDone === '') return criteria;
  return [
    ...criteria,
    {
      step: step.key,
      id: 'definition-of-done',
      text: step.definitionOfDone,
      verifiedBy: 'attestation',
    },
  ];
}
