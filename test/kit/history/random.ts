/** Chance that can be repeated: the same seed gives the same numbers. */

export interface Chance {
  /** From 0 up to, not including, 1. */
  readonly next: () => number;
  /** A whole number from 0 up to, not including, `limit`. */
  readonly below: (limit: number) => number;
  /** True with this probability. */
  readonly happens: (probability: number) => boolean;
  /** One of them; there must be one. */
  readonly pick: <T>(from: readonly T[]) => T;
}

/** A generator of its own (mulberry32). @param seed any whole number */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    happens: (probability) => next() < probability,
    pick: <T>(from: readonly T[]): T => {
      const index = below(from.length);
      if (index >= from.length) throw new Error('Nothing to pick from.');
      return from[index] as T;
    },
  };
}

/** The same things in another order. */
export function shuffled<T>(things: readonly T[], { below }: Chance): readonly T[] {
  const left = [...things];
  const order: T[] = [];
  while (left.length > 0) order.push(...left.splice(below(left.length), 1));
  return order;
}
