/**
 * When things happened. The effective time of a record is its own, or that of the latest record that it builds on, whichever
 * is later: clocks that go wrong make no duration negative, and move nothing that does not depend on them. A launch
 * happens when the last of its causes does. Corrections replace what a record said before anything else looks at it.
 */
import { byCodeUnit } from '../bytes/json.ts';
import { timeOf, type AnyStored } from '../model/records.ts';
import type { ItemState } from '../state/state.ts';
import type { Clamp } from './life.ts';

/** The part of an item's state that its times follow from. */
export type History = Pick<
  ItemState,
  'item' | 'registration' | 'bindings' | 'records' | 'corrections' | 'damages'
>;

/** A record and when it happened, in milliseconds since 1970. */
export interface Timed {
  readonly stored: AnyStored;
  readonly at: number;
  /** What corrections say instead, by field. */
  readonly corrected?: Corrected;
}

type Corrected = Readonly<Record<string, string>>;

export interface Timeline {
  /** By effective time; causes before effects. */
  readonly events: readonly Timed[];
  readonly clamped: readonly Clamp[];
  readonly corrected: number;
}

/** @param until milliseconds since 1970; what happened later is left out, corrections that were made later too */
export function timelineOf(history: History, until = Number.POSITIVE_INFINITY): Timeline {
  const corrections = correctionsInForce(history, until);
  const places = placesOf(history.records, corrections);
  const kept = places.filter(({ at }) => at <= until);
  kept.sort(
    (one, other) =>
      one.at - other.at ||
      one.depth - other.depth ||
      byCodeUnit(one.stored.path, other.stored.path),
  );
  return {
    events: kept,
    clamped: kept.flatMap(({ stored, byMs }) => (byMs > 0 ? [{ path: stored.path, byMs }] : [])),
    corrected: kept.filter(({ corrected }) => corrected !== undefined).length,
  };
}

function correctionsInForce(
  { corrections }: History,
  until: number,
): ReadonlyMap<string, Corrected> {
  if (corrections.size === 0) return new Map();
  const found = new Map<string, Corrected>();
  for (const [id, list] of corrections) {
    const made = list.filter(({ record }) => Date.parse(record.at) <= until);
    const last = made.reduce<Corrected>((all, { record }) => ({ ...all, ...record.set }), {});
    if (made.length > 0) found.set(id, last);
  }
  return found;
}

interface Place extends Timed {
  readonly depth: number;
  readonly byMs: number;
}

/** Every record after what it builds on; a cause that is not there is not waited for. */
function placesOf(
  records: readonly AnyStored[],
  corrections: ReadonlyMap<string, Corrected>,
): Place[] {
  const byId = new Map(records.map((stored) => [stored.id, stored]));
  const places = new Map<string, Place>();
  const open = [...records];
  for (let stored = open.at(-1); stored !== undefined; stored = open.at(-1)) {
    if (places.has(stored.id)) {
      open.pop();
      continue;
    }
    const size = open.length;
    for (const id of parentsOf(stored)) {
      const cause = places.has(id) ? undefined : byId.get(id);
      if (cause !== undefined) open.push(cause);
    }
    if (open.length > size) continue;
    open.pop();
    places.set(stored.id, placeOf(stored, places, corrections.get(stored.id)));
  }
  return [...places.values()];
}

/** Its causes, and the migration under whose version it names a step. */
const parentsOf = ({ record }: AnyStored): readonly string[] =>
  'binding' in record && record.binding !== undefined
    ? [...record.causes, record.binding]
    : record.causes;

function placeOf(
  stored: AnyStored,
  places: ReadonlyMap<string, Place>,
  corrected?: Corrected,
): Place {
  let latest = Number.NEGATIVE_INFINITY;
  let depth = 0;
  for (const id of parentsOf(stored)) {
    const cause = places.get(id);
    if (cause === undefined) continue;
    latest = Math.max(latest, cause.at);
    depth = Math.max(depth, cause.depth + 1);
  }
  const own = ownTime(stored, corrected);
  const derived = stored.kind === 'launch' && depth > 0;
  return {
    stored,
    depth,
    at: derived ? latest : Math.max(own, latest),
    byMs: derived || latest === Number.NEGATIVE_INFINITY ? 0 : Math.max(0, latest - own),
    ...(corrected && { corrected }),
  };
}

/** A correction that is no time is not followed. */
function ownTime(stored: AnyStored, corrected?: Corrected): number {
  const own = Date.parse(timeOf(stored.record));
  if (corrected === undefined) return own;
  const other = corrected['timestamp' in stored.record ? 'timestamp' : 'at'];
  const moment = other === undefined ? own : Date.parse(other);
  return Number.isNaN(moment) ? own : moment;
}
