import { createAutomaton } from './automaton.ts';
import { endOfText, type Program } from './program.ts';

/** Where the match that is complete first ends and whether it is empty; or what there is instead. */
export type Outcome = { readonly end: number; readonly isEmpty: boolean } | 'none' | 'costly';
export type Search = (text: string) => Outcome;

/** About 10 ms, for all texts together that one pattern is searched in. */
const maxWork = 100_000;

/**
 * Searches texts for a pattern. A step of the automaton that was made before is a look into a table, a
 * few nanoseconds; making one is what a pattern can make expensive, and is counted. So the time of a
 * search is in proportion to the text, however the pattern is written; a pattern whose automaton has no
 * end of states is given up rather than run slowly, and at the same place on every machine.
 */
export function createSearch(program: Program): Search {
  const { first, step } = createAutomaton(program, maxWork);
  return (text) => {
    let state = first;
    for (let at = 0; at <= text.length;) {
      const rune = text.codePointAt(at) ?? endOfText;
      const known = rune < 128 ? state.ascii[rune] : undefined;
      const next = known ?? step(state, rune);
      if (next === 'costly') return next;
      if (typeof next === 'string') return { end: at, isEmpty: next === 'completeAndEmpty' };
      state = next;
      at += rune > 0xffff ? 2 : 1;
    }
    return 'none';
  };
}
