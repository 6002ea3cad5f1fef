import type { Token } from 'markdown-it';

/** What a reader sees of inline Markdown: no markup, no HTML, no descriptions of images. */
export function textOf(inline: Token): string {
  return (inline.children ?? [])
    .map(({ type, content }) => {
      if (type === 'softbreak' || type === 'hardbreak') return '\n';
      return type === 'text' || type === 'text_special' || type === 'code_inline' ? content : '';
    })
    .join('');
}
