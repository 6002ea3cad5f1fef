import type { Markdown } from './parse-markdown.ts';
import { textOf } from './text-of.ts';

/** The running text: paragraphs, headings, lists, tables. No code blocks, no HTML. */
export const proseOf = ({ tokens }: Markdown): string =>
  tokens
    .filter(({ type }) => type === 'inline')
    .map(textOf)
    .join('\n');
