/**
 * What the records of one item say about its time. Moments are whole milliseconds since 1970, the ends of what still goes
 * on are absent. Nothing here depends on when somebody asks; `measure.ts` clips it to a moment.
 */
import type { BlockerType } from '../model/amendments.ts';
import type { Outcome } from '../model/handoff.ts';

/** From a claim to the outcome of the attempt. */
export interface AttemptSpan {
  /** The key and number in its slots. */
  readonly step: string;
  readonly k: number;
  /** The step's key now, or its last one. */
  readonly key: string;
  readonly executor: string;
  readonly from: number;
  readonly to?: number;
  readonly status?: Outcome;
  /** An earlier outcome stands in: nothing was executed. */
  readonly replayed: boolean;
}

/** How a stay of the item at a step came to its end. */
export type VisitEnd =
  | 'completed'
  /** A rework went back over it before it was done. */
  | 'invalidated'
  /** The step did not go on to the next version. */
  | 'migrated'
  /** The item left. */
  | 'abandoned';

/** One stay of the item at a step: from being ready until the step is done. Retries belong to the same visit. */
export interface Visit {
  /** Under which version it began, as `id@version`, and the step's key and order there. */
  readonly workflow: string;
  readonly step: string;
  readonly order: number;
  /** The step's key now, or its last one. */
  readonly key: string;
  /** From 1, one more on each return. */
  readonly k: number;
  readonly ready: number;
  readonly close?: number;
  readonly end?: VisitEnd;
  /** It was completed, and a rework made it void afterwards. */
  readonly superseded: boolean;
  /** Keys of the gates in front of the step. */
  readonly gates: readonly string[];
  readonly attempts: readonly AttemptSpan[];
  /** From its end until the last branch of the join behind it was done. */
  readonly joinWaitMs?: number;
}

/** A gate that could be decided, until it was; or until what it covers was superseded. */
export interface GateWait {
  readonly gate: string;
  readonly from: number;
  readonly to?: number;
}

export interface GateVerdict {
  readonly gate: string;
  readonly at: number;
  /** Approved by as many as it asks for, or sent back. */
  readonly verdict: 'approve' | 'reject';
}

export interface BlockerSpan {
  readonly id: string;
  readonly classification: BlockerType;
  readonly owner: string;
  /** The step's key now, or its last one; absent: the whole item. */
  readonly key?: string;
  readonly from: number;
  readonly to?: number;
  /** While the version in force had no such step: it blocked nothing. */
  readonly gone: readonly { readonly from: number; readonly to?: number }[];
}

/** One way back: a rejection, or a revert of integrated work that no rejection followed. */
export interface ReworkLoop {
  readonly at: number;
  readonly reason: string;
  readonly actor: string;
  readonly by: 'reject' | 'revert';
  /** The step that it goes back to. */
  readonly step: string;
  /** Order of the step that the gate stands at, less that of the step that it goes back to. */
  readonly distance: number;
}

export type ExitOutcome = 'delivered' | 'merged' | 'closed';

export interface Exit {
  readonly at: number;
  readonly outcome: ExitOutcome;
}

export interface Clamp {
  readonly path: string;
  /** By how much its clock was behind that of what it builds on, in milliseconds. */
  readonly byMs: number;
}

export interface Life {
  readonly item: string;
  readonly title: string;
  /** The one in force at the end of what was read. */
  readonly workflow: { readonly id: string; readonly version: string };
  readonly registered: number;
  /** When the review before any execution let it pass, where the workflow has one. */
  readonly accepted?: number;
  /** First claim of any step. */
  readonly started?: number;
  /** Every time it left, the last one last; with `out` it has not come back since. */
  readonly exits: readonly Exit[];
  readonly out: boolean;
  /** Begun and not left: the item's active set. */
  readonly episodes: readonly { readonly from: number; readonly to?: number }[];
  readonly visits: readonly Visit[];
  readonly attempts: readonly AttemptSpan[];
  readonly waits: readonly GateWait[];
  readonly decisions: readonly GateVerdict[];
  readonly blockers: readonly BlockerSpan[];
  readonly loops: readonly ReworkLoop[];
  readonly integrations: readonly {
    readonly at: number;
    readonly decision: 'integrated' | 'reverted';
  }[];
  /** Who answered for the item from when on. */
  readonly owners: readonly { readonly from: number; readonly owner: string }[];
  /** When its records happened, the earliest first; and the latest of them. */
  readonly moments: readonly number[];
  readonly latest: number;
  readonly clamped: readonly Clamp[];
  /** Corrections that were applied. */
  readonly corrected: number;
  /** Records are missing or can't be read: its numbers can't be trusted. */
  readonly incomplete: boolean;
}
