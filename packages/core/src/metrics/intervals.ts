/** Sets of moments as half-open intervals `[from, to)`, in whole milliseconds since 1970. */
export type Span = readonly [from: number, to: number];
/** Disjoint, not empty, the earliest first. */
export type Spans = readonly Span[];

/** The moments that lie in any of some intervals. Empty and reversed ones hold none. */
export function union(spans: readonly Span[]): Spans {
  const sorted = spans.filter(([from, to]) => from < to).sort(([one], [other]) => one - other);
  const merged: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** The moments that lie in both. */
export function intersection(one: Spans, other: Spans): Spans {
  const common: Span[] = [];
  let place = 0;
  for (const [from, to] of one) {
    while (place < other.length && (other[place]?.[1] ?? 0) <= from) place += 1;
    for (let next = place; next < other.length; next += 1) {
      const [start, end] = other[next] ?? [to, to];
      if (start >= to) break;
      common.push([Math.max(from, start), Math.min(to, end)]);
    }
  }
  return common;
}

/** The moments that lie in the first and not in the second. */
export function difference(one: Spans, other: Spans): Spans {
  if (other.length === 0) return one;
  const left: Span[] = [];
  for (const [from, to] of one) {
    let start = from;
    for (const [cut, end] of intersection([[from, to]], other)) {
      if (start < cut) left.push([start, cut]);
      start = end;
    }
    if (start < to) left.push([start, to]);
  }
  return left;
}

/** In milliseconds. */
export const lengthOf = (spans: Spans): number =>
  spans.reduce((sum, [from, to]) => sum + to - from, 0);

/** How much of an interval some others take up, in milliseconds. */
export const lengthWithin = (spans: Spans, [from, to]: Span): number =>
  spans.reduce(
    (sum, [start, end]) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)),
    0,
  );
