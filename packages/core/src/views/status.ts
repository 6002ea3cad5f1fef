/** Where an item stands, and why (FR-002, FR-015). */
import type { Damage } from '../bytes/read-record.ts';
import { mayBeTriedAgain } from '../schedule/rules.ts';
import { walk, type Standing } from '../schedule/walk.ts';
import { isRunning } from '../state/attempt-life.ts';
import {
  allAttempts,
  isDone,
  placesOfAttempts,
  stepToClaim,
  type Attempt,
  type ItemState,
  type StepState,
} from '../state/state.ts';
import { pendingBranches, type PendingBranch } from './pending-branches.ts';
import { relationsOf, type Relation } from './relations.ts';
import {
  blockerViews,
  migrationView,
  reviewView,
  reworkViews,
  stepsSentBack,
  type BlockerView,
  type MigrationView,
  type ReviewView,
  type ReworkView,
} from './decisions.ts';
import { nextActionOf } from './next-action.ts';

export { nextActionNow } from './next-action.ts';
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

export interface RunningView {
  readonly step: string;
  readonly attempt: number;
  readonly executor: string;
  readonly by: string;
  readonly since: string;
}

export interface StatusView {
  readonly schema: 'orchestrator.status/1';
  readonly workItemId: string;
  readonly title: string;
  readonly workflow: { readonly id: string; readonly version: string; readonly digest: string };
  readonly state: ItemPhase;
  /** Keys of the steps that somebody works on. */
  readonly currentSteps: readonly string[];
  /** Who works on what; also on what does not count any more. */
  readonly running: readonly RunningView[];
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
  /** The open ones. */
  readonly blockers: readonly BlockerView[];
  /** Joins that wait for some of their branches. */
  readonly pendingBranches: readonly PendingBranch[];
  /** Keys of the steps beyond the line. */
  readonly baseline: { readonly steps: readonly string[] };
  readonly owner: string;
  /** Owners of single steps, where they are not the item's. */
  readonly stepOwners: Readonly<Record<string, string>>;
  readonly links: readonly string[];
  readonly relations: readonly Relation[];
  /** Every duplicate review with its rationale, overruled ones included. */
  readonly reviews: readonly ReviewView[];
  /** How the item came to its present version. */
  readonly migrations: readonly MigrationView[];
  /** How often the item was sent back, and how many steps with it: the same step twice counts twice. */
  readonly rework: { readonly times: number; readonly steps: number };
  /** What was sent back, and why. */
  readonly reworks: readonly ReworkView[];
  readonly successCriteria: readonly string[];
  readonly nextAction: string;
  readonly damaged: readonly DamageView[];
}

/** @param incoming what other items say of this one */
export function statusView(state: ItemState, incoming: readonly Relation[] = []): StatusView {
  const { standings } = walk(state);
  const steps = (kind: string): readonly StepState[] =>
    state.steps.filter((_, index) => standings[index]?.kind === kind);
  const running = steps('running');
  const ready = steps('ready');
  const { title, links } = state.registration.record;
  const { workflow, digest } = state.plan;
  return {
    schema: 'orchestrator.status/1',
    workItemId: state.item,
    title,
    workflow: { id: workflow.id, version: workflow.version, digest },
    state: phaseOf(state, standings),
    currentSteps: running.map(keyOf),
    running: runningNow(state),
    nextSteps: ready.map(keyOf),
    completed: steps('completed').length,
    total: state.steps.length,
    remainingExitCriteria: (running.length > 0 ? running : ready).flatMap(remainingCriteria),
    gates: [...state.gates.values()].map(gateView),
    failures: state.steps.filter((step) => !mayBeTriedAgain(state, step)).flatMap(failureOf),
    blockers: blockerViews(state),
    pendingBranches: pendingBranches(state, standings),
    baseline: { steps: integratedSteps(state) },
    owner: state.owner,
    stepOwners: Object.fromEntries(state.stepOwners),
    links,
    relations: [...relationsOf(state), ...incoming],
    reviews: state.reviews.map(reviewView),
    migrations: state.migrations.map(migrationView),
    rework: { times: state.reworks.length, steps: stepsSentBack(state) },
    reworks: reworkViews(state),
    successCriteria: workflow.successCriteria,
    nextAction: nextActionOf(state, standings),
    damaged: state.damages.map(damageView),
  };
}

/** The attempts that somebody works on, under the keys that their steps have now. */
export function runningNow(state: ItemState): readonly RunningView[] {
  const at = (step: string, { k, claim }: Attempt): readonly RunningView[] => {
    if (claim === undefined) return [];
    const { executor, actor, at: since } = claim.record;
    return [{ step, attempt: k, executor: executor.id, by: actor, since }];
  };
  return [
    ...state.steps.flatMap(({ planned, open }) =>
      open === undefined ? [] : at(planned.step.key, open),
    ),
    ...state.dropped.filter(isRunning).flatMap((attempt) => at(attempt.step, attempt)),
  ];
}

/** Keys of the steps beyond the line, as they are called now. */
function integratedSteps(state: ItemState): readonly string[] {
  if (state.integrated.size === 0) return [];
  const places = placesOfAttempts(state);
  const keys = [...state.integrated].flatMap((name) => places.get(name)?.key ?? []);
  return [...new Set(keys)].sort();
}

function failureOf({ last, planned }: StepState): StatusView['failures'] {
  const end = last?.handoff?.record;
  if (last === undefined || end === undefined) return [];
  return [{ step: planned.step.key, attempt: last.k, status: end.status, outcome: end.outcome }];
}

const keyOf = ({ planned }: StepState): string => planned.step.key;
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
  running: [],
  nextSteps: [],
  completed: 0,
  total: 0,
  remainingExitCriteria: [],
  gates: [],
  failures: [],
  blockers: [],
  pendingBranches: [],
  baseline: { steps: [] },
  owner: '',
  stepOwners: {},
  links: [],
  relations: [],
  reviews: [],
  migrations: [],
  rework: { times: 0, steps: 0 },
  reworks: [],
  successCriteria: [],
  nextAction: `Mend the history: ${damages[0]?.hint ?? ''}`,
  damaged: damages.map(damageView),
});

function phaseOf(state: ItemState, standings: readonly Standing[]): ItemPhase {
  if (isDone(state)) return 'done';
  if (state.ended !== undefined) return isMerged(state.ended) ? 'merged' : 'closed';
  const has = (kind: Standing['kind']): boolean => standings.some((it) => it.kind === kind);
  const begun = allAttempts(state).some(({ claim }) => claim !== undefined);
  if (has('running') || state.dropped.some(isRunning)) return 'active';
  if (has('ready')) return begun ? 'active' : 'registered';
  // Waiting is for gates only: nothing else has to be got out of the way.
  const isHeld = standings.some(
    (it) =>
      it.kind === 'blocked' &&
      it.waits().some(({ code }) => code === 'blocker' || code === 'requeue'),
  );
  const isPending = [...state.gates.values()].some(({ phase }) => phase === 'pending');
  return isPending && !isHeld ? 'waiting' : 'blocked';
}

const isMerged = (ended: NonNullable<ItemState['ended']>): boolean =>
  ended.kind === 'review' && ended.record.decision === 'merge';

/** The exit criteria that are still to be verified before the step is done, the definition of done last. */
export function remainingCriteria(stepState: StepState): readonly RemainingCriterion[] {
  const step = stepToClaim(stepState);
  if (stepState.counting !== undefined) return [];
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
