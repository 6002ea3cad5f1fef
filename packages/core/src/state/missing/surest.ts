/** Several records miss the same cause: which slot do they agree on? */
import type { Guess } from './guess.ts';

/** Beyond these the guesses of a record are too vague to count. */
const mostGuesses = 4;

/**
 * The slots that most of them name, and those the earliest; several when nothing tells them apart.
 * @param testimonies the guesses of each record, the surest first
 * @param taken slots of other missing records
 */
export function surest(testimonies: readonly Iterable<Guess>[], taken: ReadonlySet<string>): Guess {
  const tally = new Map<string, { votes: number; places: number }>();
  for (const testimony of testimonies) {
    let place = 0;
    const seen = new Set<string>();
    for (const guess of testimony) {
      for (const slot of guess) {
        if (taken.has(slot) || seen.has(slot)) continue;
        seen.add(slot);
        const { votes, places } = tally.get(slot) ?? { votes: 0, places: 0 };
        tally.set(slot, { votes: votes + 1, places: places + place });
      }
      place += 1;
      if (place === mostGuesses) break;
    }
  }
  let best:
    { readonly slots: string[]; readonly votes: number; readonly places: number } | undefined;
  for (const [slot, { votes, places }] of tally) {
    const difference = best === undefined ? -1 : best.votes - votes || places - best.places;
    if (difference < 0) best = { slots: [slot], votes, places };
    else if (difference === 0) best?.slots.push(slot);
  }
  return best?.slots.slice(0, mostAtOnce) ?? [];
}

/** More alternatives than these help nobody. */
const mostAtOnce = 3;
