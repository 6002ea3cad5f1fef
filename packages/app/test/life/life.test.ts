/** Random lives of items, with every command there is: the real thing does what a small independent model says. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createReal } from './act.ts';
import { anyWalk } from './choose.ts';
import { walkAlong, type Tally } from './walk.ts';

const walks = Number(process.env['ORCHESTRATOR_WALKS'] ?? '10000');
const seed = Number(process.env['ORCHESTRATOR_WALK_SEED'] ?? Date.now() % 2 ** 31);

describe('random lives', () => {
  test(`do as the model says (${walks} walks, seed ${seed})`, async () => {
    const tally: Tally = new Map();
    let turn = 0;
    await fc.assert(
      fc.asyncProperty(anyWalk(25), async (walk) => {
        turn += 1;
        const real = createReal(walk.versions);
        await walkAlong(walk, { real, tally, isThorough: turn % 20 === 0 });
      }),
      { numRuns: walks, seed },
    );
    expect(tally.size).toBeGreaterThan(0);
  }, 900_000);
});
