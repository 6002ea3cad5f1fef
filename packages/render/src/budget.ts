/** How long a text may be, and tables that are cut between rows to be no longer. */
import { tableLine } from './markdown.ts';

export interface Budget {
  readonly characters: number;
  readonly bytes: number;
}

/** Of a comment. GitHub takes more, in one unit or the other; which one it counts has changed before. */
export const commentBudget: Budget = { characters: 60_000, bytes: 200_000 };
/** Of the summary of a step. One that is longer than 1 MiB is lost as a whole. */
export const summaryBudget: Budget = { characters: 900 * 1024, bytes: 900 * 1024 };

const encoder = new TextEncoder();
export const sizeOf = (text: string): Budget => ({
  characters: text.length,
  bytes: encoder.encode(text).length,
});

export const fits = (text: string, { characters, bytes }: Budget): boolean => {
  const size = sizeOf(text);
  return size.characters <= characters && size.bytes <= bytes;
};

/** What is left when these texts stand there, each with an empty line after it. */
export function without(budget: Budget, ...texts: readonly string[]): Budget {
  return texts.reduce<Budget>((left, text) => {
    const size = sizeOf(text);
    return {
      characters: left.characters - size.characters - 2,
      bytes: left.bytes - size.bytes - 2,
    };
  }, budget);
}

export interface Table {
  readonly head: readonly string[];
  /** Cells that are Markdown already. */
  readonly rows: readonly (readonly string[])[];
}

/** Room for the line that says how much is left out. */
const noteRoom = 120;

/**
 * As many rows as there is room for, and how many more there are; `''` when there is none for a single one.
 * @param where the rest can be read, as Markdown
 * @param most rows, however much room there is
 */
export function tableWithin(
  { head, rows }: Table,
  budget: Budget,
  where: string,
  most = Number.POSITIVE_INFINITY,
): string {
  const lines = [tableLine(head), tableLine(head.map(() => '---'))];
  let left = without(budget, ...lines);
  if (rows.length > most) left = without(left, ' '.repeat(noteRoom + where.length));
  for (const row of rows.slice(0, most)) {
    const line = tableLine(row);
    const after = without(left, line);
    const isLast = lines.length - 1 === rows.length;
    const spare = isLast ? 0 : noteRoom + where.length;
    if (after.characters < spare || after.bytes < spare) break;
    lines.push(line);
    left = after;
  }
  const shown = lines.length - 2;
  if (shown === 0) return '';
  const more = rows.length - shown;
  return more === 0 ? lines.join('\n') : `${lines.join('\n')}\n\n${moreOf(more, 'row', where)}`;
}

/** `… 812 more rows: where` */
export const moreOf = (count: number, what: string, where: string): string =>
  `… ${count} more ${what}${count === 1 ? '' : 's'}${where === '' ? '' : `: ${where}`}`;
