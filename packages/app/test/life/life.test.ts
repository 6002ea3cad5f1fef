/** Random lives of items, with every command there is: the real thing does what a small independent model says. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createReal } from './act.ts';
import { anyWalk, kinds } from './choice.ts';
import { walkAlong, type Tally } from './walk.ts';

/** How many walks, and which; more of them before a release: ORCHESTRATOR_WALKS=100000. */
const walks = Number(process.env['ORCHESTRATOR_WALKS'] ?? '10000');
const seed = Number(process.env['ORCHESTRATOR_WALK_SEED'] ?? '20261121');
const parts = 10;
const longest = 30;

const tally: Tally = new Map();

describe('random lives', () => {
  test.each(Array.from({ length: parts }, (_, part) => seed + part))(
    `do as the model says (${walks / parts} walks, seed %i)`,
    async (own) => {
      await fc.assert(
        fc.asyncProperty(anyWalk(longest), async (walk) => {
          await walkAlong(walk, { real: createReal(walk.versions), tally });
        }),
        { numRuns: Math.ceil(walks / parts), seed: own },
      );
    },
    Math.max(300_000, walks * 30),
  );

  // In a few walks anything may be missing.
  (walks < 2000 ? test.skip : test)('have every command carried out often, and refused', () => {
    const often = walks / 100;
    const rare = kinds.filter((kind) => (tally.get(kind)?.done ?? 0) < often);
    const never = kinds.filter((kind) => (tally.get(kind)?.refused ?? 0) === 0);
    // Nothing is refused to the world outside.
    expect({ rare, never }).toEqual({ rare: [], never: ['outside'] });
  });
});
