/** Markdown in which every word from outside stands in a code span, where nothing in it is obeyed. */

/** A text as a code span in a cell of a table: no markup, no mention, no link comes out of it. */
export function code(text: string): string {
  // A table is cut into cells before anything else is read, and there this is how a bar is written.
  return span(text).replaceAll('|', '\\|');
}

/** The same where there is no table around it. */
export function span(text: string): string {
  const line = oneLine(text);
  if (line === '') return '';
  const runs = line.match(/`+/g) ?? [];
  const fence = '`'.repeat(1 + Math.max(0, ...runs.map((run) => run.length)));
  const padding = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** Lines as a block to be copied, in which nothing is obeyed either. */
export function fenced(lines: readonly string[]): string {
  const clean = lines.map(oneLine);
  const runs = clean.flatMap((line) => line.match(/`+/g) ?? []);
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return [`${fence}text`, ...clean, fence].join('\n');
}

/** A word that is longer than this makes its column, and so the whole table, too wide; an id has at most 63 characters. */
const longestWord = 63;

/** At most so many characters of what somebody wrote, on one line; `…` stands for the rest, also of a very long word. */
export const short = (text: string, most: number): string =>
  cut(
    // What can't be shown anyway need not be looked at.
    oneLine(text.slice(0, 8 * most))
      .split(' ')
      .map((word) => cut(word, longestWord))
      .join(' '),
    most,
  );

/** Longer than any path of a record can be. */
const longestPath = 280;

/** A path is told apart by its end. */
export const shortPath = (path: string): string =>
  path.length <= longestPath ? path : `…${path.slice(-longestPath)}`;

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(
      // eslint-disable-next-line no-control-regex -- these are what must not get through
      /[\s\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]+/g,
      ' ',
    )
    .trim();

/** A table of cells that are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [tableLine(head), tableLine(head.map(() => '---')), ...rows.map(tableLine)].join('\n');
}

export const tableLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Cut between lines: half a code span would let markup out. @param most characters */
export const cutAtLine = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, Math.max(0, text.lastIndexOf('\n', most)));
