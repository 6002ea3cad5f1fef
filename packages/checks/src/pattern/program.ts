/** A compiled pattern of RE2, as `re2js` has it. */
export interface Program {
  readonly inst: readonly Instruction[];
  readonly start: number;
}

export interface Instruction {
  /** One of `op`, or above them for one that reads a character. */
  readonly op: number;
  readonly out: number;
  /** The second way of `alt`; the conditions of `emptyWidth`; whether a single character matches in any case. */
  readonly arg: number;
  /** Pairs of the first and last character of a range, or one single character. */
  readonly runes: Int32Array;
  readonly matchRune: (rune: number) => boolean;
}

export const op = { alt: 1, altMatch: 2, capture: 3, emptyWidth: 4, match: 6, nop: 7 };
export const readsRune = (one: Instruction): boolean => one.op >= 8;

/** What `emptyWidth` may ask for, added up. */
export const condition = {
  beginLine: 1,
  endLine: 2,
  beginText: 4,
  endText: 8,
  boundary: 16,
  noBoundary: 32,
};

/** Stands above all characters. */
export const endOfText = 0x110000;
export const newline = 10;
export const wordRanges = [48, 57, 65, 90, 95, 95, 97, 122];
