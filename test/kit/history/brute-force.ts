/** Linearizability by trying: every order of the calls that time allows, against a register of five lines. Small histories only. */
import { byRegister, nameOf, type Call } from './history.ts';

type State = string | undefined;

/** What the register may hold after the call; empty: the call can't have gone so in this state. */
function after(state: State, call: Call): readonly State[] {
  if (call.kind === 'look') return call.owner === state ? [state] : [];
  const { who, result, holder } = call;
  if (result === 'ok') return state === undefined || state === who ? [who] : [];
  // It did nothing, or it did not happen, or it won.
  if (result === 'unknown') return state === undefined ? [state, who] : [state];
  if (result === 'refused') return [state];
  const isOther = state !== undefined && state !== who;
  return isOther && (holder === undefined || holder === nameOf(state)) ? [state] : [];
}

/** @returns whether each register alone is linearizable, and thereby all of them */
export const isLinearizable = (calls: readonly Call[]): boolean =>
  [...byRegister(calls).values()].every((its) => tryAll(its, undefined));

function tryAll(left: readonly Call[], state: State): boolean {
  if (left.length === 0) return true;
  const bound = Math.min(...left.map(({ end }) => end));
  return left.some((call, index) => {
    // Something that ended before this one began must come first.
    if (call.start > bound) return false;
    const others = left.filter((_, other) => other !== index);
    return after(state, call).some((next) => tryAll(others, next));
  });
}
