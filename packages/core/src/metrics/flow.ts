/**
 * Lead time and work in progress (semantics §8): lead time = registration → item done; WIP = items with an open attempt, or
 * begun and not done. Durations in whole milliseconds of elapsed time. Percentiles by nearest rank,
 * `sorted[⌈q·n⌉ − 1]`: always a value that was observed.
 */
import { laterTime, timeOf } from '../model/records.ts';
import { isDone, type ItemState } from '../state/state.ts';

export interface ItemClocks {
  readonly registeredAt: string;
  /** First claim of any step. */
  readonly startedAt?: string;
  /** When the last outcome or approval that makes it done happened. */
  readonly doneAt?: string;
  readonly leadTimeMs?: number;
  readonly wip: boolean;
}

export function clocksOf(state: ItemState): ItemClocks {
  const registeredAt = state.registration.record.at;
  const claims = state.records.flatMap((stored) =>
    stored.kind === 'claim' ? [stored.record.at] : [],
  );
  const first = claims.sort((one, other) => Date.parse(one) - Date.parse(other))[0];
  const startedAt = first && laterTime(first, registeredAt);
  const doneAt = isDone(state) ? endOf(state) : undefined;
  return {
    registeredAt,
    ...(startedAt !== undefined && { startedAt }),
    ...(doneAt !== undefined && {
      doneAt,
      leadTimeMs: Math.max(0, Date.parse(doneAt) - Date.parse(registeredAt)),
    }),
    wip: startedAt !== undefined && doneAt === undefined,
  };
}

function endOf(state: ItemState): string {
  const outcomes = state.steps.flatMap(({ counting }) => counting?.handoff?.record ?? []);
  const votes = [...state.gates.values()].flatMap((gate) => gate.votes.map(({ record }) => record));
  return [...outcomes, ...votes].map(timeOf).reduce(laterTime, state.registration.record.at);
}

export interface Distribution {
  readonly n: number;
  readonly p50?: number;
  readonly p85?: number;
  readonly p95?: number;
}

/** Percentiles of a sample; none for an empty one. */
export function distribution(sample: readonly number[]): Distribution {
  const sorted = [...sample].sort((one, other) => one - other);
  const n = sorted.length;
  const at = (q: number): number => sorted[Math.ceil(q * n) - 1] ?? 0;
  return n === 0 ? { n } : { n, p50: at(0.5), p85: at(0.85), p95: at(0.95) };
}
