/** Where the time of one item went, for its drill-down: every visit, attempt, wait and blocker with its length. */
import type { Life } from './life.ts';
import { measureVisit, type VisitParts } from './measure-visit.ts';
import { attemptTime, measure, type ItemParts } from './measure.ts';
import type { Outcome } from '../model/handoff.ts';

export interface ItemFlow {
  readonly ageMs?: number;
  readonly intakeAgeMs?: number;
  readonly timeline: ItemParts;
  readonly impededMs: number;
  readonly effortMs: number;
  readonly rework: { readonly loops: number; readonly effortMs: number };
  readonly attempts: { readonly claimed: number; readonly unsuccessful: number };
  /** More than one: it was done and came back. */
  readonly episodes: readonly { readonly from: string; readonly to?: string }[];
  readonly visits: readonly VisitFlow[];
  readonly blockers: readonly {
    readonly id: string;
    readonly classification: string;
    readonly owner: string;
    readonly from: string;
    readonly to?: string;
  }[];
  /** Ids of blockers that were open when it left. */
  readonly openAtExit: readonly string[];
  /** Who answered for it, for how long; adds up to its time from the registration on. */
  readonly owners: readonly { readonly owner: string; readonly ms: number }[];
  readonly quality: { readonly clamped: Life['clamped']; readonly corrected: number };
}

export interface VisitFlow {
  readonly step: string;
  readonly workflow: string;
  readonly k: number;
  readonly ready: string;
  readonly close?: string;
  readonly end: NonNullable<Life['visits'][number]['end']> | 'open';
  readonly superseded?: true;
  readonly ms: number;
  readonly parts: VisitParts;
  readonly joinWaitMs?: number;
  readonly attempts: readonly {
    readonly k: number;
    readonly executor: string;
    readonly from: string;
    readonly ms: number;
    readonly status: Outcome | 'running';
    readonly replayed?: true;
  }[];
}

/** @param asOf milliseconds since 1970 */
export function itemFlow(life: Life, asOf: number): ItemFlow {
  const { ageMs, intakeAgeMs, parts, impededMs, effortMs, reworkEffortMs, openAtExit, exit } =
    measure(life, asOf);
  const end = exit ?? asOf;
  const unsuccessful = life.attempts.filter(
    ({ status }) => status !== undefined && status !== 'completed',
  );
  return {
    ...(ageMs !== undefined && { ageMs }),
    ...(intakeAgeMs !== undefined && { intakeAgeMs }),
    ...{ timeline: parts, impededMs, effortMs, openAtExit },
    rework: { loops: life.loops.length, effortMs: reworkEffortMs },
    attempts: { claimed: life.attempts.length, unsuccessful: unsuccessful.length },
    episodes: life.episodes.map(interval),
    visits: life.visits.map((visit) => visitFlow(life, visit, end)),
    blockers: life.blockers.map(({ id, classification, owner, ...span }) => ({
      ...{ id, classification, owner, ...interval(span) },
    })),
    owners: ownerSlices(life, end),
    quality: { clamped: life.clamped, corrected: life.corrected },
  };
}

const toText = (at: number): string => new Date(at).toISOString();

const interval = ({ from, to }: { readonly from: number; readonly to?: number }) => ({
  from: toText(from),
  ...(to !== undefined && { to: toText(to) }),
});

function visitFlow(life: Life, visit: Life['visits'][number], end: number): VisitFlow {
  const { step, workflow, k, ready, close, superseded, joinWaitMs } = visit;
  return {
    ...{ step, workflow, k, ready: toText(ready) },
    ...(close !== undefined && { close: toText(close) }),
    end: visit.end ?? 'open',
    ...(superseded && { superseded }),
    ms: (close ?? end) - ready,
    parts: measureVisit(life, visit, end),
    ...(joinWaitMs !== undefined && { joinWaitMs }),
    attempts: visit.attempts.map((attempt) => ({
      ...{ k: attempt.k, executor: attempt.executor, from: toText(attempt.from) },
      ms: attemptTime(attempt, end),
      status: attempt.status ?? 'running',
      ...(attempt.replayed && { replayed: true as const }),
    })),
  };
}

/** Who answers for it, or answered when it left. */
export const ownerOf = (life: Life): string =>
  ownerSlices(life, life.out ? (life.exits.at(-1)?.at ?? life.latest) : Infinity).at(-1)?.owner ??
  '';

/** Slices of responsibility; what is transferred after its exit changes nothing. */
function ownerSlices({ owners, registered }: Life, end: number): ItemFlow['owners'] {
  return owners
    .filter(({ from }, place) => place === 0 || from < end)
    .map(({ owner, from }, place, kept) => {
      const start = place === 0 ? registered : from;
      return { owner, ms: (kept[place + 1]?.from ?? end) - start };
    });
}
