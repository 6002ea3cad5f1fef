/** Markdown in which every word from outside stands in a code span, where nothing in it is obeyed. */

/** A text as a code span on one line, also inside a table: no markup, no mention, no link comes out of it. */
export function code(text: string): string {
  const line = text
    // eslint-disable-next-line no-control-regex -- these are what must not get through
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .trim();
  if (line === '') return '';
  const runs = line.match(/`+/g) ?? [];
  const fence = '`'.repeat(1 + Math.max(0, ...runs.map((run) => run.length)));
  const padding = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  // A table is cut into cells before anything else is read, and there this is how a bar is written.
  return `${fence}${padding}${line.replaceAll('|', '\\|')}${padding}${fence}`;
}

/** A table of cells that are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Cut between lines: half a code span would let markup out. @param most characters */
export const cutAtLine = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, text.lastIndexOf('\n', most));
