/** What the records of one item amount to. Everything here is derived; `fold` makes it, nobody changes it. */
import { byCodeUnit } from '../bytes/json.ts';
import type { Damage } from '../bytes/read-record.ts';
import type { AttemptRef } from '../model/attempt.ts';
import type { AnyStored, Stored } from '../model/records.ts';
import type { Gate } from '../model/workflow.ts';
import type { Plan, PlannedStep } from '../schedule/plan.ts';

/** One try of a step: its launch, and what has been recorded of it since. */
export interface Attempt {
  readonly step: string;
  readonly k: number;
  readonly launch: Stored<'launch'>;
  readonly claim?: Stored<'claim'>;
  readonly handoff?: Stored<'handoff'>;
  /** A rework lists it, or it was built on work that a rework lists: it counts for nothing. */
  readonly void: boolean;
}

export interface StepState {
  readonly planned: PlannedStep;
  /** By k. */
  readonly attempts: readonly Attempt[];
  /** The latest completion that is not void: with it the step is done. */
  readonly counting?: Attempt;
  /** Launched or claimed and not ended; a void one only while somebody who claimed it still works on it. */
  readonly open?: Attempt;
  /** The latest attempt, void or not. */
  readonly last?: Attempt;
}

export type GatePhase = 'waiting' | 'pending' | 'approved';

export interface GateState {
  readonly gate: Gate;
  readonly phase: GatePhase;
  /** The counting attempts that it covers; complete only when the gate is reached. */
  readonly covered: readonly Attempt[];
  /** Digest of the covered handoffs and of the gate; absent while the gate is not reached. */
  readonly state?: string;
  /** The approvals of this state. */
  readonly votes: readonly Stored<'approval'>[];
}

export interface ItemState {
  readonly item: string;
  readonly registration: Stored<'registration'>;
  /** The registration, or the last migration: what a launch cites as the definition it was made under. */
  readonly binding: Stored<'registration'>;
  readonly plan: Plan;
  /** In `(order, key)` order. */
  readonly steps: readonly StepState[];
  readonly gates: ReadonlyMap<string, GateState>;
  readonly requeues: ReadonlyMap<string, Stored<'requeue'>>;
  readonly reworks: readonly Stored<'rework'>[];
  /** By n. */
  readonly baselines: readonly Stored<'baseline'>[];
  /** Attempts (`step.k`) beyond the line: integrated, and not reverted since. */
  readonly integrated: ReadonlySet<string>;
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

export function stepOf(state: ItemState, key: string): StepState | undefined {
  const planned = state.plan.byKey.get(key);
  return planned && state.steps[planned.index];
}

export function attemptOf(state: ItemState, [step, k]: AttemptRef): Attempt | undefined {
  return stepOf(state, step)?.attempts.find((attempt) => attempt.k === k);
}

/** The next attempt number of a step; numbers are never reused. */
export const nextNumber = (step: StepState): number => (step.last?.k ?? 0) + 1;

/** Is every step done, nobody at work, and every gate approved? */
export const isDone = (state: ItemState): boolean =>
  state.steps.every((step) => step.counting !== undefined && step.open === undefined) &&
  [...state.gates.values()].every((gate) => gate.phase === 'approved');
