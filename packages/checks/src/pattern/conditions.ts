import { condition, endOfText, newline, wordRanges } from './program.ts';

/** Stands for what is before the first character. */
export const beginOfText = 0;

const isWord = (rune: number): boolean =>
  wordRanges.some(
    (first, at) => at % 2 === 0 && rune >= first && rune <= (wordRanges[at + 1] ?? 0),
  );

/** One character for all that no condition tells apart, once they are before the next one. */
export const kindOf = (rune: number): number =>
  rune === newline ? newline : isWord(rune) ? 97 : 32;

/** Which conditions hold between two characters. */
export function conditionsBetween(before: number, after: number): number {
  const { beginLine, endLine, beginText, endText, boundary, noBoundary } = condition;
  const begin = before === beginOfText ? beginText | beginLine : before === newline ? beginLine : 0;
  const end = after === endOfText ? endText | endLine : after === newline ? endLine : 0;
  return begin | end | (isWord(before) === isWord(after) ? noBoundary : boundary);
}
