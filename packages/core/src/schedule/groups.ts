/** The order of steps, and the groups that run together (semantics §3). */
import { byCodeUnit } from '../bytes/json.ts';

interface Ordered {
  readonly key: string;
  readonly order: number;
  readonly parallelizable: boolean;
}

/** By `(order, key)`; keys by code unit. */
export const byOrderAndKey = (one: Ordered, other: Ordered): number =>
  one.order - other.order || byCodeUnit(one.key, other.key);

/**
 * For each step of the sorted list, where its group starts. A maximal run of neighbouring parallelizable steps is one
 * group; every other step is a group of its own.
 */
export function groupStarts(sorted: readonly Ordered[]): readonly number[] {
  const starts: number[] = [];
  let start = 0;
  for (let index = 0; index < sorted.length; index += 1) {
    const joins =
      sorted[index]?.parallelizable === true && sorted[index - 1]?.parallelizable === true;
    if (!joins) start = index;
    starts.push(start);
  }
  return starts;
}
