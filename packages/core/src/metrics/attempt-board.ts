/** Attempts on the board: who works, what counts, what has become void, and what goes on under another version. */
import type { Stored } from '../model/records.ts';
import { keyNow, migrationsOf } from '../state/bindings.ts';
import { attemptName } from '../state/state.ts';
import type { Board, Track, VisitDraft } from './board.ts';
import { reviewGates } from './gate-board.ts';
import { linksOf } from './plan-links.ts';
import {
  closeVisit,
  consider,
  openVisit,
  recountDone,
  reviewVisits,
  stepDone,
} from './visit-board.ts';

export function attemptLaunched(board: Board, { id, record }: Stored<'launch'>, at: number): void {
  const places = board.history.bindings.map(({ stored }) => stored.id);
  const binding = Math.max(
    0,
    places.length === 1 ? 0 : places.findIndex((it) => record.causes.includes(it)),
  );
  const { step, k, predecessors } = record;
  const track: Track = {
    ...{ step, k, binding, launched: at, builtOn: predecessors },
    ...{ key: keyOn(board, binding, step), completed: false },
    void:
      board.someVoid &&
      predecessors.some((on) => board.byName.get(attemptName(...on))?.void === true),
  };
  board.byLaunch.set(id, track);
  board.byName.set(attemptName(step, k), track);
}

/** The key of a step of some version under the one in force. */
const keyOn = ({ history, place }: Board, binding: number, step: string): string | undefined =>
  place === 0 || binding >= place
    ? step
    : keyNow(migrationsOf(history.bindings).slice(0, place), binding, step);

export function attemptClaimed(board: Board, { id, record }: Stored<'claim'>, at: number): void {
  const track = board.byLaunch.get(record.causes[0] ?? '');
  if (track === undefined) return;
  if (board.started === undefined) {
    board.started = at;
    if (!board.isOut) board.episodes.push({ from: at });
  }
  const { step, k } = track;
  const executor = record.executor.id;
  const span = { step, k, key: step, executor, from: at, replayed: false };
  track.span = span;
  board.byClaim.set(id, track);
  board.running.add(track);
  const visit = track.void || track.key === undefined ? undefined : visitOf(board, track);
  if (visit === undefined) return;
  track.visit = visit;
  visit.attempts.push(span);
}

/** The visit that a claim belongs to; where the records show none, it began with the launch. */
function visitOf(board: Board, { key, launched }: Track): VisitDraft | undefined {
  const open = key === undefined ? undefined : board.openVisits.get(key);
  const planned = key === undefined ? undefined : board.plan.byKey.get(key);
  return open ?? (planned && openVisit(board, planned, launched));
}

export function attemptEnded(board: Board, { id, record }: Stored<'handoff'>, at: number): void {
  board.handoffs.add(id);
  const track = board.byClaim.get(record.causes[0] ?? '');
  if (track?.span === undefined) return;
  board.running.delete(track);
  track.span.to = at;
  track.span.status = record.status;
  track.span.replayed = record.reusedFrom !== undefined;
  track.handoff = id;
  track.completed = record.status === 'completed';
  const { key } = track;
  const index = key === undefined ? undefined : board.plan.byKey.get(key)?.index;
  if (key === undefined || index === undefined) return;
  if (track.void) return consider(board, index, at);
  if (!track.completed) return;
  const earlier = board.counting.get(key);
  if (earlier === undefined || isLater(track, earlier)) board.counting.set(key, track);
  stepDone(board, key, at);
}

const isLater = (one: Track, other: Track): boolean =>
  one.binding > other.binding || (one.binding === other.binding && one.k > other.k);

/** A rejection: what it lists and what was built on that is void, and the steps are ready again where they can be. */
export function goBack(board: Board, { record }: Stored<'rework'>, at: number): void {
  board.someVoid = true;
  spreadVoid(
    board,
    record.voids.map(([step, k]) => attemptName(step, k)),
  );
  recount(board);
  recountDone(board);
  reviewGates(board, at);
  reviewVisits(board, at);
}

/** These attempts are void, and whatever was built on them. */
function spreadVoid(board: Board, names: readonly string[]): void {
  const builtOn = new Map<string, Track[]>();
  for (const track of board.byLaunch.values()) {
    for (const [step, k] of track.builtOn) {
      const list = builtOn.get(attemptName(step, k));
      if (list === undefined) builtOn.set(attemptName(step, k), [track]);
      else list.push(track);
    }
  }
  const open = names.flatMap((name) => board.byName.get(name) ?? []);
  for (let track = open.pop(); track !== undefined; track = open.pop()) {
    if (track.void) continue;
    track.void = true;
    if (track.completed && track.visit?.end === 'completed') track.visit.superseded = true;
    open.push(...(builtOn.get(attemptName(track.step, track.k)) ?? []));
  }
}

/** Finds the completions that count again. */
function recount(board: Board): void {
  board.counting = new Map();
  for (const track of board.byLaunch.values()) {
    if (!track.completed || track.void || track.key === undefined) continue;
    if (!board.plan.byKey.has(track.key)) continue;
    const other = board.counting.get(track.key);
    if (other === undefined || isLater(track, other)) board.counting.set(track.key, track);
  }
}

/** Another version is in force: visits of steps that go on stay open, those of the others are over. */
export function migrate(board: Board, id: string, at: number): void {
  const place = board.history.bindings.findIndex(({ stored }) => stored.id === id);
  const binding = board.history.bindings[place];
  if (binding === undefined || binding.stored.kind !== 'migration' || place <= board.place) return;
  const { mapping } = binding.stored.record;
  for (const key of [...board.openVisits.keys()]) {
    if (!Object.hasOwn(mapping, key)) closeVisit(board, key, at, 'migrated');
  }
  board.openVisits = renamed(board.openVisits, mapping);
  board.visitCounts = renamed(board.visitCounts, mapping);
  board.place = place;
  board.plan = binding.plan;
  board.links = linksOf(binding.plan);
  for (const [key, visit] of board.openVisits) {
    visit.gates = binding.plan.byKey.get(key)?.gates.map((gate) => gate.key) ?? [];
  }
  for (const track of board.byLaunch.values()) {
    track.key = keyOn(board, track.binding, track.step);
  }
  noteGone(board, at);
  recount(board);
  recountDone(board);
  reviewGates(board, at);
  reviewVisits(board, at, true);
}

/** Blockers of steps that the version in force does not have block nothing, until the step comes back. */
export function noteGone(board: Board, at: number): void {
  for (const { key, binding, gone } of board.blockers) {
    if (key === undefined) continue;
    const last = gone.at(-1);
    const isGone = last !== undefined && last.to === undefined;
    const blocks = keyOn(board, binding, key) !== undefined;
    if (blocks && isGone) last.to = at;
    else if (!blocks && !isGone) gone.push({ from: at });
  }
}

const renamed = <Value>(
  values: ReadonlyMap<string, Value>,
  mapping: Readonly<Record<string, string>>,
): Map<string, Value> =>
  new Map(
    [...values].flatMap(([key, value]) => {
      const now = Object.hasOwn(mapping, key) ? mapping[key] : undefined;
      return now === undefined ? [] : [[now, value] as const];
    }),
  );
