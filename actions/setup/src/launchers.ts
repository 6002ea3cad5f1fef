/** Small programs that start the command line with the very node that runs the actions. */

/** For sh. */
export const asPosix = (node: string, program: string): string =>
  `#!/bin/sh\nexec ${quoted(node)} ${quoted(program)} "$@"\n`;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** For cmd, which takes a `%` for the beginning of a variable. */
export const asWindows = (node: string, program: string): string =>
  `@"${node.replaceAll('%', '%%')}" "${program.replaceAll('%', '%%')}" %*\r\n`;
