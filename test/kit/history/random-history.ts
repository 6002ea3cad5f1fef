/** Small histories for the test of the checker: true ones of a register that works, and defects put into them. */
import { nameOf, type Call } from './history.ts';
import type { Chance } from './random.ts';

const register = 'r';
const people = ['ann/1', 'ann/2', 'bob/1', 'cat/1'];

/** Any calls at any time with any result: mostly not linearizable. */
export function anyHistory({ below, pick, happens }: Chance): readonly Call[] {
  const holder = (): string | undefined => (happens(0.3) ? nameOf(pick(people)) : undefined);
  return Array.from({ length: 1 + below(6) }, (): Call => {
    const start = below(12);
    const end = start + below(6);
    if (happens(0.3)) {
      return { kind: 'look', register, start, end, owner: pick([undefined, ...people]) };
    }
    const who = pick(people);
    const result = pick(['ok', 'lost', 'lost', 'refused', 'unknown'] as const);
    if (result === 'unknown') {
      return { kind: 'claim', register, who, start, end: Number.POSITIVE_INFINITY, result };
    }
    const says = result === 'lost' ? { holder: holder() } : {};
    return { kind: 'claim', register, who, start, end, result, ...says };
  });
}

/** What a register that works answers, each call taking effect somewhere between its start and its end. */
export function trueHistory({ below, pick, happens }: Chance): readonly Call[] {
  const planned = Array.from({ length: 2 + below(6) }, () => {
    const start = below(20);
    const moment = start + below(5) + below(10) / 10;
    const late = happens(0.2);
    return { start, moment, end: moment + below(5), late, who: pick(people), look: happens(0.3) };
  });
  let owner: string | undefined;
  return planned
    .sort((one, other) => one.moment - other.moment)
    .map(({ start, end, late, who, look }): Call => {
      if (look) return { kind: 'look', register, start, end, owner };
      const isLost = owner !== undefined && owner !== who;
      if (late) {
        // It may have won all the same, and nobody told it.
        if (!isLost && happens(0.5)) owner = who;
        const never = Number.POSITIVE_INFINITY;
        return { kind: 'claim', register, who, start, end: never, result: 'unknown' };
      }
      if (!isLost && happens(0.1) && owner === undefined) {
        return { kind: 'claim', register, who, start, end, result: 'refused' };
      }
      if (!isLost) owner = who;
      const holder = isLost && owner !== undefined ? nameOf(owner) : undefined;
      return { kind: 'claim', register, who, start, end, result: isLost ? 'lost' : 'ok', holder };
    });
}

type Defect = (calls: readonly Call[], chance: Chance) => readonly Call[] | undefined;

const ownerOf = (calls: readonly Call[]): (Call & { readonly kind: 'claim' }) | undefined =>
  calls.find((call) => call.kind === 'claim' && call.result === 'ok') as
    (Call & { readonly kind: 'claim' }) | undefined;

/** Each makes a true history false, or gives up on it because it has no place for the defect. */
export const defects: Readonly<Record<string, Defect>> = {
  'a second owner': (calls, { pick }) => {
    const owner = ownerOf(calls);
    const who = pick(people.filter((one) => one !== owner?.who));
    return owner && [...calls, { ...owner, who, result: 'ok' }];
  },
  'an owner that is told it lost': (calls) => {
    const owner = ownerOf(calls);
    return owner && [...calls, { ...owner, result: 'lost' }];
  },
  'free, after somebody was told that it owns': (calls) => {
    const owner = ownerOf(calls);
    const start = (owner?.end ?? 0) + 1;
    return owner && [...calls, { kind: 'look', register, start, end: start, owner: undefined }];
  },
  'owned, before anybody asked': (calls) => {
    const owner = ownerOf(calls);
    const start = Math.min(...calls.map((call) => call.start)) - 2;
    return owner && [...calls, { kind: 'look', register, start, end: start + 1, owner: owner.who }];
  },
  'an owner that nobody knows': (calls) => {
    const owner = ownerOf(calls);
    return owner && [...calls, { ...owner, kind: 'look', owner: 'eve/1' }];
  },
  'lost, and the wrong holder named': (calls) => {
    const owner = ownerOf(calls);
    return owner && [...calls, { ...owner, who: 'eve/1', result: 'lost', holder: 'mallory' }];
  },
  'lost to nobody': (calls) => {
    if (calls.some((call) => call.kind === 'claim' && call.result !== 'refused')) return undefined;
    const lost = {
      kind: 'claim',
      register,
      who: 'eve/1',
      result: 'lost',
      start: 0,
      end: 9,
    } as const;
    return calls.every((call) => call.kind === 'claim' || call.owner === undefined)
      ? [...calls, lost]
      : undefined;
  },
};
