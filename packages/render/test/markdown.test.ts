import { expect, test } from '@jest/globals';
import MarkdownIt from 'markdown-it';
import { code, table } from '../src/markdown.ts';

const markdown = new MarkdownIt({ html: true, linkify: true });
/** A text in a cell of a table, as a reader sees it. */
function shown(text: string): string {
  const html = markdown.render(table(['a', 'b'], [[code(text), 'end']]));
  return (
    /<tbody>\s*<tr>\s*<td>([\s\S]*?)<\/td>\s*<td>end<\/td>\s*<\/tr>\s*<\/tbody>/.exec(html)?.[1] ??
    html
  );
}

test.each([
  'plain',
  '<script>alert(1)</script>',
  '@everyone look at #1',
  '[link](javascript:alert(1)) ![beacon](https://x.example/a.png)',
  '`',
  '``',
  'a`b``c```',
  '`a`',
  '<!-- hidden -->',
  '| a | b |',
  'a\\|b',
  '**bold** ${{ github.token }}',
])('%j is shown word for word, in one code span', (text) => {
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  expect(shown(text)).toBe(`<code>${escaped}</code>`);
});

test('a text of several lines stays in its cell', () => {
  expect(shown('a\n\n# b\r\n| c |\u2028d\u0000e')).toBe('<code>a # b | c | d e</code>');
});
