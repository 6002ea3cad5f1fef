/** Random choices, before anybody knows what they will be about: a walk is a list of them. */
import fc from 'fast-check';
import type { Kind } from './actions.ts';
import type { Written } from './blueprint.ts';
import { anyVersions } from './definitions.ts';

export interface Choice {
  readonly kind: Kind;
  /** Among what makes sense, not among all. */
  readonly sensible: boolean;
  /** What was just carried out on the item is said once more. */
  readonly again: boolean;
  readonly item: number;
  readonly pick: number;
  readonly who: number;
  readonly detail: number;
}

const weights: Readonly<Record<Kind, number>> = {
  ...{ register: 1, schedule: 3, claim: 14, end: 16, abandon: 2, retry: 3, approve: 6, reject: 8 },
  ...{ review: 3, block: 2, unblock: 2, transfer: 3, integrate: 4, revert: 5 },
  ...{ migrate: 5, rollback: 4, correct: 1, outside: 1 },
};

export const kinds = Object.keys(weights) as Kind[];

const anyChoice = (among: readonly Kind[]) =>
  fc.record<Choice>({
    kind: fc.oneof(
      ...among.map((kind) => ({ arbitrary: fc.constant(kind), weight: weights[kind] })),
    ),
    sensible: fc.nat({ max: 7 }).map((it) => it > 0),
    again: fc.nat({ max: 15 }).map((it) => it === 15),
    item: fc.nat({ max: 11 }),
    pick: fc.nat({ max: 11 }),
    who: fc.nat({ max: 3 }),
    detail: fc.nat({ max: 63 }),
  });

export interface Walk {
  readonly versions: readonly Written[];
  readonly choices: readonly Choice[];
  /** Look for violations after every action, not only at the end; and bring every item to its end. */
  readonly isThorough: boolean;
}

/** Without the kinds that a walk does not have: what they would have been is something that it has. */
const without = (choices: readonly Choice[], left: readonly Kind[]): readonly Choice[] =>
  choices.map((choice) => {
    const instead = pickOf(left, choice.pick + choice.detail) ?? choice.kind;
    return left.includes(choice.kind) ? choice : { ...choice, kind: instead };
  });

/**
 * Half of the walks have all kinds of action, the others a few of them the more often: so they come to states that are
 * rare where everything happens.
 * @param among the kinds of action that occur
 */
export const anyWalk = (longest: number, among: readonly Kind[] = kinds): fc.Arbitrary<Walk> =>
  fc
    .record({
      versions: anyVersions,
      choices: fc.array(anyChoice(among), { minLength: 1, maxLength: longest, size: 'max' }),
      few: fc.option(fc.subarray([...among], { minLength: 1, maxLength: 5 }), { freq: 1 }),
      isThorough: fc.nat({ max: 19 }).map((it) => it === 19),
    })
    .map(({ versions, choices, few, isThorough }) => ({
      ...{ versions, isThorough },
      choices: few === null ? choices : without(choices, [...few, 'claim', 'end']),
    }));

/** One of them, or nothing when there is none. */
export const pickOf = <T>(list: readonly T[], pick: number): T | undefined =>
  list[pick % list.length];
export const bit = (detail: number, place: number): boolean => ((detail >> place) & 1) === 1;
