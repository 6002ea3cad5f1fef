/** What a comment or a summary says of a work item, as plain data: made from its state once, rendered without deciding anything. */
import type {
  DamageView,
  ItemPhase,
  Outcome,
  PlannedStep,
  RemainingCriterion,
} from '@orchestrator/core';

/** `pending`: a gate that waits for a decision; all others are said of steps, `done` and `waiting` of both. */
export const places = [
  'running',
  'failed',
  'blocked',
  'ready',
  'pending',
  'waiting',
  'done',
] as const;
export type Place = (typeof places)[number];

/** Somebody must do something about these; everything else follows from them. */
export const frontier: ReadonlySet<Place> = new Set([
  'running',
  'failed',
  'blocked',
  'ready',
  'pending',
]);

/** Something that is waited for; `text` is what somebody said about it. */
export interface WaitModel {
  readonly code:
    'predecessor' | 'gate' | 'blocker' | 'resource' | 'order' | 'executors' | 'requeue';
  readonly names: readonly string[];
  readonly text?: string;
}

interface RowModel {
  readonly key: string;
  /** That of the step; of a gate that of the step it stands at; 0 where a gate stands before everything. */
  readonly order: number;
  readonly state: Place;
  /** It is on the frontier, or waits for nothing but that. */
  readonly isNear: boolean;
  /** Told of what is near only. */
  readonly waits: readonly WaitModel[];
  /** Who works on it, or is to do something about it; of a gate that is open, who opened it. */
  readonly owners: readonly string[];
  /** In milliseconds up to `asOf`, where it is known since when it stands there. */
  readonly sinceMs?: number;
}

export interface StepRow extends RowModel {
  readonly kind: 'step';
  /** The attempt that it is about; absent where there was none. */
  readonly attempt?: number;
  /** Somebody works on what a rejection made void, or on a step that the present version does not have. */
  readonly uncounted?: 'void' | 'dropped';
  /** By place among the steps. A dropped step has none. */
  readonly predecessors: PlannedStep['predecessors'];
  /** Keys of the gates in front of it. */
  readonly gates: readonly string[];
}

export interface GateRow extends RowModel {
  readonly kind: 'gate';
  /** People who approved the present state, and how many must. */
  readonly approvals: { readonly given: number; readonly needed: number };
  /** A duplicate review, which is decided in other words than approve and reject. */
  readonly isReview: boolean;
  /** What it covers, by place among the steps. */
  readonly predecessors: PlannedStep['predecessors'];
}

export type Row = StepRow | GateRow;

/** A vote, a rejection or a duplicate review. */
export interface DecisionModel {
  readonly at: string;
  readonly gate: string;
  /** `approved`, `rejected`, or what the review said. */
  readonly decision: string;
  /** What was sent back, or the item that a review names. */
  readonly about?: string;
  readonly by: string;
  readonly reason: string;
  /** Of a vote: whether it is about the gate as it is now. */
  readonly counts: boolean;
}

export interface HandoffModel {
  readonly step: string;
  readonly status: Outcome;
  readonly path: string;
}

/** An attempt on the time line; RFC 3339. */
export interface AttemptModel {
  readonly step: string;
  readonly attempt: number;
  readonly launched: string;
  readonly claimed?: string;
  readonly ended?: string;
  readonly status?: Outcome;
}

/** What stands in the way of the whole item. */
export interface ItemBlocker {
  readonly id: string;
  readonly type: string;
  readonly reason: string;
  readonly owner: string;
  readonly sinceMs: number;
}

export interface StatusModel {
  readonly item: string;
  readonly title: string;
  readonly workflow: { readonly id: string; readonly version: string };
  readonly phase: ItemPhase;
  /** How many steps there are. */
  readonly total: number;
  /** How many steps and pending gates stand where. */
  readonly counts: Readonly<Record<Place, number>>;
  readonly next: string;
  /** When the latest record was made: there is no other clock, so that equal records give equal text. */
  readonly asOf: string;
  readonly ageMs: number;
  /** How long something stood in the way of work. */
  readonly blockedMs: number;
  /** Gate and step of each rejection, the oldest first. */
  readonly reworks: readonly { readonly gate: string; readonly step: string }[];
  /** Steps in `(order, key)` order, each gate where it stands. */
  readonly rows: readonly Row[];
  readonly blockers: readonly ItemBlocker[];
  readonly criteria: readonly RemainingCriterion[];
  /** The newest first, like the next two. */
  readonly decisions: readonly DecisionModel[];
  readonly handoffs: readonly HandoffModel[];
  readonly attempts: readonly AttemptModel[];
  readonly damaged: readonly DamageView[];
}
