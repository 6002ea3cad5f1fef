import { beginOfText, conditionsBetween, kindOf } from './conditions.ts';
import type { Program } from './program.ts';
import { createReader, type Reading } from './reading.ts';
import { runeClasses } from './rune-classes.ts';

/** What reading one character leads to: a state, or a match that is complete before it. */
export type Step = State | 'complete' | 'completeAndEmpty' | 'costly';

/** The instructions to go on from, what stands before, and the steps known so far. */
export interface State {
  readonly pcs: readonly number[];
  readonly before: number;
  readonly ascii: (Step | undefined)[];
  readonly steps: Map<number, Step>;
}

export interface Automaton {
  readonly first: State;
  /** Reads one character, or the end. */
  readonly step: (state: State, rune: number) => Step;
}

/** What a new step costs beside the instructions that are looked at, and what a new state does. */
const stepWork = 20;
const stateWork = 50;

/**
 * The deterministic automaton of a program, built as far as texts ask for it. Once that has taken
 * `maxWork` (instructions looked at), new steps are `costly`.
 */
export function createAutomaton(program: Program, maxWork: number): Automaton {
  let work = 0;
  const spend = (more: number): void => {
    work += more;
  };
  const classOf = runeClasses(program, spend);
  const read = createReader(program, spend);
  const stateOf = createStates(program.inst.length, spend);
  // Every state starts the program again, and for a list of words that is most of the work.
  const starts = new Map<string, Reading>();

  function next({ pcs, before }: State, rune: number, runeClass: number): Step {
    const conditions = conditionsBetween(before, rune);
    const key = `${conditions} ${runeClass}`;
    const start = starts.get(key) ?? read([program.start], conditions, rune);
    starts.set(key, start);
    if (start.isMatch) return 'completeAndEmpty';
    const further = read(pcs, conditions, rune);
    if (further.isMatch) return 'complete';
    spend(stepWork + start.pcs.length);
    return stateOf([...start.pcs, ...further.pcs], kindOf(rune));
  }

  return {
    first: stateOf([], beginOfText),
    step: (state, rune) => {
      const runeClass = classOf(rune);
      let step = state.steps.get(runeClass);
      if (step === undefined) {
        if (work > maxWork) return 'costly';
        step = next(state, rune, runeClass);
        state.steps.set(runeClass, step);
      }
      if (rune < 128) state.ascii[rune] = step;
      return step;
    },
  };
}

/** Hands out the same state for the same instructions, in whatever order they come. */
function createStates(
  size: number,
  spend: (work: number) => void,
): (pcs: readonly number[], before: number) => State {
  const states = new Map<string, State>();
  return (unsorted, before) => {
    const bits = Buffer.alloc((size >> 3) + 1);
    const pcs = unsorted.filter((pc) => {
      const byte = bits[pc >> 3] ?? 0;
      bits[pc >> 3] = byte | (1 << (pc & 7));
      return (byte & (1 << (pc & 7))) === 0;
    });
    spend(size >> 6);
    const key = `${before} ${bits.toString('latin1')}`;
    let state = states.get(key);
    if (state === undefined) {
      spend(stateWork);
      state = { pcs, before, ascii: new Array<undefined>(128), steps: new Map() };
      states.set(key, state);
    }
    return state;
  };
}
