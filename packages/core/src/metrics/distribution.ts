/**
 * Percentiles by nearest rank, `sorted[⌈q·n⌉ − 1]`: always a value that was observed. They are never averaged; what
 * covers more items is computed from all of their values again.
 */
export interface Distribution {
  readonly n: number;
  readonly p50?: number;
  readonly p85?: number;
  readonly p95?: number;
  /** Arithmetic mean, rounded; to be shown beside the percentiles, never instead of them. */
  readonly mean?: number;
  /** Fewer than ten values: hardly more than anecdotes. */
  readonly few?: true;
}

const fewerThan = 10;

/** Percentiles of a sample; none for an empty one. */
export function distribution(sample: readonly number[]): Distribution {
  const sorted = [...sample].sort((one, other) => one - other);
  const n = sorted.length;
  if (n === 0) return { n };
  const at = (q: number): number => sorted[Math.ceil(q * n) - 1] ?? 0;
  const mean = Math.round(sorted.reduce((sum, value) => sum + value, 0) / n);
  return {
    ...{ n, p50: at(0.5), p85: at(0.85), p95: at(0.95), mean },
    ...(n < fewerThan && { few: true as const }),
  };
}

/** A ratio of sums, with both of them; `ratio` is absent where there is nothing to divide by. */
export interface Ratio {
  readonly part: number;
  readonly of: number;
  readonly ratio?: number;
}

export const ratio = (part: number, of: number): Ratio => ({
  part,
  of,
  ...(of > 0 && { ratio: part / of }),
});
