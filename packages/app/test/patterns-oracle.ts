/**
 * Facts that are fixed beforehand: who executes `<step>.<k>`, with which nonce, when, and how it ends. Then a tree is a
 * function of the workflow and the oracle, however the work was recorded (protocol.md, R5).
 */
import type { Outcome } from '@orchestrator/core';
import { sha256 } from '@orchestrator/stores';

/** A whole number from 0 up to below the bound. */
export type Choose = (bound: number) => number;

/** mulberry32: small, seeded, good enough to choose by. */
export function pickFrom(seed: number): Choose {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, bound);
  };
}

export interface Oracle {
  /** When something is done; RFC 3339. In no order at all: nothing rests on clocks. */
  readonly at: (...what: readonly (string | number)[]) => string;
  readonly executor: (step: string) => string;
  readonly actor: (step: string, k: number) => string;
  readonly nonce: (step: string, k: number) => string;
  readonly status: (step: string, k: number) => Exclude<Outcome, 'abandoned'>;
  readonly words: (step: string, k: number) => string;
  readonly person: (step: string, k: number) => string;
}

const begin = Date.parse('2026-01-19T00:00:00.000Z');
const days = 3 * 24 * 3600 * 1000;
/** From this attempt on every step succeeds. */
const lastFailure = 3;

export function oracleFrom(seed: number): Oracle {
  const number = (...what: readonly (string | number)[]): number =>
    Number.parseInt(sha256(JSON.stringify([seed, ...what])).slice(0, 12), 16);
  return {
    at: (...what) => new Date(begin + (number('at', ...what) % days)).toISOString(),
    executor: (step) => `e-${step}`,
    actor: (step, k) => `worker-${number('actor', step, k) % 5}`,
    nonce: (step, k) => `n${number('nonce', step, k)}`,
    status: (step, k) => {
      const chance = number('status', step, k) % 10;
      if (k >= lastFailure || chance > 3) return 'completed';
      return chance === 0 ? 'released' : 'failed';
    },
    words: (step, k) => `${step}.${k}: ${number('words', step, k) % 1000} “ü”`,
    person: (step, k) => `person-${number('person', step, k) % 3}`,
  };
}
