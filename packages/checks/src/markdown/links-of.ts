import type { Token } from 'markdown-it';
import type { Markdown } from './parse-markdown.ts';

/** Where the links in one piece of inline Markdown lead. */
export const linksIn = (inline: Token): readonly string[] => targets(inline, 'link_open', 'href');

/** Where all links, images and link definitions lead, in order, each once. Links written in HTML are not read. */
export function linksOf({ tokens, definitions }: Markdown): readonly string[] {
  const inline = tokens.flatMap((token) => [...linksIn(token), ...targets(token, 'image', 'src')]);
  return [...new Set([...inline, ...definitions])];
}

const targets = (inline: Token, type: string, attribute: string): readonly string[] =>
  (inline.children ?? []).flatMap((child) => {
    const value = child.type === type ? child.attrGet(attribute) : null;
    return value === null ? [] : [String(value)];
  });
