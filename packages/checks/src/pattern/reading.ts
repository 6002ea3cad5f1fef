import { op, readsRune, type Program } from './program.ts';

/** Where a program may go on after a character, or that it matches before it. */
export interface Reading {
  readonly isMatch: boolean;
  readonly pcs: readonly number[];
}

/**
 * Runs a program over one character: from some of its instructions, follows all ways that read nothing
 * and that the conditions allow, then those that read the character. `spend` hears how many were
 * looked at.
 */
export function createReader(
  { inst }: Program,
  spend: (work: number) => void,
): (from: readonly number[], conditions: number, rune: number) => Reading {
  const marks = new Uint32Array(inst.length);
  let mark = 0;
  return (from, conditions, rune) => {
    const open = [...from];
    const readers: number[] = [];
    let isMatch = false;
    let work = 0;
    mark++;
    for (let pc = open.pop(); pc !== undefined; pc = open.pop()) {
      const one = inst[pc];
      if (one === undefined || marks[pc] === mark) continue;
      marks[pc] = mark;
      work++;
      if (readsRune(one)) {
        // A search in one of the classes of Unicode.
        if (one.runes.length > 64) work += 2;
        if (one.matchRune(rune)) readers.push(one.out);
      } else if (one.op === op.match) isMatch = true;
      else if (one.op === op.alt || one.op === op.altMatch) open.push(one.out, one.arg);
      else if (one.op === op.capture || one.op === op.nop) open.push(one.out);
      else if (one.op === op.emptyWidth && (one.arg & ~conditions) === 0) open.push(one.out);
    }
    spend(work);
    return { isMatch, pcs: readers };
  };
}
