/** What is shown to people: results on stdout, progress and notices on stderr, colour only where it is wanted. */
/** SGR codes that switch a style on and off. */
const styles = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39] } as const;
export type Style = keyof typeof styles;

export interface Terminal {
  /** A result, to stdout. */
  readonly print: (text: string) => void;
  /** Progress or a notice, to stderr; nothing when quiet. */
  readonly notice: (text: string) => void;
  readonly style: (style: Style, text: string) => string;
  /** Columns that a line may take; unlimited in a pipe. */
  readonly width: number;
  /** May a line on stderr be drawn over? */
  readonly live: boolean;
}

export interface TerminalOptions {
  readonly quiet: boolean;
  readonly color: 'auto' | 'always' | 'never';
}

export function createTerminal({ quiet, color }: TerminalOptions): Terminal {
  const colored = color === 'always' || (color === 'auto' && wantsColor());
  return {
    print: (text) => void process.stdout.write(`${text}\n`),
    notice: (text) => {
      if (!quiet) process.stderr.write(`${text}\n`);
    },
    style: (style, text) => (colored ? paint(style, text) : text),
    // A terminal that does not know its width says 0.
    width: process.stdout.isTTY ? process.stdout.columns || 80 : Number.POSITIVE_INFINITY,
    live:
      process.stderr.isTTY &&
      !quiet &&
      process.env['TERM'] !== 'dumb' &&
      process.env['CI'] === undefined,
  };
}

const paint = (style: Style, text: string): string =>
  `\u001b[${styles[style][0]}m${text}\u001b[${styles[style][1]}m`;

function wantsColor(): boolean {
  const { NO_COLOR, TERM } = process.env;
  return process.stdout.isTTY && (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb';
}

/** Columns padded to their widest cell; the last one is cut to fit the terminal. Newlines become spaces. */
export function table(rows: readonly (readonly string[])[], width: number): string {
  const cells = rows.map((row) => row.map((cell) => cell.replace(/\s+/g, ' ')));
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => (row[column] ?? '').length)),
  );
  return cells
    .map((row) => {
      const line = row.map((cell, column) =>
        column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0),
      );
      return cut(line.join('  ').trimEnd(), width);
    })
    .join('\n');
}

export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
