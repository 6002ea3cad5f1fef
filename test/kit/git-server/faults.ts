/** What can go wrong between a git client and its server, and how a test asks for it. */
import { chance, type Chance } from '../history/random.ts';

/** What a request is for. `list` and `list-to-push` answer where the branches are. */
export type Operation = 'list' | 'fetch' | 'list-to-push' | 'push' | 'other';

export type Fault =
  /** Done, and then the connection dies without a byte of the reply. A kept-alive one makes libcurl send the request again. */
  | { readonly kind: 'reply-lost' }
  /** Done, and the connection dies in the middle of the reply. */
  | { readonly kind: 'reply-cut' }
  /** The connection dies at once; the server does it all the same, so many milliseconds later. */
  | { readonly kind: 'late'; readonly after: number }
  /** Not done: 503. */
  | { readonly kind: 'unavailable' }
  /** Done, and then 502. */
  | { readonly kind: 'bad-gateway' }
  /** Not done: 403 with `retry-after`, in seconds. */
  | { readonly kind: 'rate-limited'; readonly retryAfter: number }
  /** Not done: 401. */
  | { readonly kind: 'unauthorized' }
  /** The branches as they were: the answer to the same question before the last push, where there is one. */
  | { readonly kind: 'stale' }
  /** Done, and the reply comes so many milliseconds late. */
  | { readonly kind: 'slow'; readonly by: number }
  /** Done, and the reply ends after half of its body, as if that were all. */
  | { readonly kind: 'truncated' };

/** A fault that is waiting for its request. */
export interface Planned {
  readonly fault: Fault;
  /** Default: `push`. */
  readonly on?: Operation;
  /** So many requests of that kind pass before it. */
  readonly after?: number;
  /** So many requests meet it; default: one. */
  readonly times?: number;
}

/** Each request of a kind meets the fault with this probability. */
export interface Rate {
  readonly fault: Fault;
  readonly on: Operation;
  readonly probability: number;
}

export interface Rates {
  readonly seed: number;
  readonly rates: readonly Rate[];
}

export interface FaultPlan {
  /** The fault that the next request of this kind meets. Asking uses it up. */
  readonly next: (operation: Operation) => Fault | undefined;
  readonly add: (...planned: readonly Planned[]) => void;
  /** So many planned faults nobody has met yet. */
  readonly pending: () => number;
  /** From now on nothing goes wrong any more. */
  readonly clear: () => void;
}

export function planFaults(random: Rates | undefined): FaultPlan {
  const dice = chance(random?.seed ?? 0);
  let rates = random?.rates ?? [];
  let waiting: { planned: Planned; pass: number; times: number }[] = [];
  return {
    next: (operation) => {
      const mine = waiting.filter(({ planned: { on = 'push' } }) => on === operation);
      const due = mine.find(({ pass }) => pass === 0);
      for (const one of mine) one.pass = Math.max(0, one.pass - 1);
      if (due === undefined) return roll(rates, operation, dice);
      due.times -= 1;
      waiting = waiting.filter(({ times }) => times > 0);
      return due.planned.fault;
    },
    add: (...planned) => {
      const ready = planned.map((one) => ({
        planned: one,
        pass: one.after ?? 0,
        times: one.times ?? 1,
      }));
      waiting.push(...ready);
    },
    pending: () => waiting.reduce((sum, { times }) => sum + times, 0),
    clear: () => {
      waiting = [];
      rates = [];
    },
  };
}

/** One throw a request: the probabilities of a kind of request add up. */
function roll(rates: readonly Rate[], operation: Operation, dice: Chance): Fault | undefined {
  let thrown = dice.next();
  for (const { fault, on, probability } of rates) {
    if (on !== operation) continue;
    if (thrown < probability) return fault;
    thrown -= probability;
  }
  return undefined;
}
