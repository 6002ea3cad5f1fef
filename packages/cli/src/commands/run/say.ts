import type { Context } from '../../context.ts';

/** Said as it happens; a program reads the document at the end. */
export function say({ options, terminal }: Context, ...lines: readonly string[]): void {
  if (!options.json) terminal.print(lines.join('\n'));
}
