/** The numbers of one item at a moment. Durations are elapsed time in whole milliseconds. */
import { difference, intersection, lengthOf, union, type Span, type Spans } from './intervals.ts';
import type { AttemptSpan, BlockerSpan, ExitOutcome, Life, Visit } from './life.ts';
import type { Outcome } from '../model/handoff.ts';

/** Where the time of an item went: a partition of registration → exit, or → the moment of asking while it is under way. */
export interface ItemParts {
  /** Somebody worked on a step that nothing blocked. */
  readonly workMs: number;
  /** A blocker was open, and no unblocked attempt ran. */
  readonly stalledMs: number;
  /** A gate could be decided. */
  readonly gateMs: number;
  /** A step was ready, and nobody had begun with it. */
  readonly queueMs: number;
  /** An attempt had ended without success, and the next one had not begun. */
  readonly retryGapMs: number;
  /** Before the first claim: until the review before any execution let it pass, and after. */
  readonly intakeMs: number;
  readonly handoffMs: number;
  /** Between leaving and coming back. */
  readonly closedMs: number;
}

export interface ItemMeasure extends Passage {
  readonly item: string;
  /** Time in progress, of one that was begun and has not left. */
  readonly ageMs?: number;
  /** Since its registration, of one that has not begun. */
  readonly intakeAgeMs?: number;
  readonly parts: ItemParts;
  readonly impededMs: number;
  /** Σ attempts, those at the same time counted each; without replayed ones. */
  readonly effortMs: number;
  /** The part of it in visits after the first. */
  readonly reworkEffortMs: number;
  /** Blockers that were open when it left. */
  readonly openAtExit: readonly string[];
}

/** An item's life with its numbers. */
export interface Measured {
  readonly life: Life;
  readonly measure: ItemMeasure;
}

/** Does what happened at a moment belong to the window? */
export type Counts = (at: number) => boolean;

/** When and how it left, and when it was in progress. */
export interface Passage {
  /** Absent while it is under way. */
  readonly outcome?: ExitOutcome;
  readonly exit?: number;
  /** Begun and not left, as intervals. */
  readonly active: Spans;
  readonly activeMs: number;
  /** Registration → last exit, of a delivered item. */
  readonly leadTimeMs?: number;
  /** The time in its episodes, of a delivered item that was begun. */
  readonly cycleTimeMs?: number;
  readonly wip: boolean;
}

/** @param asOf milliseconds since 1970; not before the item was registered */
export function passageOf(life: Life, asOf: number): Passage {
  const last = life.out ? life.exits.at(-1) : undefined;
  const active = union(
    life.episodes.map(({ from, to = asOf }): Span => [from, Math.min(to, asOf)]),
  );
  const activeMs = lengthOf(active);
  const wip = last === undefined && life.started !== undefined;
  if (last === undefined) return { active, activeMs, wip };
  const { at: exit, outcome } = last;
  if (outcome !== 'delivered') return { outcome, exit, active, activeMs, wip };
  const leadTimeMs = exit - life.registered;
  const delivered = { outcome, exit, active, activeMs, wip, leadTimeMs };
  return life.started === undefined ? delivered : { ...delivered, cycleTimeMs: activeMs };
}

/** @param asOf milliseconds since 1970; not before the item was registered */
export function measure(life: Life, asOf: number): ItemMeasure {
  const passage = passageOf(life, asOf);
  const { active, exit } = passage;
  const end = exit ?? asOf;
  const blocked = blockedTime(life, end);
  return {
    item: life.item,
    ...passage,
    ...effortOf(life, end),
    ...(exit === undefined && ageOf(life, asOf, passage.activeMs)),
    parts: partsOf(life, end, active, blocked),
    impededMs: lengthOf(intersection(blocked, active)),
    openAtExit: exit === undefined ? [] : openAt(life, exit),
  };
}

const openAt = ({ blockers }: Life, exit: number): readonly string[] =>
  blockers
    .filter(({ from, to }) => from <= exit && (to === undefined || to > exit))
    .map(({ id }) => id);

const ageOf = ({ started, registered }: Life, asOf: number, activeMs: number) =>
  started === undefined ? { intakeAgeMs: asOf - registered } : { ageMs: activeMs };

const blockedTime = ({ blockers }: Life, end: number): Spans =>
  union(blockers.flatMap((blocker) => standsInTheWay(blocker, end)));

/** From the declaration to the resolution, but not while there was no step that it could block. */
export const standsInTheWay = ({ from, to, gone }: BlockerSpan, end: number): Spans => {
  const whole = union([[from, to ?? end]]);
  return gone.length === 0
    ? whole
    : difference(whole, union(gone.map((gap): Span => [gap.from, gap.to ?? end])));
};

function effortOf({ visits, attempts }: Life, end: number) {
  const time = (list: readonly AttemptSpan[]): number =>
    list.reduce((sum, attempt) => sum + attemptTime(attempt, end), 0);
  const again = visits.filter(({ k }) => k > 1).flatMap((visit) => visit.attempts);
  return { effortMs: time(attempts), reworkEffortMs: time(again) };
}

/** @param end where it still runs. @returns milliseconds; none for a replayed one */
export const attemptTime = ({ from, to, replayed }: AttemptSpan, end: number): number =>
  replayed ? 0 : (to ?? Math.max(from, end)) - from;

function partsOf(life: Life, end: number, active: Spans, blocked: Spans): ItemParts {
  const started = Math.min(life.started ?? end, end);
  const accepted = Math.min(life.accepted ?? started, started);
  const work = union(
    life.attempts.flatMap((attempt) => unblockedWork(attempt, life.blockers, end)),
  );
  const waits = union(life.waits.map(({ from, to = end }): Span => [from, to]));
  const queues = union(life.visits.map((visit) => queueOf(visit, end)));
  const taken: number[] = [];
  let left = active;
  for (const spans of [work, blocked, waits, queues]) {
    taken.push(lengthOf(intersection(left, spans)));
    left = difference(left, spans);
  }
  const [workMs = 0, stalledMs = 0, gateMs = 0, queueMs = 0] = taken;
  return {
    workMs,
    stalledMs,
    gateMs,
    queueMs,
    retryGapMs: lengthOf(left),
    intakeMs: accepted - life.registered,
    handoffMs: started - accepted,
    closedMs: end - started - lengthOf(active),
  };
}

export const queueOf = ({ ready, close, attempts: [first] }: Visit, end: number): Span => [
  ready,
  first?.from ?? close ?? end,
];

export const concerns = (blocker: BlockerSpan, key: string): boolean =>
  blocker.key === undefined || blocker.key === key;

/** The time in which an attempt ran, and no blocker stood in its way. A replayed one ran not at all. */
function unblockedWork(
  { key, from, to, replayed }: AttemptSpan,
  blockers: readonly BlockerSpan[],
  end: number,
): Spans {
  if (replayed) return [];
  const ran = union([[from, to ?? Math.max(from, end)]]);
  if (blockers.length === 0) return ran;
  const blocked = blockers.filter((blocker) => concerns(blocker, key));
  const until = ran.at(-1)?.[1] ?? from;
  return difference(ran, union(blocked.flatMap((it) => standsInTheWay(it, until))));
}

/** A claim is followed by one of these, none of which is a completion. */
export const isUnsuccessful = (status: Outcome | undefined): boolean =>
  status !== undefined && status !== 'completed';
