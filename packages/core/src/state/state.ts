/** What the records of one item amount to. Everything here is derived; `fold` makes it, nobody changes it. */
import { byCodeUnit } from '../bytes/json.ts';
import type { Damage } from '../bytes/read-record.ts';
import type { BlockerType } from '../model/amendments.ts';
import type { AttemptRef } from '../model/attempt.ts';
import type { AnyStored, Stored } from '../model/records.ts';
import type { Gate, Step } from '../model/workflow.ts';
import type { Plan, PlannedStep } from '../schedule/plan.ts';

/** What the item was bound to from some moment on: a version of a workflow. */
export interface Binding {
  readonly stored: Stored<'registration'> | Stored<'migration'>;
  readonly plan: Plan;
}

/** One try of a step: its launch, and what has been recorded of it since. */
export interface Attempt {
  /** The key in its slots: that of the step under the version it was launched under. */
  readonly step: string;
  readonly k: number;
  /** Place of the binding that it was launched under. */
  readonly binding: number;
  /** The step as that version defines it; absent where the version has no such step. */
  readonly planned?: PlannedStep;
  readonly launch: Stored<'launch'>;
  readonly claim?: Stored<'claim'>;
  readonly handoff?: Stored<'handoff'>;
  /** A rework lists it, or it was built on work that a rework lists: it counts for nothing. */
  readonly void: boolean;
}

export interface StepState {
  readonly planned: PlannedStep;
  /** The oldest first: by binding, then by k. */
  readonly attempts: readonly Attempt[];
  /** The latest completion that is not void: with it the step is done. */
  readonly counting?: Attempt;
  /** Launched or claimed and not ended; a void one only while somebody who claimed it still works on it. */
  readonly open?: Attempt;
  /** The latest attempt, void or not. */
  readonly last?: Attempt;
  /** The number of the next attempt; numbers go on for each key and are never reused. */
  readonly nextNumber: number;
}

export type GatePhase = 'waiting' | 'pending' | 'approved';

export interface GateState {
  readonly gate: Gate;
  readonly phase: GatePhase;
  /** The counting attempts that it covers; complete only when the gate is reached. */
  readonly covered: readonly Attempt[];
  /** Digest of the covered handoffs and of the gate; absent while the gate is not reached. */
  readonly state?: string;
  /** What speaks for opening it in this state: approvals, and reviews that let it proceed. */
  readonly votes: readonly (Stored<'approval'> | Stored<'review'>)[];
}

/** Something that stands in the way, or stood. */
export interface BlockerState {
  readonly id: string;
  readonly classification: BlockerType;
  /** The key of the step now; absent: the whole item. */
  readonly step?: string;
  /** The step did not go on to the present version: it blocks nothing, under the key that it had. */
  readonly isGone?: boolean;
  readonly reason: string;
  /** RFC 3339. */
  readonly since: string;
  /** Who is to resolve it. */
  readonly owner: string;
  /** Absent: it comes from a `blocked-by` link. */
  readonly declared?: Stored<'blocker'>;
  readonly resolved?: Stored<'resolution'>;
  /** The item that is waited for, of a `blocked-by` link. */
  readonly item?: string;
  readonly open: boolean;
}

/** Another item that this one is linked to as blocked by it, as it stood when the state was made. */
export interface Dependency {
  readonly item: string;
  readonly standing: 'unknown' | 'open' | 'done' | 'closed';
  /** The survivor, where the item was merged into another; `standing` is then the survivor's. */
  readonly mergedInto?: string;
}

export interface ItemState {
  readonly item: string;
  readonly registration: Stored<'registration'>;
  /** The registration, or the last migration: what a launch cites as the definition it was made under. */
  readonly binding: Stored<'registration'> | Stored<'migration'>;
  readonly plan: Plan;
  /** What the item was bound to, the registration's version first; the last one is in force. */
  readonly bindings: readonly Binding[];
  /** In `(order, key)` order. */
  readonly steps: readonly StepState[];
  /** Attempts whose step did not go on to the present version. */
  readonly dropped: readonly Attempt[];
  readonly gates: ReadonlyMap<string, GateState>;
  readonly requeues: readonly Stored<'requeue'>[];
  readonly reworks: readonly Stored<'rework'>[];
  /** By n. */
  readonly baselines: readonly Stored<'baseline'>[];
  /** Attempts (`step.k`) beyond the line: integrated, and not reverted since. */
  readonly integrated: ReadonlySet<string>;
  /** By n. */
  readonly reviews: readonly Stored<'review'>[];
  /** The review that ended the item, if one did and none reopened it; or the end of a run. */
  readonly ended?: Stored<'review'> | Stored<'finish'>;
  /** Open and resolved, the oldest first. */
  readonly blockers: readonly BlockerState[];
  /** The items that must be done before this one may go on, by `blocked-by` links. */
  readonly dependencies: readonly Dependency[];
  readonly owner: string;
  /** Owners of single steps, by key. */
  readonly stepOwners: ReadonlyMap<string, string>;
  readonly transfers: readonly Stored<'transfer'>[];
  /** By n. */
  readonly migrations: readonly Stored<'migration'>[];
  /** By the id of the corrected record, each list by n. */
  readonly corrections: ReadonlyMap<string, readonly Stored<'correction'>[]>;
  /** Every record that counts, sorted by path. */
  readonly records: readonly AnyStored[];
  /** Records that can't be read or whose causes are missing. With any, the item is read-only. */
  readonly damages: readonly Damage[];
}

/** `step.k`, the name of an attempt inside slots. */
export const attemptName = (step: string, k: number): string => `${step}.${k}`;
export const attemptRef = ({ step, k }: Attempt): AttemptRef => [step, k];

/** The order of lists of attempts inside records: by step key, then number. */
export const byStepAndNumber = ([one, k]: AttemptRef, [other, n]: AttemptRef): number =>
  byCodeUnit(one, other) || k - n;

/** The step that a claim is or would be of: under the version that its attempt was launched under, or would be. */
export const stepToClaim = ({ open, planned }: StepState): Step => (open?.planned ?? planned).step;

export function stepOf(state: ItemState, key: string): StepState | undefined {
  const planned = state.plan.byKey.get(key);
  return planned && state.steps[planned.index];
}

/** Every attempt, those of dropped steps included. */
export const allAttempts = (state: ItemState): readonly Attempt[] => [
  ...state.steps.flatMap(({ attempts }) => attempts),
  ...state.dropped,
];

/** Every attempt by its name, with the step that it counts for now; a dropped one counts for none. */
export function placesOfAttempts(
  state: ItemState,
): ReadonlyMap<
  string,
  { readonly attempt: Attempt; readonly key?: string; readonly index?: number }
> {
  const name = ({ step, k }: Attempt): string => attemptName(step, k);
  return new Map([
    ...state.steps.flatMap(({ planned, attempts }) =>
      attempts.map(
        (attempt) =>
          [name(attempt), { attempt, key: planned.step.key, index: planned.index }] as const,
      ),
    ),
    ...state.dropped.map((attempt) => [name(attempt), { attempt }] as const),
  ]);
}

/** Is every step done, nobody at work, and every gate approved? An item that somebody ended otherwise is not done. */
export const isDone = (state: ItemState): boolean =>
  (state.ended === undefined ||
    (state.ended.kind === 'finish' && state.ended.record.status === 'PASSED')) &&
  state.dropped.every((attempt) => attempt.claim === undefined || attempt.handoff !== undefined) &&
  state.steps.every((step) => step.counting !== undefined && step.open === undefined) &&
  [...state.gates.values()].every((gate) => gate.phase === 'approved');
