import type { Markdown } from './parse-markdown.ts';
import { textOf } from './text-of.ts';

export interface Heading {
  /** From 1. */
  readonly depth: number;
  readonly text: string;
}

/** All headings, `#` and underlined alike, in order; none from code blocks. */
export const headingsOf = ({ tokens }: Markdown): readonly Heading[] =>
  tokens.flatMap((token, index) => {
    const inline = tokens[index + 1];
    if (token.type !== 'heading_open' || inline === undefined) return [];
    return [{ depth: Number(token.tag.slice(1)), text: textOf(inline) }];
  });
